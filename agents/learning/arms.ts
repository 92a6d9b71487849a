import { softmaxInto } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import { drawBin } from './controller.js';

/** How a bandit tries arms; each by its own use of one scale, the `temperature`. */
export const explorations = ['boltzmann', 'thompson', 'ucb'] as const;
export type Exploration = (typeof explorations)[number];

/** How far values move. */
export interface Steps {
  readonly stepSize: number;
  readonly hysteresis: number;
}

export interface ArmsState {
  readonly values: readonly number[];
  readonly plays: readonly number[];
}

/**
 * The arms of one bandit, with rewards in [0, 1]. What an arm is worth changes while the other bandits learn, so plays
 * are forgotten: at each play all counts shrink by `discount` (Garivier & Moulines 2011, arXiv 0805.3415).
 */
export class Arms {
  readonly #exploration: Exploration;
  readonly #discount: number;
  readonly #values: Float64Array;
  readonly #plays: Float64Array;

  /** Arms that were never played are worth 1/2, the mean reward of all. */
  constructor(count: number, exploration: Exploration, discount: number) {
    this.#exploration = exploration;
    this.#discount = discount;
    this.#values = new Float64Array(count).fill(0.5);
    this.#plays = new Float64Array(count);
  }

  get count(): number {
    return this.#values.length;
  }

  /**
   * One of the `open` arms. Boltzmann: p ~ exp(value/temperature). Thompson (Agrawal & Goyal 2013, arXiv 1209.3353,
   * algorithm 2): the largest draw of N(value, temperature^2/(plays + 1)). UCB (Auer et al. 2002, UCB1): the largest
   * value + temperature sqrt(2 ln(1 + all plays)/plays), arms never played first; ties fall by lot.
   */
  draw(open: Uint8Array, temperature: number, random: RandomStream): number {
    if (this.#exploration === 'boltzmann') {
      const shares = new Float64Array(this.count);
      const logits = this.#values.map((value) => value / temperature);
      softmaxInto(shares, logits, 0, this.count, open);
      return drawBin(shares, open, random);
    }
    const promises =
      this.#exploration === 'thompson' ? this.#drawn(temperature, random) : this.#upperBounds(temperature);
    const promised = (arm: number): number => (open[arm] === 0 ? Number.NEGATIVE_INFINITY : (promises[arm] as number));
    const arms = Array.from(promises, (_, arm) => arm);
    const most = Math.max(...arms.map(promised));
    return random.choice(arms.filter((arm) => open[arm] !== 0 && promised(arm) === most));
  }

  /**
   * Moves the value of `arm` towards `reward`, by `stepSize` of the way; further where it has few plays: to their mean.
   * @param hysteresis share of the step that is made where the reward is smaller than the value: a bad result may be
   *   another bandit's fault (hysteretic learning, Matignon et al. 2007)
   */
  learn(arm: number, reward: number, { stepSize, hysteresis }: Steps): void {
    for (let k = 0; k < this.count; k++) this.#plays[k] = this.#discount * (this.#plays[k] as number);
    const plays = (this.#plays[arm] as number) + 1;
    const error = reward - (this.#values[arm] as number);
    const step = Math.max(stepSize, 1 / (plays + 1)) * (error < 0 ? hysteresis : 1);
    this.#plays[arm] = plays;
    this.#values[arm] = (this.#values[arm] as number) + step * error;
  }

  state(): ArmsState {
    return { values: Array.from(this.#values), plays: Array.from(this.#plays) };
  }

  restore({ values, plays }: ArmsState): void {
    this.#values.set(values);
    this.#plays.set(plays);
  }

  #drawn(temperature: number, random: RandomStream): Float64Array {
    return this.#values.map(
      (value, arm) => value + (temperature * random.normal()) / Math.sqrt((this.#plays[arm] as number) + 1),
    );
  }

  #upperBounds(temperature: number): Float64Array {
    const all = this.#plays.reduce((sum, plays) => sum + plays, 1);
    return this.#values.map((value, arm) => {
      const plays = this.#plays[arm] as number;
      return plays === 0 ? Number.POSITIVE_INFINITY : value + temperature * Math.sqrt((2 * Math.log(all)) / plays);
    });
  }
}
