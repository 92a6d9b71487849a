/** `cogym simulate problem`: {problem, parameters, options?, preset?} -> {objectives, feasible, violation, metrics}. */
import '../../../envs/index.js';
import { Evaluator } from '../../design/evaluator.js';
import { makeProblem } from '../../design/problem-registry.js';
import { badRequest } from '../../errors.js';
import '../../experiments/proxy/cost-model.js';
import type { SimulateHandler } from '../simulate.js';

/** Evaluators made so far by their request: making a problem may read tables. */
const made = new Map<string, Evaluator>();
const MOST_MADE = 64;

const allowed = ['problem', 'parameters', 'options', 'preset'];

export const handler: SimulateHandler = (request) => {
  const stranger = Object.keys(request).find((key) => !allowed.includes(key));
  if (stranger !== undefined) {
    throw badRequest(`/${stranger}`, `unknown field '${stranger}'; allowed: ${allowed.join(', ')}`);
  }
  const evaluator = evaluatorOf(request);
  const design = evaluator.problem.space.validate(request['parameters'], '/parameters');
  const { objectives, feasible, violation, violations, metrics, provenance } = evaluator.evaluate(design);
  return { objectives, feasible, violation, metrics, violations, provenance };
};

function evaluatorOf({ problem: id, options = {}, preset }: Readonly<Record<string, unknown>>): Evaluator {
  if (typeof id !== 'string')
    throw badRequest('/problem', `'problem' is the id of a problem, not ${JSON.stringify(id)}`);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badRequest('/options', `'options' is an object, not ${JSON.stringify(options)}`);
  }
  if (preset !== undefined && typeof preset !== 'string') {
    throw badRequest('/preset', `'preset' is a name, not ${JSON.stringify(preset)}`);
  }
  const key = JSON.stringify([id, options, preset]);
  let evaluator = made.get(key);
  if (evaluator === undefined) {
    const problem = makeProblem(id, options as Readonly<Record<string, unknown>>, preset);
    evaluator = new Evaluator(problem, { cacheSize: 0 });
    if (made.size >= MOST_MADE) made.clear();
    made.set(key, evaluator);
  }
  return evaluator;
}
