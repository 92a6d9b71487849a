/** `cogym dataset` as a command. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { runCli } from '../../src/cli/commands.js';
import { runExperiment } from '../../src/experiments/run.js';
import { temporaryFolder, toyExperiment } from '../experiments/helpers.js';

/** Runs a command line in this process; what it printed, and its exit status. */
async function cogym(t: TestContext, ...args: readonly string[]) {
  const [out, errors]: [string[], string[]] = [[], []];
  const log = t.mock.method(console, 'log', (text: string) => out.push(text));
  const error = t.mock.method(console, 'error', (text: string) => errors.push(text));
  process.exitCode = 0;
  try {
    await runCli(['dataset', ...args]);
    return { status: process.exitCode, out: out.join('\n'), errors: errors.join('\n') };
  } finally {
    process.exitCode = 0;
    log.mock.restore();
    error.mock.restore();
  }
}

describe('cogym dataset', () => {
  it('lists, describes, merges and exports', async (t) => {
    const root = temporaryFolder(t);
    const folder = join(root, 'toy');
    await runExperiment(toyExperiment({ budget: 10 }), folder);
    assert.match((await cogym(t, 'ls', root)).out, /toy +experiment +toy-codesign +genetic, random +4 +40 /);
    const info = JSON.parse((await cogym(t, 'info', folder, '--json')).out);
    assert.deepEqual([info.rows, info.runs, info.unfinished], [40, 4, 0]);
    assert.match((await cogym(t, 'info', folder)).out, /m_latencyS +double +s /);
    const merged = await cogym(t, 'merge', folder, '--out', join(root, 'all'), '--json');
    assert.deepEqual([JSON.parse(merged.out).rows, merged.status], [40, 0]);
    const csv = join(root, 'rows.csv');
    const some = ['export', folder, '--format', 'csv', '--out', csv, '--columns', 'seed', 'm_energyJ'];
    const exported = await cogym(t, ...some, '--json');
    assert.deepEqual(JSON.parse(exported.out), { format: 'csv', file: csv, rows: 40 });
    assert.equal(readFileSync(csv, 'utf8').split('\n')[0], 'seed:int64,m_energyJ:double[J]');
    const again = await cogym(t, ...some);
    assert.equal(again.status, 1);
    assert.match(again.errors, /is there already.*--overwrite/);
    const card = join(root, 'card.md');
    assert.equal((await cogym(t, 'export', folder, '--format', 'card', '--out', card)).status, 0);
    assert.match(readFileSync(card, 'utf8'), /^# Data set: evaluated designs of toy-codesign\n[\s\S]*## Known limits/);
  });

  it('says what is wrong in one line, with what to do', async (t) => {
    const root = temporaryFolder(t);
    const empty = await cogym(t, 'info', root);
    assert.equal(empty.status, 1);
    assert.match(empty.errors, /^cogym: .*holds no data set.*Name a folder/);
    assert.equal((await cogym(t, 'merge', root)).status, 2);
    assert.equal((await cogym(t, 'nothing')).status, 2);
    assert.match((await cogym(t, 'ls', root)).out, /^No data set in/);
    writeFileSync(join(root, 'table.csv'), 'a,b\n1,2\n');
    const table = await cogym(t, 'import', join(root, 'table.csv'), '--out', join(root, 'x'));
    assert.match(table.errors, /has no column PagePolicy/);
  });

  it('repairs a folder and tells what was cut', async (t) => {
    const folder = temporaryFolder(t);
    let computed = 0;
    await runExperiment(toyExperiment({ budget: 10 }), folder, { stop: () => ++computed >= 15 });
    const { out } = await cogym(t, 'repair', folder, '--out', join(folder, 'rows'));
    assert.match(out, /1 runs whole, 2 not begun, 1 below/);
    assert.match(out, /resumable +\d+ of 10 +nothing/);
    const { rows, runs } = JSON.parse((await cogym(t, 'info', join(folder, 'rows'), '--json')).out);
    assert.equal(runs, 2);
    assert.ok(rows > 10 && rows < 20);
    const file = await cogym(t, 'repair', join(folder, 'manifest.json'));
    assert.match(file.errors, /manifest\.json holds no experiment/);
  });
});
