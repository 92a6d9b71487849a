/**
 * Generations of parents and children with elitist (mu + lambda) survival: what the genetic algorithm and NSGA-II share.
 *
 * 1. `population` random designs.
 * 2. A generation of as many children. A child that is already in the population or the generation is mutated again.
 * 3. The best `population` of parents and children survive by {@link order}: feasibility first, then the objective or
 *    non-dominated rank and crowding distance; on a tie the child, so that plateaus are crossed.
 *
 * A generation is bred as a whole, so batches of any size up to what is left of it give the same designs. A generation
 * closes when its last child has been asked and another one is wanted: what has been told by then takes part, what was
 * never told is forgotten. Designs told unasked (warm start) join the running generation.
 */
import type { Agent, AgentContext, Json, Told } from '../../src/design/agent.js';
import { order, type ScoredDesign, scoreOf } from '../../src/design/compare.js';
import type { Design } from '../../src/design/parameter.js';
import { type RandomState, RandomStream } from '../../src/stats/random.js';

/** What makes one algorithm differ from another. */
export interface Variation {
  /** Designs that survive a generation, and children of one. */
  readonly population: number;
  /** One child, its parents drawn by `tournament`. */
  child(tournament: () => Design, random: RandomStream): Design;
  /** Another try for a child that is known already. */
  mutate(child: Design, random: RandomStream): Design;
}

/** How often a child that is known already is mutated again before it is let through. */
const RETRIES = 4;

export class Generations implements Agent {
  readonly name: string;
  readonly hyperparameters: Agent['hyperparameters'];
  readonly #context: AgentContext;
  readonly #variation: Variation;
  readonly #random: RandomStream;
  /** Survivors, best first. */
  #population: ScoredDesign[] = [];
  /** Results of the running generation, in the order told. */
  #told: ScoredDesign[] = [];
  /** Designs of the running generation that nobody has asked for yet, next one last. */
  #queue: Design[] = [];

  constructor(name: string, context: AgentContext, variation: Variation) {
    this.name = name;
    this.hyperparameters = context.hyperparameters;
    this.#context = context;
    this.#variation = variation;
    this.#random = RandomStream.from(context.seed, `agent/${name}`);
  }

  ask(count: number): Design[] {
    if (this.#queue.length === 0) {
      this.#select();
      this.#queue = (this.#population.length === 0 ? this.#randomDesigns() : this.#breed()).reverse();
    }
    return this.#queue.splice(-Math.max(1, count)).reverse();
  }

  tell(results: readonly Told[]): void {
    for (const { design, evaluation } of results) {
      this.#told.push({ design, score: scoreOf(evaluation, this.#context.objectives) });
    }
  }

  /** The best `population` of parents and told children become the parents. */
  #select(): void {
    const all = [...this.#told, ...this.#population];
    this.#population = order(all.map(({ score }) => score))
      .slice(0, this.#variation.population)
      .map((i) => all[i] as ScoredDesign);
    this.#told = [];
  }

  #randomDesigns(): Design[] {
    const { space, mask } = this.#context;
    return Array.from({ length: this.#variation.population }, () => space.sample(this.#random, mask));
  }

  #breed(): Design[] {
    const { space } = this.#context;
    const known = new Set(this.#population.map(({ design }) => space.key(design)));
    return Array.from({ length: this.#variation.population }, () => {
      let child = this.#variation.child(() => this.#tournament(), this.#random);
      let key = space.key(child);
      for (let i = 0; i < RETRIES && known.has(key); i++) {
        child = this.#variation.mutate(child, this.#random);
        key = space.key(child);
      }
      known.add(key);
      return child;
    });
  }

  /** The better of two members drawn with replacement; the population is sorted, so it is the one further up. */
  #tournament(): Design {
    const size = this.#population.length;
    const winner = Math.min(this.#random.integer(size), this.#random.integer(size));
    return (this.#population[winner] as ScoredDesign).design;
  }

  state(): Json {
    const state = {
      random: this.#random.getState(),
      population: this.#population,
      told: this.#told,
      queue: this.#queue,
    };
    return structuredClone(state) as unknown as Json;
  }

  restore(state: Json): void {
    const saved = structuredClone(state) as unknown as {
      random: RandomState;
      population: ScoredDesign[];
      told: ScoredDesign[];
      queue: Design[];
    };
    this.#random.setState(saved.random);
    this.#population = saved.population;
    this.#told = saved.told;
    this.#queue = saved.queue;
  }
}
