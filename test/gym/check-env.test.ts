/** checkEnv accepts a well-behaved environment and says of each broken one what is wrong. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkEnv,
  type Env,
  type ResetOptions,
  type ResetResult,
  register,
  type StepResult,
} from '../../src/gym/index.js';
import { Box, Discrete, Space } from '../../src/spaces/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { Counter } from './support.js';

type Step = StepResult<Float32Array>;

/** A Counter whose steps go through `change`. */
function stepping(change: (result: Step, env: Counter) => unknown): Env<unknown, unknown> {
  return new (class extends Counter {
    override step(action: number): Step {
      return change(super.step(action), this) as Step;
    }
  })();
}

/** A Counter whose resets go through `change`. */
function resetting(
  change: (env: Counter, options: ResetOptions | undefined, reset: Counter['reset']) => unknown,
): Env<unknown, unknown> {
  return new (class extends Counter {
    override reset(options?: ResetOptions): ResetResult<Float32Array> {
      return change(this, options, (given) => super.reset(given)) as ResetResult<Float32Array>;
    }
  })();
}

let calls = 0;

const broken: Readonly<Record<string, [make: () => unknown, message: RegExp]>> = {
  'not an Env': [() => ({ reset() {}, step() {} }), /must extend Env, got an object with fields reset, step/],
  'no observation space': [
    () => Object.assign(new Counter(), { observationSpace: undefined }),
    /observationSpace must be a Space, got undefined/,
  ],
  'no action space': [
    () => Object.assign(new Counter(), { actionSpace: [0, 1] }),
    /actionSpace must be a Space, got Array\(2\)/,
  ],
  'a space that does not contain its samples': [
    () =>
      Object.assign(new Counter(), {
        actionSpace: new (class extends Discrete {
          override sample(): number {
            return 99;
          }
        })(3),
      }),
    /actionSpace must contain its own samples, but not 99/,
  ],
  'a space that ignores its seed': [
    () =>
      Object.assign(new Counter(), {
        observationSpace: new (class extends Box {
          override seed(seed = 0): number {
            return seed;
          }
        })(0, 1000, [2]),
      }),
    /observationSpace must sample the same value after the same seed/,
  ],
  'reset without info': [
    () => resetting((_env, options, reset) => ({ observation: reset(options).observation })),
    /reset\(\) must return \{observation, info\}, got an object with fields observation/,
  ],
  'reset that returns the bare observation (old gym)': [
    () => resetting((_env, options, reset) => reset(options).observation),
    /reset\(\) must return \{observation, info\}, got Float32Array\(2\)/,
  ],
  'an observation of another type': [
    () => resetting((_env, options, reset) => ({ ...reset(options), observation: [0, 0] })),
    /the observation of reset\(\) is Array\(2\) \[0, 0\]; allowed: a Float32Array of 2 values/,
  ],
  'an observation outside the bounds': [
    () => stepping((result) => ({ ...result, observation: Float32Array.of(0, -1) })),
    /the observation of step\(\)\/1 is -1; allowed: a number from 0 to 1000/,
  ],
  'an observation of NaN': [
    () => stepping((result) => ({ ...result, observation: Float32Array.of(Number.NaN, 0) })),
    /the observation of step\(\)\/0 is NaN/,
  ],
  'a reset that does not seed': [
    () => resetting((_env, _options, reset) => reset()),
    /reset\(\{seed: 123\}\) must start the environment's stream: call this.seedEpisode/,
  ],
  'a reset that starts a new stream each time': [
    () => resetting((_env, options, reset) => reset({ seed: options?.seed ?? 5 })),
    /reset\(\) without a seed must keep the present random stream/,
  ],
  'a first observation that ignores the seed': [
    () => resetting((_env, options, reset) => ({ ...reset(options), observation: Float32Array.of(calls++, 0) })),
    /same seed must give the same observation; they differ at \/0/,
  ],
  'a reset that leaves another state of the stream': [
    () =>
      resetting((env, options, reset) => {
        const result = reset(options);
        for (let i = calls++ % 7; i > 0; i--) env.random.uniform();
        return result;
      }),
    /same seed must leave the same state of the random stream/,
  ],
  'a reset that accepts any seed': [
    () => resetting((_env, options, reset) => reset(options?.seed === -1 ? {} : options)),
    /reset\(\{seed: -1\}\) must be refused/,
  ],
  'a reset that refuses options': [
    () =>
      resetting((_env, options, reset) => {
        if (options?.options !== undefined) throw new Error('no options here');
        return reset(options);
      }),
    /reset\(\{options: \{\}\}\) must be accepted; it threw no options here/,
  ],
  'a reward of NaN': [
    () => stepping((result) => ({ ...result, reward: Number.NaN })),
    /reward of step\(\) must be a finite number, got NaN/,
  ],
  'an infinite reward': [
    () => stepping((result) => ({ ...result, reward: Number.POSITIVE_INFINITY })),
    /must be a finite number, got Infinity/,
  ],
  'a reward that is an array': [
    () => stepping((result) => ({ ...result, reward: [1] })),
    /must be a finite number, got Array\(1\) \[1\]/,
  ],
  'terminated as a number': [
    () => stepping((result) => ({ ...result, terminated: 0 })),
    /terminated of step\(\) must be a boolean, got 0/,
  ],
  'old gym done': [
    () => stepping(({ observation, reward, terminated, info }) => ({ observation, reward, done: terminated, info })),
    /terminated of step\(\) must be a boolean, got undefined/,
  ],
  'truncated missing': [
    () => stepping(({ truncated: _, ...result }) => result),
    /truncated of step\(\) must be a boolean, got undefined/,
  ],
  'info that is no object': [
    () => stepping((result) => ({ ...result, info: null })),
    /the info of step\(\) must be an object, got null/,
  ],
  'info that is no plain data': [
    () => stepping((result) => ({ ...result, info: { act: () => 0 } })),
    /observations and infos must be plain data/,
  ],
  'a step that throws': [
    () =>
      stepping(() => {
        throw new Error('simulator crashed');
      }),
    /must accept a member of actionSpace; it threw simulator crashed/,
  ],
  'an asynchronous step': [() => stepping(async (result) => result), /the observation of step\(\) is undefined/],
  'rewards that differ from run to run': [
    () => stepping((result) => ({ ...result, reward: calls++ })),
    /two runs with the same seed and actions must give the same results; result 1 differs at \/reward/,
  ],
  'infos that differ from run to run': [
    () => stepping((result) => ({ ...result, info: { deep: { n: calls++ } } })),
    /differs at \/info\/deep\/n/,
  ],
  'randomness outside the stream': [
    () => {
      const hidden = RandomStream.from(1);
      return stepping((result) => ({ ...result, observation: Float32Array.of(1, hidden.uniform()) }));
    },
    /differs at \/observation\/1/,
  ],
  'an action that is clipped silently': [
    () =>
      new (class extends Counter {
        override step(action: number): Step {
          return super.step(Math.min(2, Math.max(0, Math.round(action) || 0)));
        }
      })(),
    /step\(\) must refuse null, which is outside actionSpace, with a CogymError .*it was accepted/,
  ],
  'an error of another kind for a wrong action': [
    () =>
      new (class extends Counter {
        override step(action: number): Step {
          if (!this.actionSpace.contains(action)) throw new TypeError('bad action');
          return super.step(action);
        }
      })(),
    /must refuse null.*it threw TypeError: bad action/,
  ],
  'a render mode that is not listed': [
    () => new Counter({ renderMode: 'human' }),
    /renderMode "human" must be one of metadata.renderModes \(ansi\)/,
  ],
  'metadata without render modes': [
    () => Object.assign(new Counter(), { metadata: {} }),
    /metadata.renderModes must be an array of names, got undefined/,
  ],
  'a render that returns nothing': [
    () => Object.assign(new Counter({ renderMode: 'ansi' }), { render: () => undefined }),
    /render\(\) in the mode "ansi" must return a string, got undefined/,
  ],
  'a close that works once': [
    () => {
      let open = true;
      return Object.assign(new Counter(), {
        close() {
          if (!open) throw new Error('closed already');
          open = false;
        },
      });
    },
    /close\(\) must be allowed twice; it threw closed already/,
  ],
};

