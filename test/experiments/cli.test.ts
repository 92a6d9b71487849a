/** `cogym run`, `cogym compare` and `cogym bench agents` as commands. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runsFolder } from '../../src/experiments/execute.js';
import { reproducible, temporaryFolder } from './helpers.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the command; `watch` is called every few milliseconds while it runs. */
function cogym(args: readonly string[], watch: (child: ChildProcess) => void = () => {}): Promise<Result> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    const watching = setInterval(() => watch(child), 5);
    child.on('close', (status) => {
      clearInterval(watching);
      settle({ status, out, errors });
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
    const run = await cogym(['run', file, '--out', out, '--json', '--seeds', '2']);
    assert.equal(run.errors, '');
    assert.equal(run.status, 0);
    const result = JSON.parse(run.out) as {
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

    const compare = await cogym(['compare', out]);
    assert.equal(compare.status, 0);
    assert.match(compare.out, /^genetic +2 +2\/2/m);

    const again = await cogym(['run', '--resume', out, '--no-report', '--quiet']);
    assert.equal(again.status, 0);
    assert.match(again.out, /Best design: found by .*Results: /s);
    assert.equal(again.errors, '');
  });

  it('stops at Ctrl-C with status 130 and the command to go on with', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'spec.json');
    writeFileSync(file, spec(6000));
    const [stopped, whole] = [join(folder, 'stopped'), join(folder, 'whole')];
    let sent = false;
    const first = await cogym(['run', file, '--out', stopped, '--no-report'], (child) => {
      const logs = existsSync(runsFolder(stopped)) ? readdirSync(runsFolder(stopped)) : [];
      if (
        !sent &&
        logs.some((name) => (statSync(join(runsFolder(stopped), name), { throwIfNoEntry: false })?.size ?? 0) > 20_000)
      )
        sent = child.kill('SIGINT');
    });
    assert.equal(first.status, 130, first.errors);
    assert.match(first.errors, new RegExp(`Go on with: cogym run --resume ${stopped}\n`));
    const [second, other] = [
      await cogym(['run', '--resume', stopped, '--json', '--no-report']),
      await cogym(['run', file, '--out', whole, '--json', '--no-report']),
    ];
    assert.deepEqual([second.status, other.status], [0, 0]);
    assert.ok(JSON.parse(second.out).computed < JSON.parse(other.out).computed);
    assert.deepEqual(await reproducible(stopped), await reproducible(whole));
  });

  it('ends with status 2 for wrong usage and unknown names, 1 for failed work, and one line', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), '');
    const cases: readonly [args: string[], status: number, message: RegExp][] = [
      [['run', 'asic-n2'], 2, /'asic-n2' is neither a file nor an experiment that ships.*nearest: asic-n1/],
      [['run', '--seeds', '-1'], 2, /--seeds takes/],
      [['run', 'asic-n1', '--out', join(folder, 'file', 'x')], 1, /a part of the path is a file/],
      [['compare', folder], 1, /no manifest\.json/],
      [
        ['bench', 'agents', '--problem', 'branin', '--agent', 'random', '--budget', '0'],
        2,
        /--budget takes a whole number/,
      ],
      [['bench', 'agents', '--problem', 'brannin', '--agent', 'random', '--budget', '5'], 2, /nearest: branin/],
    ];
    const results = await Promise.all(cases.map(([args]) => cogym(args)));
    for (const [i, { status, errors, out }] of results.entries()) {
      const [args, expected, message] = cases[i] as (typeof cases)[number];
      assert.equal(status, expected, args.join(' '));
      assert.match(errors, message);
      assert.equal(errors.trimEnd().split('\n').length, 1, errors);
      assert.equal(out, '');
    }
  });
});
