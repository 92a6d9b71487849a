/** The benchmark problems as environments, in every mode. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { problemDefinition, problemIds } from '../../envs/index.js';
import { designModes } from '../../src/design/index.js';
import { envConformance } from '../conformance/index.js';

const reference = process.env.COGYM_REFERENCE ?? resolve('../shared/reference');
const hasReference = existsSync(reference);
if (hasReference) process.env.COGYM_REFERENCE = reference;

for (const id of problemIds().filter((name) => !/-v\d+$/.test(name))) {
  if (!hasReference && problemDefinition(id).needs?.includes('COGYM_REFERENCE')) {
    test(`environment ${id}`, { skip: `reference tables not found at ${reference}` }, () => {});
    continue;
  }
  for (const mode of designModes) envConformance(id, { mode }, { steps: 20 });
}
