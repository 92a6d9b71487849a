/** The built command as a person meets it: exit statuses, suggestions, what goes to which stream. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { cogym } from './cogym.js';

function built(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const environment = { ...process.env };
  delete environment.COGYM_REFERENCE;
  return spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], { input, encoding: 'utf8', env: environment });
}

describe('cogym', () => {
  it('lists its commands', () => {
    const { status, stdout } = built(['--help']);
    assert.equal(status, 0);
    for (const command of ['run', 'simulate', 'envs', 'agents', 'report', 'compare', 'doctor', 'bench', 'accuracy']) {
      assert.match(stdout, new RegExp(`cogym ${command}`));
    }
    assert.match(stdout, /Exit status/);
  });

  it('ends with status 2 for a command that there is not', () => {
    assert.equal(built(['simulat', 'dataflow']).status, 2);
  });

  it('prints its version', () => {
    assert.match(built(['--version']).stdout, /^\d+\.\d+\.\d+$/m);
  });

  for (const [args, hint] of [
    [['simulat', 'dataflow'], /did you mean simulate/],
    [['simulate', 'datflow'], /did you mean dataflow/],
    [['envs', 'AsicCodesing-v0'], /AsicCodesign-v0/],
    [['agents', 'genetik'], /genetic/],
    [['envs', 'AsicCodesign-v0', '--preset', 'W9'], /it has N1, W1/],
    [['envs', 'branin', '--options', '{'], /--options takes a JSON object such as/],
    [['envs', 'branin', '--options', '"x"'], /--options takes a JSON object such as .*, not "x"/],
    [['envs', 'CartPole-v1', '--preset', 'W1'], /are of a design problem/],
    [['envs', '--preset', 'W1'], /are of a design problem/],
    [['envs', '--frobnicate'], /[Uu]nknown argument/],
    [['bench', 'agents', '--problem', 'branin', '--agent', 'nobody', '--budget', '10', '--seeds', '1'], /nobody/],
    [[], /Name a command/],
  ] as const) {
    it(`answers \`cogym ${args.join(' ')}\` with status 2 and a hint`, async () => {
      const { status, stdout, stderr } = await cogym(...args);
      assert.equal(status, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, hint);
    });
  }

  it('answers requests over the pipe, and reports a refused one in its status', () => {
    const good = '{"id":1,"problem":"branin","parameters":{"x1":0,"x2":5}}\n';
    const { status, stdout } = built(
      ['simulate', 'problem'],
      `${good}{"id":2,"problem":"branin","parameters":{"x1":"a"}}\n`,
    );
    assert.equal(status, 1);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map(({ id, ok }) => [id, ok]),
      [
        [1, true],
        [2, false],
      ],
    );
    assert.equal(built(['simulate', 'problem'], good).status, 0);
  });

  it('names what is missing when a table is not there', () => {
    const { status, stdout } = built(
      ['simulate', 'problem'],
      '{"id":1,"problem":"nasbench201-cifar10","parameters":{}}\n',
    );
    assert.equal(status, 1);
    assert.equal(JSON.parse(stdout).error.code, 'tableMissing');
  });

  it('prints a design space as a table and as JSON', async () => {
    const { status, stdout } = await cogym('envs', 'AsicCodesign-v0');
    assert.equal(status, 0);
    assert.match(stdout, /acc1\.template/);
    assert.match(stdout, /averageQuality/);
    const json = JSON.parse((await cogym('envs', 'AsicCodesign-v0', '--json')).stdout);
    assert.ok(json.parameters.length > 6);
  });

  it('ends quietly when the reader of its output goes away', () => {
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" dist/src/cli/main.js envs AsicCodesign-v0 --json | true; echo $?`],
      { encoding: 'utf8' },
    );
    assert.match(stdout, /^(0|141)$/m, 'all was written before the reader left, or the write failed');
    assert.equal(stderr, '');
  });

  it('examines the installation', () => {
    const { status, stdout } = built(['doctor', '--json']);
    assert.equal(status, 0, stdout);
    assert.ok(JSON.parse(stdout).every(({ ok }: { ok: boolean }) => ok));
  });
});
