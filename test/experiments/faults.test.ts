/** Faults of earlier gyms that concern what a run records, one test each. Those of agents and environments: there. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import test from 'node:test';
import type { Problem } from '../../src/design/problem.js';
import { withObjectives } from '../../src/design/with-objectives.js';
import { benchAgent } from '../../src/experiments/bench-agent.js';
import { computeLog, logFile, runsFolder } from '../../src/experiments/execute.js';
import { readLog } from '../../src/experiments/run-log.js';
import { workList } from '../../src/experiments/work-list.js';
import { temporaryFolder, toyExperiment } from './helpers.js';

test('random search ignored the chosen reward', async (t) => {
  const { problem: base, ...experiment } = toyExperiment({ agents: [{ name: 'random', hyperparameters: {} }] });
  const [run] = workList({ ...experiment, problem: base });
  assert.ok(run);
  const feasibleLines = async (problem: Problem) => {
    const folder = temporaryFolder(t);
    mkdirSync(runsFolder(folder));
    await computeLog(problem, run, folder);
    const lines = (readLog(logFile(folder, run))?.lines ?? []).filter(({ result }) => result.feasible);
    assert.ok(lines.length >= 10, `${lines.length} feasible designs`);
    return lines;
  };
  const rewarded = withObjectives(base, { reward: 'averageQuality - energyJ' });
  for (const { result, reward } of await feasibleLines(rewarded)) {
    const { averageQuality, energyJ } = result.metrics as { averageQuality: number; energyJ: number };
    assert.equal(reward, averageQuality - energyJ);
  }
  const problem = withObjectives(base, { objectives: ['minimize energyJ'] });
  const energies = (await feasibleLines(problem)).map(({ result }) => Number(result.metrics['energyJ']));
  const { seed, budget } = run;
  const { best } = benchAgent({ problem, agent: 'random', hyperparameters: {}, seed, budget });
  assert.equal(best, Math.min(...energies), 'the best is that of the chosen objective');
});
