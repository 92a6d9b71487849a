/**
 * REINFORCE (Williams 1992) over the parameters of a design, as controllers of hardware-aware architecture search use
 * it (NASAIC, arXiv 2002.04116; ENAS, arXiv 1802.03268). `controller` `lstm`: an LSTM chooses parameter after parameter
 * and knows its choices so far; `independent`: one table of logits per parameter, whose softmaxes multiply. Masked values
 * have probability 0, reals are cut into 16 cells.
 *
 * A batch of `batch` designs, drawn side by side, makes one step up advantage x log-probability + `entropyWeight` x
 * entropy: of the LSTM by Adam on the batch's mean, of the tables by `learningRate` x the sum. The advantage is the
 * design's reward less a baseline, over the batch's standard deviation (+ 1e-8). `baseline` `batch`: the batch's mean;
 * `average`: the exponential average of earlier batches (decay 0.95; the same under `rank`). `reward` `rank`: the rank
 * inside the batch, feasible designs first (non-dominated fronts with several objectives); it does not care how bad
 * infeasible objectives are. `objective`: minus the objective itself.
 *
 * Median of 20 runs (seeds 0..19): accelerator-sizing at 1000 evaluations -1.2662, random search -1.2037.
 */
import { type Static, Type } from '@sinclair/typebox';
import { order, type Score, type ScoredDesign, scoreOf } from '../src/design/compare.js';
import { type Agent, type AgentContext, type Design, defineAgent, type Json, type Told } from '../src/design/index.js';
import { loadBackend } from '../src/nn/index.js';
import { type RandomState, RandomStream } from '../src/stats/index.js';
import { Choices } from './learning/choices.js';
import type { Controller } from './learning/controller.js';
import { LstmController } from './learning/lstm-controller.js';
import { standardise } from './learning/normalise.js';
import { TableController } from './learning/table-controller.js';

const hyperparameters = Type.Object(
  {
    controller: Type.Union([Type.Literal('lstm'), Type.Literal('independent')], {
      default: 'lstm',
      description: 'what holds the policy',
    }),
    learningRate: Type.Optional(
      Type.Number({
        minimum: 1e-4,
        maximum: 0.1,
        description: 'step size of Adam (lstm; default 0.0035), or how far a sample moves logits (independent; 0.04)',
      }),
    ),
    batch: Type.Integer({ minimum: 5, maximum: 50, default: 10, description: 'designs of one step' }),
    entropyWeight: Type.Number({ minimum: 0, maximum: 0.1, default: 1e-4, description: 'weight of the entropy' }),
    reward: Type.Union([Type.Literal('rank'), Type.Literal('objective')], {
      default: 'rank',
      description: 'what the advantage is made of',
    }),
    baseline: Type.Union([Type.Literal('batch'), Type.Literal('average')], {
      default: 'batch',
      description: 'what rewards are compared with',
    }),
    hidden: Type.Integer({ minimum: 8, maximum: 256, default: 64, description: 'units of the lstm' }),
    bounded: Type.Boolean({ default: true, description: 'logits of the lstm become 2.5 tanh(logit/5)' }),
  },
  { additionalProperties: false },
);
type Hyperparameters = Static<typeof hyperparameters>;

interface State {
  readonly random: RandomState;
  readonly controller: Json;
  readonly batch: readonly ScoredDesign[];
  readonly average: number | null;
  readonly queue: readonly Design[];
}

/** Of the controllers: Adam's for `lstm`, plain steps for `independent`. */
const learningRates = { lstm: 3.5e-3, independent: 0.04 } as const;
/** What the average of earlier rewards keeps of itself after a batch. */
const DECAY = 0.95;

