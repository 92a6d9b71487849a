/** How hard the specifications are: shares of random valid designs that meet them, within a factor of two. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../../envs/index.js';
import { makeProblem } from '../../../src/design/problem-registry.js';
import { RandomStream } from '../../../src/stats/random.js';

const DESIGNS = 1500;

/** Percent of the designs that are feasible, and that meet latency, energy, area. */
const recorded: readonly (readonly [string, string, number, readonly number[]])[] = [
  ['N1', 'default', 2, [9, 26, 40]],
  ['N1', 'nasaic-like', 3.8, [9, 37, 45]],
  ['W1', 'default', 8, [21, 43, 51]],
  ['W2', 'default', 5, [17, 28, 49]],
  ['W3', 'default', 2, [8, 22, 49]],
  ['W1', 'nasaic-like', 7, [15, 33, 52]],
  ['W2', 'nasaic-like', 7, [17, 21, 50]],
  ['W3', 'nasaic-like', 3, [8, 16, 51]],
];

describe('specifications of AsicCodesign-v0', () => {
  for (const [workload, technology, feasible, single] of recorded) {
    it(`are met by about ${feasible} % of random designs of ${workload}, ${technology}`, () => {
      const problem = makeProblem('AsicCodesign-v0', { workload, technology });
      const random = RandomStream.from(1, 'fractions');
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < DESIGNS; i++) {
        const { violations } = problem.evaluate(problem.space.sample(random, problem.mask));
        const broken = new Set(violations.map(({ name }) => name));
        if (broken.size === 0) counts[0]!++;
        for (const [at, name] of ['latencyS', 'energyJ', 'areaMm2'].entries()) if (!broken.has(name)) counts[at + 1]!++;
      }
      for (const [at, percent] of [feasible, ...single].entries()) {
        const measured = (100 * (counts[at] as number)) / DESIGNS;
        assert.ok(measured > percent / 2 && measured < percent * 2, `${measured} % is not about ${percent} %`);
      }
    });
  }
});
