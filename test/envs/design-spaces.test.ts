/** The design space of every registered problem, with every preset and under its mask, passes the conformance suite. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import '../../envs/index.js';
import { makeProblem, problemDefinition, problemIds } from '../../src/design/index.js';
import { designSpaceConformance } from '../conformance/design-space.js';

const reference = process.env.COGYM_REFERENCE ?? resolve('../shared/reference');
const hasReference = existsSync(reference);
if (hasReference) process.env.COGYM_REFERENCE = reference;

for (const id of problemIds()) {
  const { needs = [], presets } = problemDefinition(id);
  if (needs.includes('COGYM_REFERENCE') && !hasReference) {
    test(`design space of ${id}`, { skip: `reference tables not found at ${reference}` }, () => {});
    continue;
  }
  const named = Object.keys(presets);
  for (const preset of named.length > 0 ? named : [undefined]) {
    const { space, mask } = makeProblem(id, {}, preset);
    designSpaceConformance(preset === undefined ? `of ${id}` : `of ${id}, ${preset}`, () => space, mask);
  }
}
