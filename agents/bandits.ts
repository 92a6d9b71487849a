/**
 * Independent bandits (one learner per agent of a factorisation, as in MARL for DRAM controllers, arXiv 2211.16385): each
 * keeps a value per arm of its own slice of the design and chooses by its `exploration` (Boltzmann, Thompson or UCB, see
 * {@link Arms}), without seeing what the others do. After each evaluation the chosen arm of every agent moves by
 * `stepSize` towards the shared reward, by a share of that (`hysteresis`) where the reward is smaller than its value.
 * What exploration is scaled with falls geometrically from `temperature` to `finalTemperature` over the budget. From 0.2
 * to 0.1 the median of accelerator-sizing at 1000 evaluations (seeds 2000..2039) is -1.3531 [-1.3714, -1.3405]; from 1 to
 * 0.05, as temperatures are often annealed, -1.3111 [-1.3509, -1.2290].
 *
 * The reward is a power of the design's standing in [0, 1] among the last 1,000 results: the share that is not better,
 * feasible designs first. `factorisation` `per-parameter`: one agent per parameter; `per-group`: one per group, whose
 * arms are the product of its parameters' values where those are at most 1,024 and no mask couples them, else one per
 * parameter.
 */
import { type Static, Type } from '@sinclair/typebox';
import { type Score, scoreOf, standing } from '../src/design/compare.js';
import { type Agent, type AgentContext, type Design, defineAgent, type Json, type Told } from '../src/design/index.js';
import { type RandomState, RandomStream } from '../src/stats/index.js';
import { Arms, type ArmsState, explorations } from './learning/arms.js';
import { Choices } from './learning/choices.js';

const hyperparameters = Type.Object(
  {
    factorisation: Type.Union([Type.Literal('per-parameter'), Type.Literal('per-group')], {
      default: 'per-parameter',
      description: 'what one agent sets',
    }),
    exploration: Type.Union(
      explorations.map((name) => Type.Literal(name)),
      { default: 'boltzmann', description: 'how arms are tried' },
    ),
    stepSize: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1, description: 'towards the reward' }),
    hysteresis: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      description: 'share of the step that is made towards a smaller reward',
    }),
    discount: Type.Number({
      minimum: 0.5,
      maximum: 1,
      default: 0.95,
      description: 'of earlier plays at each new one; 1: none is forgotten',
    }),
    emphasis: Type.Number({
      minimum: 1,
      maximum: 16,
      default: 8,
      description: 'power of the standing: larger tells the best designs better apart',
    }),
    temperature: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      default: 0.2,
      description: 'at the first evaluation',
    }),
    finalTemperature: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      default: 0.1,
      description: 'at the end of the budget; thompson and ucb want a temperature around 0.6 throughout',
    }),
  },
  { additionalProperties: false },
);
type Hyperparameters = Static<typeof hyperparameters>;

/** Arms of a product of slices that is still tried as a whole. */
const MAX_ARMS = 1024;
/** Results that a reward is a standing among. */
const WINDOW = 1000;

interface State {
  readonly random: RandomState;
  readonly agents: readonly ArmsState[];
  readonly window: readonly Score[];
  readonly told: number;
}

class Bandits implements Agent {
  readonly name = 'bandits';
  readonly hyperparameters: Hyperparameters;
  readonly #context: AgentContext<Hyperparameters>;
  readonly #random: RandomStream;
  readonly #choices: Choices;
  /** Positions of the parameters of each agent. */
  readonly #slices: readonly (readonly number[])[];
  /** Of each agent; the number of an arm is mixed-radix, its first parameter the slowest digit. */
  readonly #agents: readonly Arms[];
  #window: Score[] = [];
  #told = 0;

  constructor(context: AgentContext<Hyperparameters>) {
    const { space, mask, seed } = context;
    this.hyperparameters = context.hyperparameters;
    this.#context = context;
    this.#random = RandomStream.from(seed, 'agent/bandits');
    this.#choices = new Choices(space, mask);
    this.#slices = this.#slicesOf();
    const { exploration, discount } = context.hyperparameters;
    this.#agents = this.#slices.map((slice) => new Arms(this.#arms(slice), exploration, discount));
  }

