/**
 * Bayesian optimisation with Gaussian processes: Jones, Schonlau & Welch 1998, "Efficient global optimization of expensive
 * black-box functions"; Snoek, Larochelle & Adams 2012, "Practical Bayesian optimization of machine learning algorithms".
 *
 * 1. `startup` designs of a Sobol sequence.
 * 2. A Gaussian process of the objective: Matern 5/2 or the squared exponential over numeric parameters times exp(-theta)
 *    for each categorical that differs; hyperparameters by maximum marginal likelihood with weak priors, sought anew every
 *    `refitEvery` results from the last optimum. Between two such searches each result is one more row of the Cholesky
 *    factor, O(n^2).
 * 3. Its acquisition function (`ei`, `logei` or `ucb`) is maximised over `candidates` uniform designs and half as many near
 *    the best five results, then by local searches from the best three. One evaluation a design; none is asked twice
 *    while another can be found.
 *
 * What the model learns are objectives whose worse half is tamed (targets.ts). Infeasible results teach a second process
 * how far from feasible they are, and the improvement is multiplied with its probability of being feasible. Bad values in
 * the first process would hide the objective's shape where infeasible designs are scattered among the others; only while
 * fewer than three results are feasible they stand there, a little worse than the worst feasible one, the more the larger
 * their violation. Several objectives: ParEGO (Knowles 2006), another random weighting for each design. Designs whose
 * result is still missing count as the best so far ("constant liar", Ginsbourger, Le Riche & Carraro 2010), so a batch
 * spreads out and takes another path than single designs. Masks are honoured by all candidates; inactive parameters hold
 * their default, so they do not tell designs apart. Results with figures that are not finite count as infeasible.
 *
 * n results, d parameters, c candidates: O(n^2 + c n d) a design, and since c falls as 1/n from 40 to 400 results, the
 * second term hardly grows there. A step of the search for hyperparameters looks at 150 results at most; the factor made
 * anew after it is O(n^3), once in `refitEvery` results. Above 1000 results the model keeps the best 300 and the latest
 * 300, so that the costs stop growing.
 *
 * Medians on seeds from 0 on: branin at 50 evaluations 0.39794 (20 seeds; scikit-learn's Gaussian process 0.39790),
 * hartmann6 at 100 -3.3222 (20; -3.3221), nasbench201-cifar10 at 150 8.43, the best there is (10; Optuna's TPE 9.03),
 * accelerator-sizing at 200 -1.3402 (10; Optuna's TPE -1.2776, random search -1.0835).
 */
import { type Static, Type } from '@sinclair/typebox';
import { type Agent, type AgentContext, defineAgent, type Json, type Told } from '../src/design/agent.js';
import { order } from '../src/design/compare.js';
import type { Design } from '../src/design/parameter.js';
import { type RandomState, RandomStream } from '../src/stats/random.js';
import { drawCandidates } from './bayesian/candidates.js';
import { DesignRows } from './bayesian/design-rows.js';
import { localSearch, type Rated } from './bayesian/local-search.js';
import { type Data, type Fit, type Points, Surrogate } from './bayesian/surrogate.js';
import { drawWeights, FEASIBLE, feasibilityLabels, targetsOf } from './bayesian/targets.js';
import { History, type HistoryState } from './model-based/history.js';

const hyperparameters = Type.Object(
  {
    startup: Type.Integer({
      minimum: 2,
      maximum: 1000,
      default: 10,
      description: 'evenly spread designs before the first model',
    }),
    acquisition: Type.Union([Type.Literal('ei'), Type.Literal('logei'), Type.Literal('ucb')], {
      default: 'logei',
      description: 'expected improvement, its logarithm, or the confidence bound',
    }),
    beta: Type.Number({ minimum: 0, maximum: 10, default: 2, description: 'standard deviations of the bound of ucb' }),
    kernel: Type.Union([Type.Literal('matern52'), Type.Literal('rbf')], {
      default: 'matern52',
      description: 'covariance of numeric parameters: Matern 5/2 or the squared exponential',
    }),
    candidates: Type.Integer({
      minimum: 10,
      maximum: 100_000,
      default: 2000,
      description:
        'uniform designs among which each one is sought, and half as many near the best results; of more than 40 results fewer in proportion, down to a tenth',
    }),
    refitEvery: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: 'results from one search for hyperparameters to the next; without it 1 up to 100 results, then 5',
      }),
    ),
  },
  { additionalProperties: false },
);