test('a well-behaved environment passes', () => {
  checkEnv(new Counter());
  checkEnv(new Counter({ renderMode: 'ansi', length: 1 }), { steps: 3, seed: 0 });
});

describe('rejects', () => {
  for (const [name, [makeBroken, message]] of Object.entries(broken)) {
    test(name, () => {
      calls = 0;
      assert.throws(() => checkEnv(makeBroken() as Env<unknown, unknown>), { code: 'invalidEnv', message });
    });
  }
});

test('info.cached and info.episode.t may differ from run to run', () => {
  checkEnv(
    stepping((result) => ({ ...result, info: { cached: calls++ % 2 === 0, episode: { r: 1, l: 2, t: calls } } })),
  );
});

test('a nondeterministic environment need not repeat', () => {
  const definition = {
    id: 'test/Dice-v0',
    nondeterministic: true,
    create: () => stepping((r) => ({ ...r, reward: calls++ })),
  };
  const spec = register(definition);
  checkEnv(
    Object.assign(
      stepping((result) => ({ ...result, reward: calls++ })),
      { spec, metadata: { renderModes: [] } },
    ),
  );
});

test('render modes are tried one by one through the registry', () => {
  const spec = register({
    id: 'test/Mute-v0',
    create: ({ renderMode }) =>
      Object.assign(new Counter({ renderMode: renderMode as string }), {
        metadata: { renderModes: ['ansi', 'svg'] },
        render: () => (renderMode === 'svg' ? 7 : 'text'),
      }) as unknown as Counter,
  });
  assert.throws(() => checkEnv(Object.assign(new Counter(), { spec, metadata: { renderModes: ['ansi', 'svg'] } })), {
    code: 'invalidEnv',
    message: /render\(\) in the mode "svg" must return a string, got 7/,
  });
});

test('actions are drawn from info.actionMask', () => {
  const seen = new Set<number>();
  const env = stepping((result) => ({ ...result, info: { actionMask: Uint8Array.of(0, 1, 0) } }));
  const step = env.step.bind(env);
  env.step = (action) => {
    if (action === 1) seen.add(action);
    return step(action);
  };
  checkEnv(env);
  assert.deepEqual([...seen], [1]);
  assert.ok(env.actionSpace instanceof Space);
});
