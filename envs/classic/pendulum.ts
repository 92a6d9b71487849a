import { badRequest, CogymError } from '../../src/errors.js';
import {
  defineEnv,
  Env,
  onlyRenderMode,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from '../../src/gym/index.js';
import { Box } from '../../src/spaces/index.js';

/** Angle from upright (rad), not wrapped, and its velocity (rad/s). */
export type PendulumState = readonly [angle: number, angularVelocity: number];

export interface PendulumTransition {
  readonly nextState: PendulumState;
  readonly reward: number;
  readonly terminated: false;
}

/** Seconds a step. */
const DT = 0.05;
const MAX_TORQUE = 2;
const MAX_SPEED = 8;
const RENDER_MODES = ['ansi'] as const;

/**
 * One step of a pendulum of 1 kg and 1 m under gravity 10 (Gymnasium 1.4 Pendulum-v1): semi-implicit Euler, the angle
 * advances with the new velocity. The reward is minus the cost of the state before the step.
 * @param torque N m, clipped to +-2
 */
export function pendulumStep([angle, angularVelocity]: PendulumState, torque: number): PendulumTransition {
  const u = clamp(torque, MAX_TORQUE);
  const cost = wrapAngle(angle) ** 2 + 0.1 * angularVelocity ** 2 + 0.001 * u ** 2;
  const nextVelocity = clamp(angularVelocity + (15 * Math.sin(angle) + 3 * u) * DT, MAX_SPEED);
  return { nextState: [angle + nextVelocity * DT, nextVelocity], reward: -cost, terminated: false };
}

/** `angle` in [-pi, pi), by a floored modulus. */
function wrapAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const shifted = angle + Math.PI;
  return shifted - turn * Math.floor(shifted / turn) - Math.PI;
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}

/**
 * Swing a pendulum up and hold it upright with little torque.
 *
 * | | |
 * | --- | --- |
 * | action | `Box(1)` float32: torque from -2 to 2 N m |
 * | observation | `Box(3)` float32: cos(angle), sin(angle), angular velocity +-8 rad/s |
 * | reward | -(angle^2 + 0.1 velocity^2 + 0.001 torque^2), the angle in [-pi, pi), before the step: -16.27 to 0 |
 * | start | angle uniform in +-pi, velocity in +-1, or in +- the reset options `xInit` and `yInit` |
 * | end | never terminated; truncated after 200 steps |
 */
export class Pendulum extends Env<Float32Array, Float32Array> {
  readonly observationSpace = new Box([-1, -1, -MAX_SPEED], [1, 1, MAX_SPEED]);
  readonly actionSpace = new Box(-MAX_TORQUE, MAX_TORQUE, [1]);
  override readonly metadata = { renderModes: RENDER_MODES, renderFps: 30 };
  override readonly renderMode: string | undefined;
  #state: PendulumState | undefined;

  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super();
    this.renderMode = onlyRenderMode(kwargs, RENDER_MODES);
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const angleRange = startRange(options?.options, 'xInit', Math.PI, Math.PI);
    const speedRange = startRange(options?.options, 'yInit', 1, MAX_SPEED);
    const info = this.seedEpisode(options);
    const draw = (range: number) => range * (2 * this.random.uniform() - 1);
    this.#state = [draw(angleRange), draw(speedRange)];
    return { observation: observe(this.#state), info };
  }

  override step(action: Float32Array): StepResult<Float32Array> {
    this.actionSpace.check(action, '/action');
    if (this.#state === undefined) {
      throw new CogymError('resetNeeded', 'the episode has not begun; call reset() first');
    }
    const { nextState, reward, terminated } = pendulumStep(this.#state, action[0] as number);
    this.#state = nextState;
    return { observation: observe(nextState), reward, terminated, truncated: false, info: {} };
  }

  /** Where the tip points (upright is `^`) and the state in figures. */
  override render(): string | undefined {
    if (this.renderMode === undefined || this.#state === undefined) return undefined;
    const [angle, angularVelocity] = this.#state;
    const turned = wrapAngle(angle);
    // Positive angles turn anticlockwise.
    const tips = ['^', '\\', '<', '/', 'v', '\\', '>', '/'];
    const tip = tips[(Math.round(turned / (Math.PI / 4)) + 8) % 8];
    return `${tip} angle ${turned.toFixed(3)} rad, ${angularVelocity.toFixed(3)} rad/s`;
  }
}

function observe([angle, angularVelocity]: PendulumState): Float32Array {
  const observation = new Float32Array(3);
  observation[0] = Math.cos(angle);
  observation[1] = Math.sin(angle);
  observation[2] = angularVelocity;
  return observation;
}

/** The reset option `name`, a number from 0 to `limit`. */
function startRange(
  options: Readonly<Record<string, unknown>> = {},
  name: string,
  normal: number,
  limit: number,
): number {
  const value = options[name] ?? normal;
  if (typeof value !== 'number' || !(value >= 0 && value <= limit)) {
    throw badRequest(`/options/${name}`, `${name} is a number from 0 to ${limit}, not ${String(value)}`);
  }
  return value;
}

export default defineEnv({
  id: 'Pendulum-v1',
  summary: 'Swing a pendulum up and hold it upright with a limited torque (classic control)',
  maxEpisodeSteps: 200,
  create: (kwargs) => new Pendulum(kwargs),
});
