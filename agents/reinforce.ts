/**
 * REINFORCE (Williams 1992) over the parameters of a design, as controllers of hardware-aware architecture search use
 * it (NASAIC, arXiv 2002.04116; ENAS, arXiv 1802.03268), with one table of logits per parameter: the product of their
 * softmaxes is the policy, masked values have probability 0, reals are cut into 16 cells.
 *
 * A batch of `batch` designs makes one step: every logit moves by `learningRate` x advantage x slope of the
 * log-probability per sample, plus `entropyWeight` x slope of the entropy. The advantage is the design's reward, less the
 * batch's mean, over its standard deviation (+ 1e-8). `reward` `rank`: the rank inside the batch, feasible designs first
 * (non-dominated fronts with several objectives); it does not care how bad infeasible objectives are. `objective`: minus
 * the objective itself.
 */
import { type Static, Type } from '@sinclair/typebox';
import { order, type Score, scoreOf } from '../src/design/compare.js';
import { type Agent, type AgentContext, type Design, defineAgent, type Json, type Told } from '../src/design/index.js';
import { type RandomState, RandomStream } from '../src/stats/index.js';
import { Choices } from './learning/choices.js';
import { standardise } from './learning/normalise.js';
import { TableController } from './learning/table-controller.js';

const hyperparameters = Type.Object(
  {
    learningRate: Type.Number({
      minimum: 1e-4,
      maximum: 0.1,
      default: 0.04,
      description: 'how far a sample of advantage 1 moves the logits',
    }),
    batch: Type.Integer({ minimum: 5, maximum: 50, default: 10, description: 'designs of one step' }),
    entropyWeight: Type.Number({ minimum: 0, maximum: 0.1, default: 1e-4, description: 'weight of the entropy' }),
    reward: Type.Union([Type.Literal('rank'), Type.Literal('objective')], {
      default: 'rank',
      description: 'what the advantage is made of',
    }),
  },
  { additionalProperties: false },
);
type Hyperparameters = Static<typeof hyperparameters>;

interface Result {
  readonly design: Design;
  readonly score: Score;
}

interface State {
  readonly random: RandomState;
  readonly controller: Json;
  readonly batch: readonly Result[];
}

class Reinforce implements Agent {
  readonly name = 'reinforce';
  readonly hyperparameters: Hyperparameters;
  readonly #objectives: number;
  readonly #random: RandomStream;
  readonly #choices: Choices;
  readonly #controller: TableController;
  /** Results of the running batch. */
  #batch: Result[] = [];

  constructor({ space, mask, objectives, seed, hyperparameters }: AgentContext<Hyperparameters>) {
    this.hyperparameters = hyperparameters;
    this.#objectives = objectives;
    this.#random = RandomStream.from(seed, 'agent/reinforce');
    this.#choices = new Choices(space, mask);
    const counts = this.#choices.bins.map(({ count }) => count);
    this.#controller = new TableController(counts, hyperparameters.learningRate, hyperparameters.entropyWeight);
  }

  ask(count: number): Design[] {
    return Array.from({ length: Math.max(1, count) }, () =>
      this.#choices.design(this.#controller.begin(this.#random), this.#random),
    );
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
    };
    return state as unknown as Json;
  }

  restore(state: Json): void {
    const { random, controller, batch } = structuredClone(state) as unknown as State;
    this.#random.setState(random);
    this.#controller.restore(controller);
    this.#batch = [...batch];
  }

  #update(): void {
    const advantages = standardise(this.#rewards());
    this.#controller.update(
      this.#batch.map(({ design }, i) => ({
        choices: this.#choices.of(design),
        advantage: advantages[i] as number,
      })),
    );
    this.#batch = [];
  }

  #rewards(): Float64Array {
    const scores = this.#batch.map(({ score }) => score);
    if (this.hyperparameters.reward === 'objective') {
      return Float64Array.from(scores, ({ objectives }) => -objectives.reduce((sum, value) => sum + value, 0));
    }
    const rewards = new Float64Array(scores.length);
    order(scores).forEach((index, rank) => {
      rewards[index] = -rank;
    });
    return rewards;
  }
}

export default defineAgent({
  name: 'reinforce',
  summary: 'REINFORCE: policy gradient on one table of logits per parameter, rewards ranked inside each batch',
  hyperparameters,
  usesBudget: false,
  create: (context) => new Reinforce(context),
});
