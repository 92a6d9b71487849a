/** Options of commands that a user gets wrong, or that another module has to make known. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runCli } from '../../src/cli/commands.js';

it('cogym envs reads the proxy that costModel names', async (t) => {
  const error = t.mock.method(console, 'error', () => {});
  await runCli(['envs', 'branin', '--options', '{"costModel": {"proxy": "no-such-proxy.json"}}']);
  process.exitCode = 0;
  assert.match(String(error.mock.calls[0]?.arguments[0]), /no-such-proxy\.json/);
});

it('an error names the field at fault once', async (t) => {
  const error = t.mock.method(console, 'error', () => {});
  await runCli(['envs', 'AsicCodesign-v0', '--options', '{"subAccelerators": "x"}']);
  process.exitCode = 0;
  assert.equal(error.mock.calls[0]?.arguments[0], 'cogym: /options/subAccelerators must be integer, not "x"');
});

it('cogym multi-agent names the option that takes no such number', async (t) => {
  const error = t.mock.method(console, 'error', () => {});
  await runCli(['multi-agent', '--learning-rates', '2']);
  process.exitCode = 0;
  assert.match(String(error.mock.calls[0]?.arguments[0]), /--learning-rates takes numbers above 0 up to 1/);
});
