/** Where a problem's metrics come from when not from its simulator: models that others register by name. */
import { badRequest } from '../errors.js';
import { nearest } from '../stats/nearest.js';
import type { Problem } from './problem.js';

/**
 * `problem` with its metrics from elsewhere.
 * @param given what stands behind the model's name in the option, e.g. a file
 */
export type CostModel = (problem: Problem, given: unknown) => Problem;

const costModels = new Map<string, CostModel>();

/** Makes `model` known as `costModel: {<name>: ...}`, the option that every problem has. */
export function registerCostModel(name: string, model: CostModel): void {
  costModels.set(name, model);
}

/**
 * `problem` as the option `costModel` wants it: absent or `simulator` for the problem itself, else an object with the name
 * of a registered model and what the model needs: `{proxy: 'proxy.json'}`.
 * @throws CogymError `badRequest` at `/options/costModel`
 */
export function withCostModel(problem: Problem, choice: unknown): Problem {
  if (choice === undefined || choice === 'simulator') return problem;
  const [name, ...others] = typeof choice === 'object' && choice !== null ? Object.keys(choice) : [];
  if (name === undefined || others.length > 0) {
    throw badRequest(
      '/options/costModel',
      `it is "simulator" or names one model and its file, {"proxy": "proxy.json"}, not ${JSON.stringify(choice)}`,
    );
  }
  const model = costModels.get(name);
  if (model === undefined) {
    const hint =
      costModels.size === 0
        ? 'none is registered; import codesign-gym/experiments'
        : `nearest: ${nearest(name, costModels.keys()).join(', ')}`;
    throw badRequest(`/options/costModel/${name}`, `no cost model '${name}'; ${hint}`);
  }
  return model(problem, (choice as Record<string, unknown>)[name]);
}