type Hyperparameters = Static<typeof hyperparameters>;

/** Above `MOST_POINTS` results the model keeps the best and the latest so many. */
const MOST_POINTS = 1000;
const KEPT_BEST = 300;
const KEPT_LATEST = 300;
/** Up to so many results every design is sought with full effort, beyond with a share of it that falls as 1/results. */
const FULL_EFFORT = 40;
const LEAST_EFFORT = 0.1;
/** Designs that a local search tries at most, for each uniform candidate. */
const TRIALS = 0.2;
/** Results around which candidates are drawn. */
const INCUMBENTS = 5;
/** Candidates from which local searches start. */
const STARTS = 3;

/** With fewer feasible results, infeasible ones stand in for them as bad ones. */
const LEAST_FEASIBLE = 3;

/** The points that the model holds and its hyperparameters, as of its last fit. */
interface Model {
  /** Results that there were. */
  readonly results: number;
  /** Those of them that are points. */
  readonly points: readonly number[];
  readonly fit: Fit;
}

class Bayesian implements Agent {
  readonly name = 'bayesian';
  readonly hyperparameters: Hyperparameters;
  readonly #context: AgentContext<Hyperparameters>;
  readonly #random: RandomStream;
  readonly #encoding: DesignRows;
  readonly #surrogate: Surrogate;
  readonly #history: History;
  /** Row of each result. */
  #rows: Float64Array[] = [];
  #model: Model | null = null;
  /** Startup designs asked. */
  #started = 0;

  constructor(context: AgentContext<Hyperparameters>) {
    this.hyperparameters = context.hyperparameters;
    this.#context = context;
    this.#random = RandomStream.from(context.seed, 'agent/bayesian');
    this.#history = new History(context);
    this.#encoding = new DesignRows(context.space);
    this.#surrogate = new Surrogate({ kernel: this.hyperparameters.kernel, categorical: this.#encoding.categorical });
  }

  ask(count: number): Design[] {
    const designs: Design[] = [];
    const started = this.#history.results.length >= this.hyperparameters.startup;
    for (let k = 0; k < Math.max(1, count); k++) {
      const design = started ? this.#propose() : this.#startup();
      this.#history.ask(design);
      designs.push(design);
    }
    return designs;
  }

  tell(results: readonly Told[]): void {
    for (const result of results) {
      this.#history.tell(result);
      this.#rows.push(this.#encoding.rowOf(result.design));
    }
  }

  #startup(): Design {
    const { space, mask, seed } = this.#context;
    const at = this.#started++;
    if (at >= this.hyperparameters.startup) return space.sample(this.#random, mask);
    return space.sobol(at + 1, seed, { mask })[at];
  }

