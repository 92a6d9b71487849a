/** Soft actor-critic with continuous actions (Haarnoja et al. 2018, arXiv 1812.05905). */
import type { Box, Dtype } from '../../src/spaces/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Transitions } from './replay.js';
import { SoftActorCritic } from './soft-actor-critic.js';
import type { SoftOptions, SoftPolicy } from './soft-policy.js';
import { twice } from './twin-critics.js';

const LOG_STD_LOW = -20;
const LOG_STD_HIGH = 2;
const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Draws of a batch: actions in [-1, 1], what they were made of, and the log-density of each row. */
interface Draw {
  readonly actions: Float32Array;
  readonly noise: Float64Array;
  readonly logProbabilities: Float64Array;
}

/** A normal distribution squashed by tanh to [-1, 1], which stands for the bounds of the action space. */
export class SquashedGaussian extends SoftActorCritic implements SoftPolicy {
  readonly action: number;
  readonly mask = 0;
  readonly #space: Box<Dtype>;

  /** @param space with finite bounds */
  constructor(space: Box<Dtype>, options: SoftOptions, random: RandomStream) {
    const action = space.flatdim;
    const critics = { inputs: options.observation + action, outputs: 1 };
    super({ outputs: 2 * action, critics }, options, random);
    this.action = action;
    this.#space = space;
  }

  sample(observations: Float32Array, rows: number, _masks: readonly Uint8Array[], random: RandomStream): Float32Array {
    return this.#draw(this.actor.forward(observations, rows), random).actions;
  }

  greedy(observations: Float32Array, rows: number): Float32Array {
    const outputs = this.actor.forward(observations, rows);
    return Float32Array.from({ length: rows * this.action }, (_, k) => Math.tanh(outputs[this.#mean(k)] as number));
  }

  uniform(_mask: Uint8Array, random: RandomStream): Float32Array {
    return Float32Array.from({ length: this.action }, () => 2 * random.uniform() - 1);
  }

  value(action: Float32Array): unknown {
    const { low, high, dtype } = this.#space;
    const scaled = Float64Array.from(action, (a, i) => {
      const [l, h] = [low[i] as number, high[i] as number];
      return Math.min(Math.max(l + ((a + 1) / 2) * (h - l), l), h);
    });
    return dtype === 'float32' ? Float32Array.from(scaled) : scaled;
  }

  flatMask(): Uint8Array {
    return new Uint8Array(0);
  }

  protected override learnValues(
    { rows, observations, actions, rewards, next, terminated }: Transitions,
    random: RandomStream,
  ): void {
    const { gamma } = this.options;
    const { alpha } = this.temperature;
    const wanted = Float32Array.from(rewards);
    if (terminated.includes(0)) {
      const after = this.#draw(this.actor.forward(next, rows), random);
      const estimates = this.critics.targets(this.#inputs(next, after.actions, rows), rows);
      for (let row = 0; row < rows; row++) {
        const least = Math.min(estimates[row] as number, estimates[rows + row] as number);
        const soft = least - alpha * (after.logProbabilities[row] as number);
        wanted[row] = (rewards[row] as number) + (terminated[row] === 1 ? 0 : gamma * soft);
      }
    }
    this.critics.learn(this.#inputs(observations, actions, rows), rows, (outputs) =>
      outputs.map((value, k) => (2 * (value - (wanted[k % rows] as number))) / rows),
    );
  }

  protected override learnPolicy({ rows, observations }: Transitions, random: RandomStream): number {
    const { alpha } = this.temperature;
    let entropy = 0;
    const { parameters } = this.actor.gradients(observations, rows, (outputs) => {
      const draw = this.#draw(outputs, random);
      entropy = -draw.logProbabilities.reduce((sum, value) => sum + value, 0) / rows;
      const slopes = this.#valueSlopes(observations, draw.actions, rows);
      const gradient = new Float32Array(outputs.length);
      for (let k = 0; k < draw.actions.length; k++) {
        const a = draw.actions[k] as number;
        const mean = this.#mean(k);
        const raw = outputs[mean + this.action] as number;
        const spread = Math.exp(clamp(raw)) * (draw.noise[k] as number);
        // d log p/d mean = 2a; d log p/d log std = -1 + 2a spread; da/du = 1 - a^2.
        const pull = (slopes[k] as number) * (1 - a * a);
        gradient[mean] = (alpha * 2 * a) / rows - pull;
        const inside = raw > LOG_STD_LOW && raw < LOG_STD_HIGH;
        gradient[mean + this.action] = inside ? (alpha * (2 * a * spread - 1)) / rows - pull * spread : 0;
      }
      return gradient;
    });
    this.actorAdam.step(this.actor, parameters);
    return entropy;
  }

  protected override targetEntropy(): number {
    return -this.action;
  }

  /** Slope of the mean of min Q along each action, [rows, action]. */
  #valueSlopes(observations: Float32Array, actions: Float32Array, rows: number): Float32Array {
    const { observation } = this.options;
    const width = observation + this.action;
    const { inputs = new Float32Array(0) } = this.critics.networks.gradients(
      twice(this.#inputs(observations, actions, rows)),
      rows,
      (outputs) =>
        outputs.map((value, k) => {
          const other = outputs[k < rows ? k + rows : k - rows] as number;
          return value < other || (value === other && k < rows) ? 1 / rows : 0;
        }),
      { inputs: true, parameters: false },
    );
    return Float32Array.from({ length: rows * this.action }, (_, k) => {
      const at = Math.floor(k / this.action) * width + observation + (k % this.action);
      return (inputs[at] as number) + (inputs[rows * width + at] as number);
    });
  }

  /** Position of the mean of number `k` of a batch of actions; its log standard deviation lies `action` further. */
  #mean(k: number): number {
    return 2 * this.action * Math.floor(k / this.action) + (k % this.action);
  }

  #draw(outputs: Float32Array, random: RandomStream): Draw {
    const count = outputs.length / 2;
    const actions = new Float32Array(count);
    const noise = new Float64Array(count);
    const logProbabilities = new Float64Array(count / this.action);
    for (let k = 0; k < count; k++) {
      const mean = this.#mean(k);
      const logStd = clamp(outputs[mean + this.action] as number);
      const z = random.normal();
      const u = (outputs[mean] as number) + Math.exp(logStd) * z;
      noise[k] = z;
      actions[k] = Math.tanh(u);
      // log(1 - tanh(u)^2) = 2 (ln 2 - u - softplus(-2u)), which does not lose digits for large |u|.
      const squash = 2 * (Math.LN2 - u - softplus(-2 * u));
      const row = Math.floor(k / this.action);
      logProbabilities[row] = (logProbabilities[row] as number) - 0.5 * z * z - logStd - LOG_ROOT_TWO_PI - squash;
    }
    return { actions, noise, logProbabilities };
  }

  #inputs(observations: Float32Array, actions: Float32Array, rows: number): Float32Array {
    const { observation } = this.options;
    const width = observation + this.action;
    const inputs = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      inputs.set(observations.subarray(row * observation, (row + 1) * observation), row * width);
      inputs.set(actions.subarray(row * this.action, (row + 1) * this.action), row * width + observation);
    }
    return inputs;
  }
}

const clamp = (logStd: number): number => Math.min(Math.max(logStd, LOG_STD_LOW), LOG_STD_HIGH);
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
