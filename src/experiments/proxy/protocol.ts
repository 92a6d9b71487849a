/**
 * How good a proxy is on designs that it has not seen: several splits by design, baselines, learning curves, and what
 * happens when it is trained on one agent's designs and asked about another's.
 */
import { badRequest } from '../../errors.js';
import { columnScale, standardised } from '../../models/column-scale.js';
import { nearestRows } from '../../models/nearest-neighbour.js';
import { mean } from '../../models/regressor.js';
import { type RelativeScores, relativeScores } from '../../models/relative-scores.js';
import { fitRidge } from '../../models/ridge.js';
import { bootstrap, type Interval } from '../../stats/bootstrap.js';
import { RandomStream } from '../../stats/random.js';
import type { Examples } from './examples.js';
import { fitMetric, type MetricModel, pick } from './metric-model.js';
import type { Recipe } from './model-kinds.js';
import { type Split, splitByDesign } from './split.js';

/** Mean over the splits with its 95 % bootstrap interval. */
export type Figures = Readonly<Record<keyof RelativeScores, Interval>>;

export interface MetricReport {
  readonly model: Figures;
  readonly baselines: { readonly mean: Figures; readonly linear: Figures; readonly nearest: Figures };
  /** `rmsePercent` of models of the first so many training designs, on the same test designs. */
  readonly learningCurve: readonly { readonly designs: number; readonly rmsePercent: Interval }[];
  readonly shift: readonly ShiftRow[];
}

/** Models of equally many designs of one agent, or of all agents in equal parts (`mixed`), on each agent's test designs. */
export interface ShiftRow {
  readonly trainedOn: string;
  readonly designs: number;
  /** Agent -> `rmsePercent` on its test designs. */
  readonly testedOn: Readonly<Record<string, Interval>>;
}

export interface TestReport {
  /** Seeds of the splits. */
  readonly splits: readonly number[];
  /** Designs of the first split. */
  readonly designs: { readonly train: number; readonly validation: number; readonly test: number };
  readonly metrics: Readonly<Record<string, MetricReport>>;
  /** Shares of the test designs, over the splits; absent where all designs are feasible. */
  readonly feasibility?: { readonly correct: Interval; readonly majority: Interval };
}

export interface ProtocolOptions {
  /** Number of splits, seeds 0, 1, ...; default 5. */
  readonly splits?: number;
  /** Sizes of the learning curve; those beyond the training designs are left out. */
  readonly sizes?: readonly number[];
  readonly onProgress?: (text: string) => void;
}

export const protocolDefaults = { splits: 5, sizes: [100, 300, 1000, 3000, 10_000] } as const;

/** Agents with fewer training designs take no part in the shift test, and none is trained on more than the most. */
const SHIFT_LEAST = 50;
const SHIFT_MOST = 1000;
const BOOTSTRAP_SEED = 0;
const MIXED = 'mixed';

/** Designs that a metric needs on the training and on the test side of every split, for its errors to be figures at all. */
const LEAST_SIDE = 2;

/**
 * Tests models of `metrics`; the models of the first split, which the report is of, come with it.
 * @throws CogymError `badRequest` at `/metrics` for one that too few designs have
 */
export function testProxy(
  examples: Examples,
  metrics: readonly string[],
  recipe: Recipe,
  { splits: count = protocolDefaults.splits, sizes = protocolDefaults.sizes, onProgress }: ProtocolOptions = {},
): { report: TestReport; models: Record<string, MetricModel>; feasibility: MetricModel | null } {
  const splits = Array.from({ length: count }, (_, seed) => splitByDesign(examples.keys, seed));
  const models: Record<string, MetricModel> = {};
  const reports: Record<string, MetricReport> = {};
  const feasible = splits.map((split) => known(split, examples.feasible));
  checkSides(metrics.join(', '), feasible);
  const feasibility = testFeasibility(examples, recipe, splits);
  const neighbours = feasible.map(({ train, test }) => nearestRows(rowsOf(examples, train), rowsOf(examples, test)));
  for (const name of metrics) {
    const values = examples.metrics[name] as Float64Array;
    const parts = feasible.map((split) =>
      known(
        split,
        values.map((value) => Number(Number.isFinite(value))),
      ),
    );
    checkSides(name, parts);
    const fits = parts.map((split, seed) => new MetricTest(examples, name, values, recipe, split, seed));
    const tests = fits.map((fit, seed) => {
      onProgress?.(`${name}: split ${seed + 1} of ${count}`);
      return fit.whole();
    });
    onProgress?.(`${name}: learning curve and other agents' designs`);
    models[name] = (tests[0] as (typeof tests)[number]).model;
    reports[name] = {
      model: figuresOf(tests.map(({ scores }) => scores)),
      baselines: {
        mean: figuresOf(fits.map((fit) => fit.meanBaseline())),
        linear: figuresOf(fits.map((fit) => fit.linearBaseline())),
        nearest: figuresOf(
          fits.map((fit, k) => fit.nearestBaseline(feasible[k] as Split, neighbours[k] as Uint32Array)),
        ),
      },
      learningCurve: learningCurve(fits, sizes),
      shift: shiftTest(fits, examples),
    };
  }
  const [{ train, validation, test }] = feasible as [Split];
  const report = {
    splits: splits.map((_, seed) => seed),
    designs: { train: train.length, validation: validation.length, test: test.length },
    metrics: reports,
    ...(feasibility && { feasibility: feasibility.report }),
  };
  return { report, models, feasibility: feasibility?.model ?? null };
}

