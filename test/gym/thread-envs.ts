/** Environments that tests put on worker threads, which import this module. */
import { defineEnv, Env, type ResetOptions, type ResetResult, register, type StepResult } from '../../src/gym/index.js';
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space, Tuple } from '../../src/spaces/index.js';
import { Counter } from './support.js';

type Observation = { count: number; pair: [Float64Array, Uint8Array] };
type Action = [number, Int32Array];

/** Observes and acts in spaces of every kind; its info holds nested data, a typed array and what the reset was given. */
class Compound extends Env<Observation, Action> {
  readonly observationSpace: Space<Observation> = new Dict({
    count: new Discrete(100, -1),
    pair: new Tuple([new Box(0, 1000, [2, 2], 'float64'), new MultiBinary(3)]),
  });
  readonly actionSpace: Space<Action> = new Tuple([new Discrete(3), new MultiDiscrete([2, 5])]);
  #count = 0;

  override reset(options?: ResetOptions): ResetResult<Observation> {
    const info = this.seedEpisode(options);
    this.#count = 0;
    return { observation: this.#observe(), info: { ...info, options: options?.options } };
  }

  override step(action: Action): StepResult<Observation> {
    this.actionSpace.check(action, '/action');
    this.#count += 1;
    const draw = this.random.uniform();
    const info = { nested: { draw, count: [this.#count, -0, Number.NaN] }, mask: Uint8Array.of(1, 0, action[0]) };
    return { observation: this.#observe(), reward: draw, terminated: draw < 0.2, truncated: this.#count > 8, info };
  }

  #observe(): Observation {
    const noise = Float64Array.from({ length: 4 }, () => this.random.uniform());
    return { count: this.#count, pair: [noise, Uint8Array.of(this.#count & 1, 1, 0)] };
  }
}

/** A counter that fails in the way `how` at its third step, or when it is closed after a step. */
class Failing extends Counter {
  readonly #how: unknown;

  constructor(how: unknown) {
    super({ length: 100 });
    this.#how = how;
  }

  override step(action: number): StepResult<Float32Array> {
    const result = super.step(action);
    if (this.count < 3) return result;
    if (this.#how === 'exit') process.exit(3);
    if (this.#how === 'throw') throw new RangeError('the third step is too far');
    if (this.#how === 'function') return { ...result, info: { tell: () => {} } };
    return result;
  }

  override close(): void {
    if (this.#how === 'close' && this.count > 0) throw new Error('cannot be closed');
  }
}

for (const definition of [
  defineEnv({ id: 'test/Counter-v0', create: (kwargs) => new Counter(kwargs) }),
  defineEnv({ id: 'test/Compound-v0', create: () => new Compound() }),
  defineEnv({ id: 'test/Failing-v0', create: ({ how }) => new Failing(how) }),
]) {
  register(definition);
}
