/** Every registered environment gives the same results on worker threads as in process, design problems in every mode. */
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { problemDefinition, problemIds, registry } from '../../envs/index.js';
import { designModes } from '../../src/design/index.js';
import { checkVectorsAgree } from '../conformance/vector-env.js';

const reference = process.env.COGYM_REFERENCE ?? '../shared/reference';
if (existsSync(reference)) process.env.COGYM_REFERENCE = reference;

const problems = problemIds();
for (const id of registry.keys()) {
  const needs = problems.includes(id) ? (problemDefinition(id).needs ?? []) : [];
  const missing = needs.filter((name) => process.env[name] === undefined);
  if (missing.length > 0) {
    test(id, { skip: `reference tables not found at ${reference} (${missing.join(', ')})` }, () => {});
    continue;
  }
  const cases = problems.includes(id) ? designModes.map((mode) => ({ mode })) : [{ renderMode: 'ansi' }];
  for (const options of cases) {
    test(`${id} ${JSON.stringify(options)}`, () => {
      checkVectorsAgree(id, options, { steps: 'renderMode' in options ? 300 : 15, autoreset: 'sameStep' });
    });
  }
}
