/** A study from its runs to its report. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { analyse } from '../../../src/experiments/lottery/analyse.js';
import { renderLottery } from '../../../src/experiments/lottery/page.js';
import { readFigures } from '../../../src/experiments/lottery/table.js';
import { writeLottery } from '../../../src/experiments/lottery/write.js';
import { readStore } from '../../../src/experiments/store.js';
import { runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { parseSweep } from '../../../src/experiments/sweep/spec.js';
import { partFolder } from '../../../src/experiments/sweep/study.js';
import { temporaryFolder } from '../helpers.js';

const spec = parseSweep({
  name: 'small-study',
  problems: [{ problem: 'accelerator-sizing' }, { problem: 'dtlz2' }],
  agents: [{ name: 'random' }, { name: 'genetic', grid: { population: [4, 8] } }, { name: 'annealing' }],
  seeds: [3, 5],
  budgets: [40, 20],
});

describe('a study', () => {
  it('reads the best so far of every run at every budget', async (t) => {
    const folder = temporaryFolder(t);
    await assert.rejects(readFigures(folder), { code: 'storeMissing' });
    await runSweep(spec, folder);
    const [sizing, front] = await readFigures(folder);
    assert.deepEqual(
      [sizing?.figure, sizing?.direction, front?.figure, front?.direction],
      ['log10(energyMj * latencyMs)', 'minimize', 'hypervolume', 'maximize'],
    );
    assert.deepEqual(sizing?.budgets, [20, 40]);
    const store = await readStore(partFolder(folder, 'accelerator-sizing'));
    const least = (agent: string, seed: number, budget: number, evaluations: number): number => {
      const rows = store.runs.filter(({ run }) => run.agent === agent && run.seed === seed && run.budget === budget);
      const objectives = rows[0]?.rows.slice(0, evaluations).map((row) => row.objectives[0] as number) ?? [];
      return Math.min(...objectives);
    };
    const of = (agent: string) => sizing?.agents.find((figures) => figures.agent === agent)?.sets[0]?.values;
    assert.deepEqual([...(of('random')?.[0] ?? [])], [least('random', 3, 40, 20), least('random', 5, 40, 20)]);
    assert.deepEqual([...(of('random')?.[1] ?? [])], [least('random', 3, 40, 40), least('random', 5, 40, 40)]);
    assert.deepEqual([...(of('annealing')?.[0] ?? [])], [least('annealing', 3, 20, 20), least('annealing', 5, 20, 20)]);
    assert.equal(sizing?.agents.find(({ agent }) => agent === 'genetic')?.sets.length, 2);
    for (const { agent, sets } of front?.agents ?? []) {
      if (agent === 'annealing') continue; // its longer run is another run
      for (const { values } of sets) {
        for (const [s, later] of (values[1] as Float64Array).entries()) {
          assert.ok(later <= (values[0]?.[s] as number), 'a hypervolume (negated) never shrinks');
        }
      }
    }
  });

  it('writes its report and its tables, the same again', async (t) => {
    const folder = temporaryFolder(t);
    await runSweep(spec, folder);
    const { lottery, files } = await writeLottery(folder);
    assert.equal(lottery.entries.length, 4, 'two problems at two budgets');
    const html = readFileSync(files.report, 'utf8');
    assert.equal(
      html.match(/<svg/g)?.length,
      1 + 2 * 3,
      'profiles of all; spread, tuning and efficiency of each problem',
    );
    assert.doesNotMatch(html, /<script|https?:\/\/(?!www\.w3\.org)/);
    assert.equal(renderLottery(spec, analyse(await readFigures(folder))).html, html);
    const json = JSON.parse(readFileSync(join(folder, 'lottery.json'), 'utf8')) as { entries: unknown[] };
    assert.equal(json.entries.length, 4);
  });

  it('counts the runs of its present form alone', async (t) => {
    const folder = temporaryFolder(t);
    const small = {
      name: 'changed',
      problems: [{ problem: 'dtlz2' }],
      agents: [{ name: 'genetic', grid: { population: [4, 8] } }],
      seeds: [3],
      budgets: [20],
    };
    await runSweep(parseSweep(small), folder);
    await runSweep(parseSweep({ ...small, agents: [{ name: 'genetic', grid: { population: [8, 16] } }] }), folder);
    const [figures] = await readFigures(folder);
    const populations = figures?.agents[0]?.sets.map(({ hyperparameters }) => hyperparameters.population);
    assert.deepEqual(populations, [8, 16], 'the run with 4 is still there, but no part of the study');
  });

  it('that is not finished says how to finish it', async (t) => {
    const folder = temporaryFolder(t);
    let batches = 0;
    await runSweep(spec, folder, { stop: () => ++batches > 50 });
    await assert.rejects(writeLottery(folder), { code: 'unfinished', message: /cogym sweep --resume/ });
  });
});
