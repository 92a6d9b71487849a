/** `cogym run`, `cogym compare` and `cogym bench agents` as commands. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runsFolder } from '../../src/experiments/execute.js';
import { cogym } from '../cli/cogym.js';
import { reproducible, temporaryFolder } from './helpers.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Runs the command as a process; `watch` is called every few milliseconds while it runs. */
function watched(
  args: readonly string[],
  watch: (child: ChildProcess) => void,
): Promise<{ status: number | null; stderr: string }> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    const watching = setInterval(() => watch(child), 5);
    child.on('close', (status) => {
      clearInterval(watching);
      settle({ status, stderr });
    });
  });
}

const spec = (budget: number): string =>
  JSON.stringify({
    name: 'sizing',
    problem: 'accelerator-sizing',
    agents: [{ name: 'genetic' }, { name: 'random' }],
    seeds: [1],
    budget,
  });

describe('cogym run', () => {
  it('prints one JSON document and nothing else with --json, then a table to compare', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'spec.json');
    writeFileSync(file, spec(40));
    const out = join(folder, 'results');
    const run = await cogym('run', file, '--out', out, '--json', '--seeds', '2');
    assert.equal(run.stderr, '');
    assert.equal(run.status, 0);
    const result = JSON.parse(run.stdout) as {
      arms: { runs: number }[];
      computed: number;
      report: string;
      winner: object;
    };
    assert.deepEqual(
      result.arms.map(({ runs }) => runs),
      [2, 2],
    );
    assert.equal(result.computed, 160);
    assert.ok(existsSync(result.report));

    const compare = await cogym('compare', out);
    assert.equal(compare.status, 0);
    assert.match(compare.stdout, /^genetic +2 +2\/2/m);

    const again = await cogym('run', '--resume', out, '--no-report', '--quiet');
    assert.equal(again.status, 0);
    assert.match(again.stdout, /Best design: found by .*Results: /s);
    assert.equal(again.stderr, '');
  });

  it('stops at Ctrl-C with status 130 and the command to go on with', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'spec.json');
    writeFileSync(file, spec(6000));
    const [stopped, whole] = [join(folder, 'stopped'), join(folder, 'whole')];
    let sent = false;
    const first = await watched(['run', file, '--out', stopped, '--no-report'], (child) => {
      const logs = existsSync(runsFolder(stopped)) ? readdirSync(runsFolder(stopped)) : [];
      if (
        !sent &&
        logs.some((name) => (statSync(join(runsFolder(stopped), name), { throwIfNoEntry: false })?.size ?? 0) > 20_000)
      )
        sent = child.kill('SIGINT');
    });
    assert.equal(first.status, 130, first.stderr);
    assert.match(first.stderr, new RegExp(`Go on with: cogym run --resume ${stopped}\n`));
    const [second, other] = [
      await cogym('run', '--resume', stopped, '--json', '--no-report'),
      await cogym('run', file, '--out', whole, '--json', '--no-report'),
    ];
    assert.deepEqual([second.status, other.status], [0, 0]);
    assert.ok(JSON.parse(second.stdout).computed < JSON.parse(other.stdout).computed);
    assert.deepEqual(await reproducible(stopped), await reproducible(whole));
  });

  it('ends with status 2 for wrong usage and unknown names, 1 for failed work, and one line', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), '');
    const cases: readonly [args: string[], status: number, message: RegExp][] = [
      [['run', 'asic-n2'], 2, /'asic-n2' is neither a file nor an experiment that ships.*nearest: asic-n1/],
      [['run', '--seeds', '-1'], 2, /--seeds takes/],
      [['run', '--seeds', '0'], 2, /--seeds takes/],
      [['run', '--seeds', '3,'], 2, /--seeds takes.*not '3,'/],
      [['run', '--budget', '-5'], 2, /--budget takes a whole number from 1, not -5/],
      [['run', 'asic-n1', '--out', join(folder, 'file', 'x')], 1, /a part of the path is a file/],
      [['compare', folder], 1, /no manifest\.json/],
      [
        ['bench', 'agents', '--problem', 'branin', '--agent', 'random', '--budget', '0'],
        2,
        /--budget takes a whole number/,
      ],
      [['bench', 'agents', '--problem', 'brannin', '--agent', 'random', '--budget', '5'], 2, /nearest: branin/],
    ];
    for (const [args, expected, message] of cases) {
      const { status, stdout, stderr } = await cogym(...args);
      assert.equal(status, expected, args.join(' '));
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.equal(stdout, '');
    }
  });
});
