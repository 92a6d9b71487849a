/** Every registered problem passes the conformance suite, with every preset. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import '../../envs/index.js';
import { problemDefinition, problemIds } from '../../src/design/index.js';
import { problemConformance } from '../conformance/problem.js';

const reference = process.env.COGYM_REFERENCE ?? resolve('../shared/reference');
const hasReference = existsSync(reference);
if (hasReference) process.env.COGYM_REFERENCE = reference;

for (const id of problemIds()) {
  const needs = problemDefinition(id).needs ?? [];
  if (needs.includes('COGYM_REFERENCE') && !hasReference) {
    test(`problem ${id}`, { skip: `reference tables not found at ${reference}` }, () => {});
  } else {
    problemConformance(id, { samples: 10, structural: ['peSum', 'nocBandwidthSum', 'noPes'] });
  }
}