  #propose(): Design {
    const { space, mask, objectives } = this.#context;
    const { hyperparameters } = this;
    const weights = drawWeights(objectives, this.#random);
    const targets = targetsOf(
      this.#history.results.map(({ score }) => score),
      weights,
    );
    this.#refresh(targets);
    const rate = (design: Design, enough: number): number =>
      this.#history.known.has(space.key(design))
        ? Number.NEGATIVE_INFINITY
        : this.#surrogate.merit(this.#encoding.rowOf(design), hyperparameters, enough);
    const effort = Math.min(1, Math.max(LEAST_EFFORT, FULL_EFFORT / this.#history.results.length));
    const uniform = Math.ceil(effort * hyperparameters.candidates);
    const incumbents = this.#incumbents(targets);
    const starts = this.#promising(
      drawCandidates(this.#context, uniform, incumbents, this.#history.known, this.#random),
    );
    if (starts.length === 0) return space.sample(this.#random, mask);
    const ends = starts.map((start) => localSearch(start, space, mask, rate, TRIALS * uniform));
    return ends.reduce((best, end) => (end.value > best.value ? end : best)).design;
  }

  /** Fits the model where it is due, and shows it all results and pending designs. */
  #refresh(targets: Float64Array): void {
    const { refitEvery = this.#history.results.length <= 100 ? 1 : 5 } = this.hyperparameters;
    const total = this.#history.results.length;
    if (this.#model === null || total - this.#model.results >= refitEvery) {
      const points = this.#choosePoints();
      const fit = this.#surrogate.fit(
        this.#data(points, targets),
        this.#model?.fit ?? { objective: null, feasibility: null },
      );
      this.#model = { results: total, points, fit };
    }
    const { results, points, fit } = this.#model;
    const since = Array.from({ length: total - results }, (_, k) => results + k);
    this.#surrogate.show(this.#data([...points, ...since], targets, this.#history.pending), fit);
  }

  /** All results, or the best and the latest of many. */
  #choosePoints(): number[] {
    const all = this.#history.results.map((_, i) => i);
    if (all.length <= MOST_POINTS) return all;
    const latest = all.slice(-KEPT_LATEST);
    const earlier = all.slice(0, -KEPT_LATEST);
    const best = order(earlier.map((i) => this.#history.results[i].score)).slice(0, KEPT_BEST);
    return [...best.sort((i, j) => i - j), ...latest];
  }

  /** @param pending designs whose result counts as the best so far (constant liar, Ginsbourger et al. 2010) */
  #data(points: readonly number[], targets: Float64Array, pending: readonly Design[] = []): Data {
    const isFeasible = (i: number): boolean => this.#history.results[i].score.violation === 0;
    const feasible = points.filter(isFeasible);
    const mixed = feasible.length > 0 && feasible.length < points.length;
    const measured = feasible.length >= LEAST_FEASIBLE ? feasible : points;
    const best = Math.min(...(feasible.length > 0 ? feasible : points).map((i) => targets[i]));
    const labels = feasibilityLabels(this.#history.results.map(({ score }) => score.violation));
    const pendingRows = pending.map((design) => this.#encoding.rowOf(design));
    const followedBy = (of: readonly number[], target: (i: number) => number, lie: number): Points => ({
      rows: [...of.map((i) => this.#rows[i]), ...pendingRows],
      targets: Float64Array.from([...of.map(target), ...pending.map(() => lie)]),
    });
    return {
      objective: followedBy(measured, (i) => targets[i], best),
      feasibility: mixed ? followedBy(points, (i) => labels[i], FEASIBLE) : undefined,
      best,
    };
  }

  #incumbents(targets: Float64Array): Design[] {
    const all = this.#history.results.map((_, i) => i);
    return all
      .sort((i, j) => targets[i] - targets[j] || i - j)
      .slice(0, INCUMBENTS)
      .map((i) => this.#history.results[i].design);
  }

  /** The most promising of `designs`, best first. Most are ruled out by the cheap bound alone. */
  #promising(designs: readonly Design[]): Rated[] {
    const rows = designs.map((design) => this.#encoding.rowOf(design));
    const bounds = rows.map((row) => this.#surrogate.mostMerit(row, this.hyperparameters));
    const best: Rated[] = [];
    for (const i of designs.map((_, k) => k).sort((a, b) => bounds[b] - bounds[a] || a - b)) {
      const enough = best.length === STARTS ? best[STARTS - 1].value : Number.NEGATIVE_INFINITY;
      if (bounds[i] <= enough) break;
      const value = this.#surrogate.merit(rows[i], this.hyperparameters, enough);
      if (value <= enough) continue;
      best.push({ design: designs[i], value });
      best.sort((a, b) => b.value - a.value);
      best.length = Math.min(best.length, STARTS);
    }
    return best;
  }

  state(): Json {
    const state = {
      random: this.#random.getState(),
      ...this.#history.state(),
      model: this.#model,
      started: this.#started,
    };
    return structuredClone(state) as unknown as Json;
  }

  restore(state: Json): void {
    const saved = structuredClone(state) as unknown as HistoryState & {
      random: RandomState;
      model: Model | null;
      started: number;
    };
    this.#random.setState(saved.random);
    this.#history.restore(saved);
    this.#rows = saved.results.map(({ design }) => this.#encoding.rowOf(design));
    this.#model = saved.model;
    this.#started = saved.started;
  }
}

export default defineAgent({
  name: 'bayesian',
  summary: 'Bayesian optimisation with Gaussian processes: of the objective, and of being feasible',
  hyperparameters,
  usesBudget: false,
  create: (context) => new Bayesian(context),
});
