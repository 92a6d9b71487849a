/** From a run folder to its files, through the library and through `cogym report`. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { runCli } from '../../../src/cli/commands.js';
import { collectReport } from '../../../src/experiments/report/collect.js';
import { writeReport } from '../../../src/experiments/report/write.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { readStore } from '../../../src/experiments/store.js';
import { summarize } from '../../../src/experiments/summary.js';
import { strategies, temporaryFolder, toyExperiment } from '../helpers.js';
import { elements, readable } from './well-formed.js';

/** A finished experiment in a folder of its own. */
async function finished(t: TestContext): Promise<string> {
  const folder = join(temporaryFolder(t), 'toy');
  await runExperiment(toyExperiment({ strategies: strategies.slice(0, 2) }), folder);
  return folder;
}

/** An experiment that was interrupted in its first run; `change` edits the lines of its log. */
async function interrupted(t: TestContext, change: (line: Record<string, never>) => unknown): Promise<string> {
  const folder = join(temporaryFolder(t), 'toy');
  await runExperiment(toyExperiment(), folder, { stop: () => true });
  const runs = join(folder, 'runs');
  const log = join(runs, readdirSync(runs).find((name) => name.endsWith('.jsonl')) as string);
  const [header, ...lines] = readFileSync(log, 'utf8').trimEnd().split('\n') as [string, ...string[]];
  const edited = lines.map((line) => JSON.stringify(change(JSON.parse(line))));
  writeFileSync(log, `${[header, ...edited].join('\n')}\n`);
  return folder;
}

/** Output, error output and exit status of the command line in this process. */
async function command(t: TestContext, ...words: string[]): Promise<{ out: string; errors: string; status: unknown }> {
  const [out, errors] = [t.mock.method(console, 'log', () => {}), t.mock.method(console, 'error', () => {})];
  const before = process.exitCode;
  try {
    await runCli(words);
    const text = (mock: typeof out): string =>
      mock.mock.calls.map(({ arguments: parts }) => parts.join(' ')).join('\n');
    return { out: text(out), errors: text(errors), status: process.exitCode };
  } finally {
    process.exitCode = before;
    out.mock.restore();
    errors.mock.restore();
  }
}

describe('collecting a report', () => {
  it('takes arms, rows and the winner from the folder', async (t) => {
    const folder = await finished(t);
    const data = await collectReport(folder);
    const { winner } = summarize(await readStore(folder));
    assert.deepEqual(
      data.arms.map(({ agent, strategy, runs, budget }) => [agent, strategy, runs.map(({ seed }) => seed), budget]),
      [
        ['genetic', 'joint', [3, 4], 60],
        ['genetic', 'nas-then-asic', [3, 4], 60],
        ['random', 'joint', [3, 4], 60],
        ['random', 'nas-then-asic', [3, 4], 60],
      ],
    );
    assert.deepEqual(data.winner?.differences, []);
    assert.deepEqual(data.winner?.design, winner?.design);
    assert.deepEqual(data.winner?.result.metrics, winner?.metrics);
    assert.equal(data.arms[data.winner?.arm ?? -1]?.agent, winner?.agent);
    assert.equal(data.command, 'cogym run toy.json');
    assert.equal(data.runsPlanned, 8);
  });

  it('tells agents with several hyperparameter sets apart by what differs', async (t) => {
    const folder = temporaryFolder(t);
    const agents = [8, 12].map((population) => ({ name: 'genetic', hyperparameters: { population } }));
    await runExperiment(toyExperiment({ agents, seeds: [0], budget: 24 }), folder);
    const { arms } = await collectReport(folder);
    assert.deepEqual(
      arms.map(({ variant }) => variant),
      ['population 8', 'population 12'],
    );
  });

  it('says so when the second evaluation differs from the row', async (t) => {
    const folder = await interrupted(t, ({ result, ...line }) => ({
      ...line,
      result: { ...(result as object), violation: 0, feasible: true, objectives: [-7] },
    }));
    const { winner } = await collectReport(folder);
    assert.ok(
      winner?.differences.some((text) => /^objective 1 -7 then, /.test(text)),
      winner?.differences.join(),
    );
    assert.deepEqual([winner?.result.feasible, winner?.result.objectives], [true, [-7]]);
    assert.match(
      readable(readFileSync(await writeReport(folder, join(folder, 'r.html')), 'utf8')),
      /It does not repeat; see below.*does not give the recorded figures/,
    );
  });

  it('shows the recorded row when the problem cannot be made again', async (t) => {
    const folder = await interrupted(t, (line) => line);
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, spec: { ...manifest.spec, problem: 'gone-v0' } }));
    const { winner } = await collectReport(folder);
    assert.match(winner?.differences.join() ?? '', /could not be evaluated: .*gone-v0/);
    assert.equal(Object.keys(winner?.result.metrics ?? {}).length, 4);
  });
});

describe('cogym report', () => {
  it('writes the page into the folder and prints its path', async (t) => {
    const folder = await finished(t);
    const { out, status } = await command(t, 'report', folder);
    assert.equal(status, undefined);
    assert.equal(out, join(folder, 'report.html'));
    const first = readFileSync(out, 'utf8');
    elements(first);
    await command(t, 'report', folder);
    assert.equal(readFileSync(out, 'utf8'), first);
  });

  it('writes to --out and the pictures to --pictures, and prints JSON', async (t) => {
    const folder = await finished(t);
    const [out, pictures] = [join(folder, 'deep', 'er', 'r.html'), join(folder, 'pictures')];
    const answer = JSON.parse((await command(t, 'report', folder, '--out', out, '--pictures', pictures, '--json')).out);
    assert.equal(answer.report, out);
    assert.deepEqual(answer.pictures.map(existsSync), [true, true, true, true, true, true]);
    for (const file of answer.pictures) elements(readFileSync(file, 'utf8'));
  });

  it('refuses with advice and exit status 1', async (t) => {
    const folder = temporaryFolder(t);
    const missing = await command(t, 'report', join(folder, 'nowhere'));
    assert.deepEqual([missing.status, /there is no folder .* `cogym run`/.test(missing.errors)], [1, true]);
    const other = await command(t, 'report', folder);
    assert.deepEqual([other.status, /no manifest\.json/.test(other.errors)], [1, true]);
    writeFileSync(join(folder, 'manifest.json'), '{"format": 1, "runs": [');
    const cut = await command(t, 'report', folder);
    assert.deepEqual([cut.status, /manifest\.json cannot be read.*start the experiment/.test(cut.errors)], [1, true]);
    const run = await finished(t);
    mkdirSync(join(run, 'taken'));
    const taken = await command(t, 'report', run, '--out', join(run, 'taken'));
    assert.deepEqual([taken.status, /cannot write/.test(taken.errors)], [1, true]);
  });
});
