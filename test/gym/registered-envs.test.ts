/**
 * Every registered environment passes `checkEnv`, problems in every mode and with every preset, and the whole suites
 * with their defaults.
 */
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { make, makeProblem, problemDefinition, problemIds, registry } from '../../envs/index.js';
import { designModes, toParallel } from '../../src/design/index.js';
import { checkEnv } from '../../src/gym/index.js';
import { envConformance, parallelEnvConformance } from '../conformance/index.js';

const reference = process.env.COGYM_REFERENCE ?? '../shared/reference';
if (existsSync(reference)) process.env.COGYM_REFERENCE = reference;

const problems = problemIds();
for (const id of [...registry.keys()].filter((name) => !problems.includes(name))) {
  envConformance(id);
  envConformance(id, { renderMode: 'ansi', maxEpisodeSteps: 7 });
}

for (const id of problems) {
  const { presets, needs = [] } = problemDefinition(id);
  const missing = needs.filter((name) => process.env[name] === undefined);
  if (missing.length > 0) {
    test(`problem ${id}`, { skip: `reference tables not found at ${reference} (${missing.join(', ')})` }, () => {});
    continue;
  }
  for (const mode of designModes) envConformance(id, { mode }, { steps: 15 });
  describe(`presets of ${id}`, () => {
    for (const preset of Object.keys(presets)) {
      for (const mode of designModes) {
        test(`${preset} in the mode ${mode}`, () => checkEnv(make(id, { mode, preset }), { steps: 8 }));
      }
    }
  });
  for (const factorisation of [
    'per-parameter',
    'per-group',
    'single',
    ...Object.keys(makeProblem(id).partitions ?? {}),
  ]) {
    parallelEnvConformance(`${id} ${factorisation}`, () => toParallel(make(id), factorisation), { steps: 8 });
  }
}
