/** Trains a proxy on the rows of data sets. */
import { makeProblem } from '../../../envs/index.js';
import type { Problem } from '../../design/problem.js';
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import { type Dataset, readRows } from '../dataset/index.js';
import { schemaHash } from '../manifest.js';
import { type Examples, examplesOf } from './examples.js';
import { prepareModel, type Recipe } from './model-kinds.js';
import { type ProtocolOptions, testProxy } from './protocol.js';
import { ProxyModel, type ProxyProblem } from './proxy.js';

export interface TrainOptions extends ProtocolOptions {
  /** Names of the metrics to predict; default: all that any feasible row has. */
  readonly metrics?: readonly string[];
  /** Rows of this workload only. */
  readonly workload?: string;
}

export interface Trained {
  readonly proxy: ProxyModel;
  readonly examples: Examples;
}

/** Different designs without which splits would be too small to say anything. */
const LEAST_DESIGNS = 50;

/**
 * Trains models on the data sets at `paths` and tests them; see {@link testProxy}. The rows are of one problem and one
 * workload, and simulated.
 * @throws CogymError those of `readRows`, `badRequest` for metrics, workloads or rows that do not fit
 */
export async function trainProxy(
  paths: readonly string[],
  recipe: Recipe,
  { metrics, workload, ...options }: TrainOptions = {},
): Promise<Trained> {
  const rows = await readRows(paths, workload === undefined ? {} : { workloads: [workload] });
  const { id, spec } = problemOf(rows.dataset, workload);
  const problem = makeProblem(spec.problem, spec.options, spec.preset);
  const examples = examplesOf(rows, problem.space.parameters);
  const names = metricNames(problem, examples, metrics);
  if (examples.designs.length < LEAST_DESIGNS) {
    throw badRequest(
      '',
      `${examples.designs.length} different designs are too few to train on; ${LEAST_DESIGNS} are the least`,
    );
  }
  await prepareModel(recipe.model);
  const { report, models, feasibility } = testProxy(examples, names, recipe, options);
  const facts = {
    ...recipe,
    schemaHash: schemaHash(problem),
    problem: {
      id,
      version: problem.version,
      workload: problem.workload ?? null,
      preset: spec.preset ?? null,
      options: spec.options,
      constraints: problem.constraints ?? [],
    } satisfies ProxyProblem,
    parameters: problem.space.parameters,
    metrics: problem.metrics.filter(({ name }) => names.includes(name)).map(({ name, unit }) => ({ name, unit })),
    training: {
      rows: rows.length,
      designs: examples.designs.length,
      feasible: count(examples.feasible),
      agents: Object.fromEntries(Object.entries(examples.askedBy).map(([agent, asked]) => [agent, count(asked)])),
      fitted: report.designs.train,
    },
    report,
  };
  return { proxy: new ProxyModel(facts, models, feasibility), examples };
}

const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

/** The problem that all rows are of, with the experiment that makes it. */
function problemOf({ manifest }: Dataset, workload: string | undefined) {
  const problems = manifest.problems.filter((problem) => workload === undefined || problem.workload === workload);
  const [problem, other] = problems;
  if (problem === undefined) throw badRequest('/workload', `no row is of the workload ${JSON.stringify(workload)}`);
  if (other !== undefined) {
    const named = problems.map((one) => `${one.id} (${one.workload ?? 'no workload'}, version ${one.version})`);
    throw badRequest(
      '/workload',
      `a proxy is of one problem; the rows are of ${named.join(' and ')}. Name fewer folders, or a workload`,
    );
  }
  const spec = manifest.sources.map((source) => source.spec).find((candidate) => candidate?.problem === problem.id);
  if (spec === null || spec === undefined) {
    throw badRequest(
      '',
      `the rows do not say which options of ${problem.id} they were made with, so nothing can be checked against its simulator`,
    );
  }
  if ('costModel' in spec.options) {
    throw badRequest('', 'these rows are predictions of a proxy: train on simulated ones');
  }
  const made = makeProblem(spec.problem, spec.options, spec.preset);
  if (made.version !== problem.version) {
    throw new CogymError(
      'schemaMismatch',
      `the rows are of version ${problem.version} of ${problem.id}, this is version ${made.version}: make them again`,
    );
  }
  return { id: problem.id, spec };
}

/** The wanted metrics, of which some feasible row has a figure other than 0. */
function metricNames({ metrics }: Problem, examples: Examples, wanted: readonly string[] | undefined): string[] {
  const known = metrics.map(({ name }) => name);
  for (const name of wanted ?? []) {
    if (known.includes(name)) continue;
    throw new CogymError(
      'unknownMetric',
      `no metric '${name}'; nearest: ${nearest(name, known).join(', ')}`,
      '/metrics',
    );
  }
  const hasFigures = (name: string): boolean =>
    examples.metrics[name]?.some((value, i) => examples.feasible[i] === 1 && Number.isFinite(value) && value !== 0) ??
    false;
  const names = (wanted ?? known).filter(hasFigures);
  const missing = wanted?.find((name) => !hasFigures(name));
  if (missing !== undefined) throw badRequest('/metrics', `no feasible row has a '${missing}' other than 0`);
  if (names.length === 0) throw badRequest('', 'no feasible row has a metric: there is nothing to train on');
  return names;
}