  ask(count: number): Design[] {
    return Array.from({ length: Math.max(1, count) }, () => this.#design());
  }

  tell(results: readonly Told[]): void {
    for (const { design, evaluation } of results) {
      const score = scoreOf(evaluation, this.#context.objectives);
      const reward = standing(score, this.#window) ** this.hyperparameters.emphasis;
      this.#window.push(score);
      if (this.#window.length > WINDOW) this.#window.shift();
      this.#told++;
      this.#learn(design, reward);
    }
  }

  state(): Json {
    const state: State = {
      random: this.#random.getState(),
      agents: this.#agents.map((arms) => arms.state()),
      window: structuredClone(this.#window),
      told: this.#told,
    };
    return state as unknown as Json;
  }

  restore(state: Json): void {
    const { random, agents, window, told } = structuredClone(state) as unknown as State;
    this.#random.setState(random);
    agents.forEach((arms, agent) => {
      this.#agents[agent]?.restore(arms);
    });
    this.#window = [...window];
    this.#told = told;
  }

  #slicesOf(): number[][] {
    const { space, mask } = this.#context;
    const alone = space.names.map((_, i) => [i]);
    if (this.hyperparameters.factorisation === 'per-parameter' || mask !== undefined) return alone;
    const conditional = space.parameters.some(({ activeWhen }) => activeWhen !== undefined);
    if (conditional) return alone;
    return Object.values(space.groups()).flatMap((names) => {
      const slice = names.map((name) => space.indexOf(name));
      return this.#arms(slice) <= MAX_ARMS ? [slice] : slice.map((i) => [i]);
    });
  }

  #arms(slice: readonly number[]): number {
    return slice.reduce((product, i) => product * this.#count(i), 1);
  }

  #count(i: number): number {
    return this.#choices.bins[i]?.count ?? 1;
  }

  /** Every agent draws its arm; single parameters under the problem's mask. */
  #design(): Design {
    const agentOf = new Map(this.#slices.flatMap((slice, agent) => slice.map((i, digit) => [i, { agent, digit }])));
    const drawn = this.#slices.map((slice, agent) =>
      slice.length > 1 ? this.#digits(slice, this.#draw(agent, new Uint8Array(this.#arms(slice)).fill(1))) : undefined,
    );
    return this.#choices.design((i, open) => {
      const { agent, digit } = agentOf.get(i) as { agent: number; digit: number };
      return drawn[agent]?.[digit] ?? this.#draw(agent, open);
    }, this.#random);
  }

  #draw(agent: number, open: Uint8Array): number {
    return (this.#agents[agent] as Arms).draw(open, this.#temperature, this.#random);
  }

  get #temperature(): number {
    const { temperature, finalTemperature } = this.hyperparameters;
    const done = Math.min(1, this.#told / this.#context.budget);
    return temperature * (finalTemperature / temperature) ** done;
  }

  #learn(design: Design, reward: number): void {
    const choices = this.#choices.of(design);
    this.#slices.forEach((slice, agent) => {
      let arm = 0;
      for (const i of slice) {
        const choice = choices[i];
        if (choice === undefined) return;
        arm = arm * this.#count(i) + choice.taken;
      }
      (this.#agents[agent] as Arms).learn(arm, reward, this.hyperparameters);
    });
  }

  #digits(slice: readonly number[], arm: number): number[] {
    let rest = arm;
    return [...slice]
      .reverse()
      .map((i) => {
        const digit = rest % this.#count(i);
        rest = Math.floor(rest / this.#count(i));
        return digit;
      })
      .reverse();
  }
}

export default defineAgent({
  name: 'bandits',
  summary: 'Independent bandits (Boltzmann, Thompson, UCB): one per parameter or group, sharing the reward',
  hyperparameters,
  usesBudget: true,
  create: (context) => new Bandits(context),
});
