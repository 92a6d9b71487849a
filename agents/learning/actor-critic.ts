/**
 * Proximal policy optimisation for one agent or several (PPO: Schulman et al. 2017, arXiv 1707.06347; IPPO: de Witt et
 * al. 2020, arXiv 2011.09533; MAPPO: Yu et al. 2022, arXiv 2103.01955): separate actors and critics, generalised
 * advantages, the clipped surrogate, value errors and an entropy bonus.
 */
import type { Json, TrainReport } from '../../src/design/index.js';
import { Adam, Beside, Constant, clipNorms, Mlp, type Network, orthogonal, weightCount } from '../../src/nn/index.js';
import { type MomentsState, type RandomState, RandomStream, RunningMoments } from '../../src/stats/index.js';
import type { Arena, Sight } from './arena.js';
import type { Head } from './head.js';
import { emphasised, standardise } from './normalise.js';
import { type PolicyFigures, policyGradient, valueGradient } from './proximal.js';
import { Rollout } from './rollout.js';
import { restoreTrained, trainedState } from './trained-state.js';

export interface ActorCriticOptions {
  /** One per agent. */
  readonly heads: readonly Head[];
  /** Numbers in the longest observation; 0: nothing is observed, so policies and values are constants. */
  readonly observation: number;
  /** Numbers in `state()`; absent: critics see what their agent sees. */
  readonly state?: number | undefined;
  /** All agents use one set of weights, on observations that tell them apart. */
  readonly shared: boolean;
  readonly hidden: readonly number[];
  readonly environments: number;
  /** Of each environment between two updates. */
  readonly steps: number;
  readonly epochs: number;
  /** Rows of one gradient step; at most the whole rollout. */
  readonly minibatch: number;
  readonly learningRate: number;
  /** Linearly to 0 over the budget. */
  readonly anneal: boolean;
  readonly gamma: number;
  readonly lambda: number;
  readonly clip: number;
  readonly entropy: number;
  readonly valueWeight: number;
  readonly valueClip: number;
  /** Advantages become this power of the share of their minibatch that they beat; 0: they stay as they are. */
  readonly emphasis: number;
  /** Errors of values beyond it count linearly; Infinity: none. */
  readonly huberDelta: number;
  /** Values are learnt in units of the running mean and deviation of their targets. */
  readonly normaliseValues: boolean;
  readonly maxGradientNorm: number;
  /** An update stops when the policy has moved further than this; 0: never. */
  readonly targetKl: number;
  readonly budget: number;
  readonly seed: number;
}

const ADAM_EPSILON = 1e-5;

export class ActorCritic {
  readonly #options: ActorCriticOptions;
  readonly #actor: Network;
  readonly #critic: Network;
  readonly #actorAdam: Adam;
  readonly #criticAdam: Adam;
  readonly #moments = new RunningMoments(1);
  readonly #random: RandomStream;
  readonly #action: number;
  #steps = 0;
  #lowestReward = 0;
  /** Return of the running episode of each environment, of the first agent. */
  #running = new Float64Array(0);

  constructor(options: ActorCriticOptions) {
    this.#options = options;
    const { heads, observation, hidden, shared } = options;
    const random = RandomStream.from(options.seed, 'learner');
    this.#random = random.split('behaviour');
    this.#action = Math.max(...heads.map(({ numbers }) => numbers));
    const members = shared ? 1 : heads.length;
    const constants = Math.max(...heads.map((head) => head.constants));
    const outputs = Math.max(...heads.map((head) => head.outputs)) - constants;
    const criticInputs = options.state === undefined ? observation : options.state + heads.length;
    this.#actor = network(random.split('actor'), { inputs: observation, hidden, outputs, members }, 0.01);
    if (constants > 0) this.#actor = new Beside(this.#actor, new Constant(constants, members));
    const critics = options.state === undefined ? members : 1;
    this.#critic = network(random.split('critic'), { inputs: criticInputs, hidden, outputs: 1, members: critics }, 1);
    const rate = { learningRate: options.learningRate, epsilon: ADAM_EPSILON };
    this.#actorAdam = new Adam(this.#actor.parameters, rate);
    this.#criticAdam = new Adam(this.#critic.parameters, rate);
  }