/** One metric on one split. */
class MetricTest {
  readonly split: Split;
  readonly #examples: Examples;
  readonly #name: string;
  readonly #values: Float64Array;
  readonly #recipe: Recipe;
  readonly #seed: number;

  constructor(examples: Examples, name: string, values: Float64Array, recipe: Recipe, split: Split, seed: number) {
    this.#examples = examples;
    this.#name = name;
    this.#values = values;
    this.#recipe = recipe;
    this.split = split;
    this.#seed = seed;
  }

  fit(train: Int32Array, validation: Int32Array): MetricModel {
    const random = RandomStream.from(this.#seed, `proxy/${this.#name}`);
    return fitMetric(this.#recipe, this.#examples, this.#values, train, validation, random);
  }

  scores(model: MetricModel, test: Int32Array): RelativeScores {
    const predicted = Float64Array.from(test, (i) => model.predict(this.#examples.rows[i] as Float64Array));
    return relativeScores(predicted, pick(this.#values, test));
  }

  whole(): { model: MetricModel; scores: RelativeScores } {
    const model = this.fit(this.split.train, this.split.validation);
    return { model, scores: this.scores(model, this.split.test) };
  }

  meanBaseline(): RelativeScores {
    const { train, test } = this.split;
    const actual = pick(this.#values, test);
    return relativeScores(new Float64Array(test.length).fill(mean(pick(this.#values, train))), actual);
  }

  linearBaseline(): RelativeScores {
    const { train, test } = this.split;
    const scale = columnScale(rowsOf(this.#examples, train));
    const scaled = (positions: Int32Array): Float64Array[] =>
      rowsOf(this.#examples, positions).map((row) => standardised(row, scale));
    // Columns that say the same (the values of a name) need a penalty, however small.
    const model = fitRidge(scaled(train), pick(this.#values, train), { lambda: 1e-3 });
    const predicted = Float64Array.from(scaled(test), (row) => model.predict(row));
    return relativeScores(predicted, pick(this.#values, test));
  }

  /** @param whole the split that `neighbours` are of: positions in its `train` for each of its `test` */
  nearestBaseline(whole: Split, neighbours: Uint32Array): RelativeScores {
    const nearest = new Map(Array.from(whole.test, (i, k) => [i, whole.train[neighbours[k] as number] as number]));
    const usable = this.split.test.filter((i) => Number.isFinite(this.#values[nearest.get(i) as number]));
    const predicted = Float64Array.from(usable, (i) => this.#values[nearest.get(i) as number] as number);
    return relativeScores(predicted, pick(this.#values, usable));
  }
}

function learningCurve(fits: readonly MetricTest[], sizes: readonly number[]): MetricReport['learningCurve'] {
  const available = Math.min(...fits.map(({ split }) => split.train.length));
  return sizes
    .filter((size) => size <= available)
    .map((designs) => {
      const errors = fits.map((fit) => {
        const { train, validation, test } = fit.split;
        const model = fit.fit(train.subarray(0, designs), validation.subarray(0, Math.ceil(designs / 7)));
        return fit.scores(model, test).rmsePercent;
      });
      return { designs, rmsePercent: interval(errors) };
    });
}

/** Each agent's own training designs against a mixture of as many, on the test designs of each agent. */
function shiftTest(fits: readonly MetricTest[], { askedBy }: Examples): ShiftRow[] {
  const own = (positions: Int32Array, agent: string): Int32Array => positions.filter((i) => askedBy[agent]?.[i] === 1);
  const agents = Object.keys(askedBy).filter((agent) =>
    fits.every(({ split }) => own(split.train, agent).length >= SHIFT_LEAST && own(split.test, agent).length > 0),
  );
  if (agents.length < 2) return [];
  const least = Math.min(...fits.flatMap(({ split }) => agents.map((agent) => own(split.train, agent).length)));
  const designs = Math.min(SHIFT_MOST, least);
  const chosen = (positions: Int32Array, source: string, count: number): Int32Array =>
    source === MIXED
      ? mixture(
          agents.map((agent) => own(positions, agent)),
          count,
        )
      : own(positions, source).subarray(0, count);
  return [...agents, MIXED].map((trainedOn) => {
    const models = fits.map((fit) =>
      fit.fit(
        chosen(fit.split.train, trainedOn, designs),
        chosen(fit.split.validation, trainedOn, Math.ceil(designs / 7)),
      ),
    );
    const errorsOn = (agent: string): number[] =>
      fits.map((fit, k) => fit.scores(models[k] as MetricModel, own(fit.split.test, agent)).rmsePercent);
    return {
      trainedOn,
      designs,
      testedOn: Object.fromEntries(agents.map((agent) => [agent, interval(errorsOn(agent))])),
    };
  });
}

/** The first designs of each list in turn, none twice, `count` in all. */
function mixture(lists: readonly Int32Array[], count: number): Int32Array {
  const mixed = new Set<number>();
  const longest = Math.max(...lists.map(({ length }) => length));
  for (let k = 0; k < longest; k++) {
    for (const list of lists) if (k < list.length && mixed.size < count) mixed.add(list[k] as number);
  }
  return Int32Array.from(mixed);
}

/** A model of whether a design is feasible: 1 where it is, so that its prediction is a probability. */
function testFeasibility(examples: Examples, recipe: Recipe, splits: readonly Split[]) {
  if (examples.feasible.every((value) => value === 1)) return undefined;
  const values = Float64Array.from(examples.feasible);
  const models = splits.map(({ train, validation }, seed) =>
    fitMetric(recipe, examples, values, train, validation, RandomStream.from(seed, 'proxy/feasibility')),
  );
  const correct = splits.map(({ test }, k) =>
    mean(
      Array.from(test, (i) => {
        const feasible = (models[k] as MetricModel).predict(examples.rows[i] as Float64Array) >= 0.5;
        return Number(feasible === (values[i] === 1));
      }),
    ),
  );
  const majority = splits.map(({ train, test }) => {
    const guess = Number(mean(pick(values, train)) >= 0.5);
    return mean(Array.from(test, (i) => Number(values[i] === guess)));
  });
  return { model: models[0] as MetricModel, report: { correct: interval(correct), majority: interval(majority) } };
}

const rowsOf = ({ rows }: Examples, positions: Int32Array): Float64Array[] =>
  Array.from(positions, (i) => rows[i] as Float64Array);

/** The designs of `split` that have a 1 in `usable`. */
function known(split: Split, usable: ArrayLike<number>): Split {
  const kept = (positions: Int32Array): Int32Array => positions.filter((i) => usable[i] === 1);
  return { train: kept(split.train), validation: kept(split.validation), test: kept(split.test) };
}

function checkSides(metric: string, splits: readonly Split[]): void {
  const short = splits.find(({ train, test }) => Math.min(train.length, test.length) < LEAST_SIDE);
  if (short === undefined) return;
  const { train, validation, test } = short;
  throw badRequest(
    '/metrics',
    `${metric}: ${train.length + validation.length + test.length} feasible designs are too few to train and test on; ` +
      'evaluate more designs, or name the metrics that more of them have',
  );
}

const interval = (values: readonly number[]): Interval => bootstrap(values, mean, { seed: BOOTSTRAP_SEED });

function figuresOf(scores: readonly RelativeScores[]): Figures {
  const of = (name: keyof RelativeScores): Interval => interval(scores.map((score) => score[name]));
  return {
    rmsePercent: of('rmsePercent'),
    mapePercent: of('mapePercent'),
    r2: of('r2'),
    spearman: of('spearman'),
    worstPercent: of('worstPercent'),
  };
}
