/** A problem: a design space, objectives and an evaluation. The one thing a file in `envs/` defines. */
import type { Static, TSchema } from '@sinclair/typebox';
import type { DesignSpace } from './design-space.js';
import type { Evaluation, Provenance } from './evaluation.js';
import type { Mask } from './mask.js';
import type { Design } from './parameter.js';
import type { Partition } from './partition.js';

export interface Objective {
  /** A metric, or an expression over metrics. */
  readonly name: string;
  readonly direction: 'minimize' | 'maximize';
  /**
   * What counts as reached, > 0 in the unit of the objective: the rewards `bounded`, `logRatio` and `archgym` compare
   * with it. Default: the limit of the metric, or what follows from {@link Problem.baseline}.
   */
  readonly target?: number;
}

/** One metric of a problem: its unit is part of its name. */
export interface MetricSpec {
  readonly name: string;
  /** `''` for a pure number. */
  readonly unit: string;
  readonly description: string;
  readonly source: Provenance;
  /** A limit that feasible designs keep (the specification), if there is one; metric and limit in the same unit. */
  readonly limit?: number;
  /** How an observation shows a metric with a limit: value / limit (default), or its binary logarithm. */
  readonly observedAs?: 'ratio' | 'log2Ratio';
  /** False for what is reported but kept from observations, such as the distance to an optimum. Default true. */
  readonly observed?: boolean;
}

export type { Mask, Partition };

/** Named numbers for an observation; the names are the same for every design, the values lie in [0, 1]. */
export interface Features {
  readonly names: readonly string[];
  readonly values: readonly number[];
}

export interface Problem {
  readonly id: string;
  /** Changes whenever the same design could give other figures. */
  readonly version: string;
  readonly space: DesignSpace;
  readonly objectives: readonly Objective[];
  readonly metrics: readonly MetricSpec[];
  /** Pure and deterministic. Throws only for a design outside the space. */
  evaluate(design: Design): Evaluation;
  /** Structural validity, parameter by parameter in the space's order; see {@link Mask}. */
  readonly mask?: Mask;
  /** The nearest structurally valid design. */
  repair?(design: Design): Design;
  /** Number of structurally valid designs, where it is smaller than `space.size()`. */
  validSize?(): bigint;
  /** Rewards of the problem's own, by name; `bounded` here replaces the general one. */
  readonly rewards?: Readonly<Record<string, (evaluation: Evaluation) => number>>;
  readonly partitions?: Readonly<Record<string, Partition>>;
  /** What an agent that builds a design step by step should see of `partial` beside its values, e.g. PEs still free. */
  observe?(partial: Partial<Design>): Features;
  /** Parts of the reward by agent of `partition`, for the multi-agent reward `decomposed`. */
  decompose?(evaluation: Evaluation, partition: Partition): Readonly<Record<string, number>>;
  /** What a report shows of `design` beside its figures (networks, parts, schedule); plain JSON. */
  explain?(design: Design): Readonly<Record<string, unknown>>;
  /** Per objective a number that no feasible design exceeds: what a failed simulation is charged with. */
  readonly worstObjectives?: readonly number[];
  /** Hypervolume reference point, one number per objective. */
  readonly referencePoint?: readonly number[];
  /**
   * Metrics of the default design. With them observations hold ln(metric / baseline), and an objective without a target
   * is to reach half of its baseline (twice, where it is maximised).
   */
  readonly baseline?: Readonly<Record<string, number>>;
  /** What a user should know before trusting a result, e.g. of an objective that rewards the wrong thing. */
  readonly warnings?: readonly string[];
  /** Best known objective (one objective) or hypervolume (several). */
  readonly bestKnown?: number;
  /** What this instance solves, for the log: workload, preset. */
  readonly workload?: string;
  /** Limits beyond those of the metrics, as `withObjectives` was given them. */
  readonly constraints?: readonly string[];
  /** What predicts the metrics in place of the simulator, e.g. `proxy`; absent where they are simulated. */
  readonly costModel?: string;
}

/** How a file in `envs/` declares a problem: `export default defineProblem({...})`. */
export interface ProblemDefinition<Options extends TSchema = TSchema> {
  /** Id of the registry, `name[-vN]`. */
  readonly id: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** JSON schema of the options, with defaults and descriptions. */
  readonly options: Options;
  /** Named option sets; the conformance suites run over each. */
  readonly presets: Readonly<Record<string, Partial<Static<Options>>>>;
  /** Environment variables without which `create` answers `tableMissing`. */
  readonly needs?: readonly string[];
  create(options: Static<Options>): Problem;
}

export function defineProblem<Options extends TSchema>(
  definition: ProblemDefinition<Options>,
): ProblemDefinition<Options> {
  return Object.freeze(definition);
}
