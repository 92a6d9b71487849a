/** A file of its own: elsewhere other modules make cost models known. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeProblem } from '../../../envs/index.js';
import '../../../src/experiments/dataset/trajectories.js';

it('episodes can be made of rows that a proxy predicted', () => {
  assert.throws(() => makeProblem('branin', { costModel: { proxy: {} } }), {
    code: 'badRequest',
    path: '/options/costModel/proxy',
    message: /no proxy of format 1/,
  });
});
