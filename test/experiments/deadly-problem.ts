/** The toy problem on which a worker thread dies: `COGYM_TEST_DEATHS` names a folder with one file for each death to come. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { makeProblem, registerProblem } from '../../envs/index.js';
import { defineProblem } from '../../src/design/problem.js';
import { viewOf } from '../../src/design/problem-view.js';
import toy from './toy-problem.js';

/** Evaluations between two looks whether to die. */
const LIFE = 37;

const definition = defineProblem({
  ...toy,
  id: 'deadly-codesign',
  create(options) {
    const problem = makeProblem(toy.id, options);
    let evaluations = 0;
    return {
      ...viewOf(problem),
      id: 'deadly-codesign',
      evaluate(design) {
        if (++evaluations % LIFE === 0) die();
        return problem.evaluate(design);
      },
    };
  },
});

function die(): void {
  const folder = process.env.COGYM_TEST_DEATHS;
  if (isMainThread || folder === undefined) return;
  const [death] = readdirSync(folder);
  if (death === undefined) return;
  rmSync(join(folder, death));
  setImmediate(() => {
    throw new Error('this thread dies');
  });
}

registerProblem(definition);