class Reinforce implements Agent {
  readonly name = 'reinforce';
  readonly hyperparameters: Hyperparameters;
  readonly #objectives: number;
  readonly #random: RandomStream;
  readonly #choices: Choices;
  readonly #controller: Controller;
  /** Results of the running batch. */
  #batch: ScoredDesign[] = [];
  /** Exponential average of the rewards of earlier batches. */
  #average: number | null = null;
  /** Drawn and not asked for yet; an update makes them those of an older policy. */
  #queue: Design[] = [];

  constructor({ space, mask, objectives, seed, hyperparameters }: AgentContext<Hyperparameters>) {
    this.hyperparameters = hyperparameters;
    this.#objectives = objectives;
    this.#random = RandomStream.from(seed, 'agent/reinforce');
    this.#choices = new Choices(space, mask);
    const counts = this.#choices.bins.map(({ count }) => count);
    const { controller, hidden, bounded, entropyWeight, learningRate = learningRates[controller] } = hyperparameters;
    this.#controller =
      controller === 'lstm'
        ? new LstmController(counts, { hidden, learningRate, entropyWeight, bounded }, this.#random.split('network'))
        : new TableController(counts, learningRate, entropyWeight);
  }

  ask(count: number): Design[] {
    const wanted = Math.max(1, count);
    while (this.#queue.length < wanted) {
      const rows = this.hyperparameters.batch;
      this.#queue.push(...this.#choices.designs(rows, this.#controller.begin(rows, this.#random), this.#random));
    }
    return this.#queue.splice(0, wanted);
  }

  tell(results: readonly Told[]): void {
    for (const { design, evaluation } of results) {
      this.#batch.push({ design, score: scoreOf(evaluation, this.#objectives) });
      if (this.#batch.length === this.hyperparameters.batch) this.#update();
    }
  }

  state(): Json {
    const state: State = {
      random: this.#random.getState(),
      controller: this.#controller.state(),
      batch: structuredClone(this.#batch),
      average: this.#average,
      queue: structuredClone(this.#queue),
    };
    return state as unknown as Json;
  }

  restore(state: Json): void {
    const { random, controller, batch, average, queue } = structuredClone(state) as unknown as State;
    this.#random.setState(random);
    this.#controller.restore(controller);
    this.#batch = [...batch];
    this.#average = average;
    this.#queue = [...queue];
  }

  #update(): void {
    const advantages = this.#advantages();
    this.#controller.update(
      this.#batch.map(({ design }, i) => ({
        choices: this.#choices.of(design),
        advantage: advantages[i] as number,
      })),
    );
    this.#batch = [];
    this.#queue = [];
  }

  #advantages(): Float64Array {
    const rewards = this.#rewards();
    const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
    const average = this.#average ?? mean;
    this.#average = DECAY * average + (1 - DECAY) * mean;
    return standardise(rewards, this.hyperparameters.baseline === 'average' ? average : mean);
  }

  #rewards(): Float64Array {
    const scores = this.#batch.map(({ score }) => score);
    if (this.hyperparameters.reward === 'objective') return ofObjectives(scores);
    const rewards = new Float64Array(scores.length);
    order(scores).forEach((index, rank) => {
      rewards[index] = -rank;
    });
    return rewards;
  }
}

/** Minus the sum of the objectives; a figure that was not finite counts as the worst of the batch. */
function ofObjectives(scores: readonly Score[]): Float64Array {
  const rewards = scores.map(({ objectives }) => -objectives.reduce((sum, value) => sum + value, 0));
  const isSound = (reward: number): boolean => Math.abs(reward) < Number.MAX_VALUE;
  const sound = rewards.filter(isSound);
  const worst = sound.length === 0 ? 0 : Math.min(...sound);
  return Float64Array.from(rewards, (reward) => (isSound(reward) ? reward : worst));
}

export default defineAgent({
  name: 'reinforce',
  summary:
    'REINFORCE: policy gradient on an LSTM or on one table of logits per parameter, rewards ranked in each batch',
  hyperparameters,
  usesBudget: false,
  prepare: loadBackend,
  create: (context) => new Reinforce(context),
});
