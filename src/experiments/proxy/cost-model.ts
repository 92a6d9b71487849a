/** The cost model `proxy`: any problem with its metrics predicted. Importing this module registers it. */
import { registerCostModel } from '../../design/cost-model.js';
import { type Evaluation, exceed, type Provenance, totalViolation } from '../../design/evaluation.js';
import type { Design } from '../../design/parameter.js';
import type { MetricSpec, Problem } from '../../design/problem.js';
import { viewOf } from '../../design/problem-view.js';
import { withObjectives } from '../../design/with-objectives.js';
import { CogymError } from '../../errors.js';
import { schemaHash } from '../manifest.js';
import { formatNumber } from '../units.js';
import { ProxyModel, readProxy } from './proxy.js';

/**
 * `problem` with the metrics that `proxy` predicts; objectives, constraints and limits are computed from them. A design
 * that the proxy takes for infeasible breaks the constraint `predictedInfeasible`: the probability of that is over 0.5.
 * What needs a simulation (explanations, best known figures, parts of the reward by agent) is left out.
 * @throws CogymError `proxyMismatch` when the proxy is of another problem, workload or version, or lacks a metric
 */
export function proxyProblem(problem: Problem, proxy: ProxyModel): Problem {
  checkFits(problem, proxy);
  const metrics = problem.metrics
    .filter(({ name }) => proxy.facts.metrics.some((own) => own.name === name))
    .map((metric) => ({ ...metric, source: sourceOf(proxy, metric.name) }));
  const source = sourceOf(proxy);
  const predicted: Problem = {
    ...viewOf(problem),
    metrics,
    constraints: undefined,
    evaluate: (design) => predictedEvaluation(problem, proxy, metrics, source, design),
  };
  const { objectives, constraints = [] } = problem;
  const judged = withNames(proxy, () => withObjectives(predicted, { objectives, constraints }));
  return {
    ...viewOf(judged),
    version: `${problem.version}+proxy-${proxy.hash.slice(0, 8)}`,
    costModel: 'proxy',
    rewards: problem.rewards,
    referencePoint: problem.referencePoint,
    explain: undefined,
    decompose: undefined,
  };
}

function predictedEvaluation(
  { space, objectives }: Problem,
  proxy: ProxyModel,
  metrics: readonly MetricSpec[],
  provenance: Provenance,
  design: Design,
): Evaluation {
  const { metrics: values, feasible } = proxy.predict(space.canonical(design));
  const broken = metrics.flatMap(({ name, limit }) =>
    limit === undefined ? [] : exceed(name, values[name] as number, limit),
  );
  const violations = broken.length > 0 ? broken : exceed('predictedInfeasible', 1 - feasible, 0.5);
  return {
    metrics: values,
    // Computed from the metrics by `withObjectives`.
    objectives: objectives.map(() => 0),
    feasible: violations.length === 0,
    violation: totalViolation(violations),
    violations,
    provenance,
  };
}

function sourceOf({ facts: { model, problem, training, report } }: ProxyModel, metric?: string): Provenance {
  const error = metric === undefined ? undefined : report.metrics[metric]?.model.rmsePercent.estimate;
  const tested = error === undefined ? '' : `, RMSE ${formatNumber(error)} % of the mean on unseen designs`;
  return {
    simulator: 'proxy',
    mode: model,
    validated: false,
    extrapolated: false,
    assumption: `predicted from ${training.fitted} simulated designs of ${problem.id}${tested}`,
  };
}

/**
 * Refuses a proxy of another problem, workload or version.
 * @throws CogymError `proxyMismatch`
 */
export function checkFits(problem: Problem, { facts, knowsFeasibility }: ProxyModel): void {
  const { problem: own } = facts;
  const refuse = (why: string): CogymError =>
    new CogymError('proxyMismatch', `the proxy does not fit ${problem.id}: ${why}`, '/options/costModel');
  if (own.id !== problem.id) throw refuse(`it was trained on ${own.id}`);
  if (facts.schemaHash !== schemaHash(problem)) {
    throw refuse('it was trained on other parameters or metrics (the schema hashes differ); take the same preset');
  }
  if (simulated(own.version) !== simulated(problem.version)) {
    const [trained, here] = [own, problem].map(
      ({ workload, version }) => `${workload ?? 'no workload'}, version ${version}`,
    );
    throw refuse(`it was trained on ${trained}; this is ${here}`);
  }
  const limits = (constraints: readonly string[] = []): string => [...constraints].sort().join('; ');
  if (knowsFeasibility && own.constraints.length > 0 && limits(own.constraints) !== limits(problem.constraints)) {
    throw refuse(`it learned feasibility under the constraints ${limits(own.constraints)}`);
  }
}

/** What of a version decides about metrics: objectives and constraints add their part behind a plus. */
const simulated = (version: string): string => version.split('+')[0] as string;

/** Runs `work`, whose expressions may name metrics that the proxy does not predict. */
function withNames<T>({ facts }: ProxyModel, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    const names = facts.metrics.map(({ name }) => name).join(', ');
    throw new CogymError('proxyMismatch', `the proxy predicts ${names} only: ${error.message}`, error.path);
  }
}

registerCostModel('proxy', (problem, given) =>
  proxyProblem(
    problem,
    typeof given === 'string' ? readProxy(given) : ProxyModel.fromJson(given, '/options/costModel/proxy'),
  ),
);