  get batch(): number {
    return this.#options.environments * this.#options.steps;
  }

  get steps(): number {
    return this.#steps;
  }

  get weights(): number {
    return weightCount(this.#actor) * this.#actor.members + weightCount(this.#critic) * this.#critic.members;
  }

  /** Forgets the running episodes: another arena comes. */
  begin(): void {
    this.#running = new Float64Array(0);
  }

  /** Rollouts and updates until `steps` steps of the arena are spent; the last rollout may be shorter. */
  train(arena: Arena, steps: number): TrainReport {
    const returns: number[] = [];
    let figures: Record<string, number> = {};
    let left = Math.floor(steps / arena.environments);
    const before = this.#steps;
    while (left > 0) {
      const length = Math.min(left, this.#options.steps);
      const rollout = this.#collect(arena, length, returns);
      figures = this.#update(rollout, this.#valuesOf(arena.sight, arena.environments));
      this.#steps += length * arena.environments;
      left -= length;
    }
    return { steps: this.#steps - before, returns, figures };
  }

  /** The most likely actions: values of the spaces, [agents][environments]. */
  act(observations: Float32Array, environments: number, masks: (agent: number, i: number) => unknown): unknown[][] {
    const outputs = this.#forward(observations, environments);
    const width = this.#actor.outputs;
    const action = { values: new Float32Array(this.#action), offset: 0 };
    return this.#options.heads.map((head, agent) =>
      Array.from({ length: environments }, (_, i) => {
        const seen = { values: outputs, offset: (agent * environments + i) * width };
        head.greedy(seen, this.#mask(head, masks(agent, i)), action);
        return head.value(action);
      }),
    );
  }

  /** What critics see of `sight`, [agents, environments, inputs]: test it to know who knows what. */
  criticInputs(sight: Sight, environments: number): Float32Array {
    const { heads, state } = this.#options;
    if (state === undefined) return sight.observations;
    const size = state + heads.length;
    const inputs = new Float32Array(heads.length * environments * size);
    for (let agent = 0; agent < heads.length; agent++) {
      for (let i = 0; i < environments; i++) {
        const start = (agent * environments + i) * size;
        inputs.set(sight.states.subarray(i * state, (i + 1) * state), start);
        inputs[start + state + agent] = 1;
      }
    }
    return inputs;
  }

  state(): Json {
    return {
      steps: this.#steps,
      lowestReward: this.#lowestReward,
      random: this.#random.getState(),
      moments: this.#moments.getState() as unknown as Json,
      actor: trainedState(this.#actor, this.#actorAdam),
      critic: trainedState(this.#critic, this.#criticAdam),
    };
  }

  restore(state: Json): void {
    const saved = state as unknown as {
      steps: number;
      lowestReward: number;
      random: RandomState;
      moments: MomentsState;
      actor: Json;
      critic: Json;
    };
    this.#steps = saved.steps;
    this.#lowestReward = saved.lowestReward;
    this.#random.setState(saved.random);
    this.#moments.setState(saved.moments);
    restoreTrained(this.#actor, this.#actorAdam, saved.actor, '/actor');
    restoreTrained(this.#critic, this.#criticAdam, saved.critic, '/critic');
    this.begin();
  }

  dispose(): void {
    this.#actor.dispose();
    this.#critic.dispose();
  }

  #collect(arena: Arena, length: number, returns: number[]): Rollout {
    const { agents, environments } = arena;
    const rollout = new Rollout({
      agents,
      environments,
      steps: length,
      observation: this.#actor.inputs,
      criticInput: this.#critic.inputs,
      action: this.#action,
      outputs: this.#actor.outputs,
    });
    if (this.#running.length !== environments) this.#running = new Float64Array(environments);
    for (let step = 0; step < length; step++) this.#collectStep(arena, rollout, step, returns);
    return rollout;
  }

  #collectStep(arena: Arena, rollout: Rollout, step: number, returns: number[]): void {
    const { agents, environments } = arena;
    const { sight } = arena;
    const outputs = this.#forward(sight.observations, environments);
    const values = this.#valuesOf(sight, environments);
    this.#remember(rollout, step, sight, environments, values);
    for (let agent = 0; agent < agents; agent++) {
      const head = this.#options.heads[agent] as Head;
      for (let i = 0; i < environments; i++) {
        const row = rollout.row(agent, step, i);
        const mask = this.#mask(head, arena.mask(agent, i));
        rollout.masks.set(mask, row * this.#actor.outputs);
        const seen = { values: outputs, offset: (agent * environments + i) * this.#actor.outputs };
        const action = { values: rollout.actions, offset: row * this.#action };
        rollout.logProbabilities[row] = head.sample(seen, mask, this.#random, action);
      }
    }
    const result = arena.step((agent, i) =>
      (this.#options.heads[agent] as Head).value({
        values: rollout.actions,
        offset: rollout.row(agent, step, i) * this.#action,
      }),
    );
    const after = new Map([...result.finals].map(([i, final]) => [i, this.#valuesOf(final, 1)]));
    for (let i = 0; i < environments; i++) {
      const ended = result.terminations[i] === 1 || result.truncations[i] === 1;
      for (let agent = 0; agent < agents; agent++) {
        const reward = this.#finite(result.rewards[agent * environments + i] as number);
        if (agent === 0) this.#count(i, reward, ended, returns);
        const follows = this.#options.gamma * (after.get(i)?.[agent] ?? 0);
        rollout.rewards[rollout.row(agent, step, i)] = reward + follows;
      }
      rollout.ends[step * environments + i] = ended ? 1 : 0;
    }
  }

  #remember(rollout: Rollout, step: number, sight: Sight, environments: number, values: Float64Array): void {
    const critics = this.criticInputs(sight, environments);
    const copy = (source: Float32Array, size: number, target: Float32Array): void => {
      for (let agent = 0; agent < rollout.shape.agents; agent++) {
        const part = source.subarray(agent * environments * size, (agent + 1) * environments * size);
        target.set(part, rollout.row(agent, step, 0) * size);
      }
    };
    copy(sight.observations, this.#actor.inputs, rollout.observations);
    if (this.#critic.inputs * values.length === critics.length)
      copy(critics, this.#critic.inputs, rollout.criticInputs);
    for (let agent = 0; agent < rollout.shape.agents; agent++) {
      rollout.values.set(
        values.subarray(agent * environments, (agent + 1) * environments),
        rollout.row(agent, step, 0),
      );
    }
  }

  #count(i: number, reward: number, ended: boolean, returns: number[]): void {
    this.#running[i] = (this.#running[i] as number) + reward;
    if (!ended) return;
    returns.push(this.#running[i] as number);
    this.#running[i] = 0;
  }

  #finite(reward: number): number {
    if (!Number.isFinite(reward)) return this.#lowestReward;
    this.#lowestReward = Math.min(this.#lowestReward, reward);
    return reward;
  }

  #update(rollout: Rollout, next: Float64Array): Record<string, number> {
    const { gamma, lambda, epochs, minibatch, anneal, learningRate, budget, targetKl } = this.#options;
    const advantages = rollout.advantages(next, gamma, lambda);
    const targets = advantages.map((advantage, row) => advantage + (rollout.values[row] as number));
    if (this.#options.normaliseValues) for (const target of targets) this.#moments.update([target]);
    const rate = anneal ? learningRate * Math.max(0, 1 - this.#steps / budget) : learningRate;
    this.#actorAdam.learningRate = rate;
    this.#criticAdam.learningRate = rate;
    const order = Array.from({ length: rollout.samples }, (_, i) => i);
    const figures = { approximateKl: 0, clipped: 0, entropy: 0, valueError: 0, learningRate: rate };
    for (let epoch = 0; epoch < epochs; epoch++) {
      this.#random.shuffle(order);
      for (let from = 0; from < order.length; from += minibatch) {
        const picked = order.slice(from, from + minibatch);
        Object.assign(figures, this.#descend(rollout, picked, advantages, targets));
      }
      if (targetKl > 0 && figures.approximateKl > targetKl) break;
    }
    return figures;
  }

  /** One gradient step of actor and critic on the samples `picked` of every agent. */
  #descend(
    rollout: Rollout,
    picked: readonly number[],
    advantages: Float64Array,
    targets: Float64Array,
  ): PolicyFigures & { valueError: number } {
    const { heads, clip, entropy, valueWeight, valueClip, huberDelta, emphasis, maxGradientNorm } = this.#options;
    const rows = heads.flatMap((_, agent) => picked.map((sample) => agent * rollout.samples + sample));
    const pick = (source: Float64Array): Float64Array => Float64Array.from(rows, (row) => source[row] as number);
    const width = this.#actor.outputs;
    const masks = new Uint8Array(rows.length * width);
    rows.forEach((row, i) => {
      masks.set(rollout.masks.subarray(row * width, (row + 1) * width), i * width);
    });
    const batch = {
      heads,
      width,
      actions: rollout.gather(rollout.actions, this.#action, picked),
      action: this.#action,
      masks,
      logProbabilities: pick(rollout.logProbabilities),
      advantages: standardise(emphasised(pick(advantages), emphasis)),
    };
    const figures = { approximateKl: 0, clipped: 0, entropy: 0, valueError: 0 };
    const perActor = rows.length / this.#actor.members;
    const actor = this.#actor.gradients(
      rollout.gather(rollout.observations, this.#actor.inputs, picked),
      perActor,
      (outputs) => policyGradient(batch, outputs, { clip, entropyWeight: entropy, share: 1 / perActor }, figures),
    );
    const old = pick(rollout.values).map((value) => this.#normalised(value));
    const wanted = pick(targets).map((value) => this.#normalised(value));
    const perCritic = rows.length / this.#critic.members;
    const value = { weight: valueWeight, share: 1 / perCritic, clip: valueClip, delta: huberDelta };
    const critic = this.#critic.gradients(
      rollout.gather(rollout.criticInputs, this.#critic.inputs, picked),
      perCritic,
      (outputs) => {
        figures.valueError = outputs.reduce((sum, v, k) => sum + (v - (wanted[k] as number)) ** 2, 0) / rows.length;
        return valueGradient(outputs, old, wanted, value);
      },
    );
    clipNorms(actor.parameters, this.#actor.members, maxGradientNorm);
    clipNorms(critic.parameters, this.#critic.members, maxGradientNorm);
    this.#actorAdam.step(this.#actor, actor.parameters);
    this.#criticAdam.step(this.#critic, critic.parameters);
    return figures;
  }

  #forward(observations: Float32Array, environments: number): Float32Array {
    const { heads } = this.#options;
    return this.#actor.forward(observations, (heads.length * environments) / this.#actor.members);
  }

  /** Values in units of the reward, [agents, environments]. */
  #valuesOf(sight: Sight, environments: number): Float64Array {
    const rows = (this.#options.heads.length * environments) / this.#critic.members;
    const outputs = this.#critic.forward(this.criticInputs(sight, environments), rows);
    return Float64Array.from(outputs, (value) => value * this.#deviation + this.#mean);
  }

  #normalised(value: number): number {
    return (value - this.#mean) / this.#deviation;
  }

  get #mean(): number {
    return this.#options.normaliseValues ? (this.#moments.mean[0] as number) : 0;
  }

  get #deviation(): number {
    return this.#options.normaliseValues ? Math.sqrt((this.#moments.variance[0] as number) + 1e-8) : 1;
  }

  /** The mask of `head` in the width of the network. */
  #mask(head: Head, given: unknown): Uint8Array {
    const mask = new Uint8Array(this.#actor.outputs).fill(1);
    mask.set(head.flatMask(given));
    return mask;
  }
}

/** A perceptron, or constants where nothing is seen. */
function network(
  random: RandomStream,
  shape: { inputs: number; hidden: readonly number[]; outputs: number; members: number },
  outputGain: number,
): Network {
  if (shape.inputs === 0) return new Constant(shape.outputs, shape.members);
  return new Mlp({ ...shape, activation: 'tanh', outputInit: orthogonal(outputGain) }, random);
}
