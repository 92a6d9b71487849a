import { badRequest, CogymError } from '../../src/errors.js';
import {
  defineEnv,
  Env,
  onlyRenderMode,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from '../../src/gym/index.js';
import { Box, Discrete } from '../../src/spaces/index.js';

/** Cart position (m), its velocity (m/s), angle of the pole from upright (rad), its velocity (rad/s). */
export type CartPoleState = readonly [x: number, velocity: number, angle: number, angularVelocity: number];

export interface CartPoleTransition {
  readonly nextState: CartPoleState;
  readonly reward: number;
  readonly terminated: boolean;
}

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = 1 + POLE_MASS;
const HALF_LENGTH = 0.5;
const FORCE = 10;
/** Seconds a step. */
const TAU = 0.02;
const POSITION_LIMIT = 2.4;
const ANGLE_LIMIT = (12 * Math.PI) / 180;
const RENDER_MODES = ['ansi'] as const;

/**
 * One Euler step of the cart and its pole (Barto, Sutton & Anderson 1983, as in Gymnasium 1.4 CartPole-v1): all four
 * states advance with the old derivatives.
 * @param action 0 pushes left, 1 right, with 10 N
 */
export function cartPoleStep([x, velocity, angle, angularVelocity]: CartPoleState, action: number): CartPoleTransition {
  const force = action === 1 ? FORCE : -FORCE;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const push = (force + POLE_MASS * HALF_LENGTH * angularVelocity ** 2 * sin) / TOTAL_MASS;
  const angularAcceleration =
    (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * cos ** 2) / TOTAL_MASS));
  const acceleration = push - (POLE_MASS * HALF_LENGTH * angularAcceleration * cos) / TOTAL_MASS;
  const nextX = x + TAU * velocity;
  const nextAngle = angle + TAU * angularVelocity;
  return {
    nextState: [nextX, velocity + TAU * acceleration, nextAngle, angularVelocity + TAU * angularAcceleration],
    reward: 1,
    terminated: Math.abs(nextX) > POSITION_LIMIT || Math.abs(nextAngle) > ANGLE_LIMIT,
  };
}

/**
 * Balance a pole on a cart.
 *
 * | | |
 * | --- | --- |
 * | action | `Discrete(2)`: 0 push left, 1 push right |
 * | observation | `Box(4)` float32: x +-4.8 m, velocity, angle +-0.418 rad, angular velocity |
 * | reward | 1 a step, the ending one too |
 * | start | each state uniform in +-0.05, or between the reset options `low` and `high` |
 * | end | terminated at abs(x) > 2.4 m or abs(angle) > 12 degrees; truncated after 500 steps; solved at 475 |
 */
export class CartPole extends Env<Float32Array, number> {
  readonly observationSpace = new Box(
    [-2 * POSITION_LIMIT, Number.NEGATIVE_INFINITY, -2 * ANGLE_LIMIT, Number.NEGATIVE_INFINITY],
    [2 * POSITION_LIMIT, Number.POSITIVE_INFINITY, 2 * ANGLE_LIMIT, Number.POSITIVE_INFINITY],
  );
  readonly actionSpace = new Discrete(2);
  override readonly metadata = { renderModes: RENDER_MODES, renderFps: 50 };
  override readonly renderMode: string | undefined;
  #state: CartPoleState | undefined;
  #over = false;

  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super();
    this.renderMode = onlyRenderMode(kwargs, RENDER_MODES);
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const [low, high] = startBounds(options?.options);
    const info = this.seedEpisode(options);
    const draw = () => low + (high - low) * this.random.uniform();
    this.#state = [draw(), draw(), draw(), draw()];
    this.#over = false;
    return { observation: Float32Array.from(this.#state), info };
  }

  override step(action: number): StepResult<Float32Array> {
    this.actionSpace.check(action, '/action');
    if (this.#state === undefined || this.#over) {
      throw new CogymError(
        'resetNeeded',
        `the episode ${this.#over ? 'is over' : 'has not begun'}; call reset() first`,
      );
    }
    const { nextState, reward, terminated } = cartPoleStep(this.#state, action);
    this.#state = nextState;
    this.#over = terminated;
    const observation = new Float32Array(4);
    for (let i = 0; i < 4; i++) observation[i] = nextState[i] as number;
    return { observation, reward, terminated, truncated: false, info: {} };
  }

  /** A track from -2.4 m to 2.4 m with the cart, the tip of the pole above it, and the state in figures. */
  override render(): string | undefined {
    if (this.renderMode === undefined || this.#state === undefined) return undefined;
    const [x, velocity, angle, angularVelocity] = this.#state;
    const column = (position: number) =>
      Math.round(Math.min(1, Math.max(0, position / (2 * POSITION_LIMIT) + 0.5)) * 48);
    const mark = (at: number, sign: string, fill: string) => fill.repeat(at) + sign + fill.repeat(48 - at);
    const lean = Math.abs(angle) < 0.02 ? '|' : angle > 0 ? '/' : '\\';
    const figures = `x ${x.toFixed(3)} m, ${velocity.toFixed(3)} m/s; angle ${angle.toFixed(3)} rad, ${angularVelocity.toFixed(3)} rad/s`;
    return [mark(column(x + 2 * HALF_LENGTH * Math.sin(angle)), lean, ' '), mark(column(x), '#', '-'), figures].join(
      '\n',
    );
  }
}

/** The range of the start: +-0.05, or the reset options `low` and `high`. */
function startBounds(options: Readonly<Record<string, unknown>> = {}): [number, number] {
  const { low = -0.05, high = 0.05 } = options;
  for (const [name, value] of Object.entries({ low, high })) {
    if (typeof value !== 'number' || !(Math.abs(value) <= POSITION_LIMIT)) {
      throw badRequest(
        `/options/${name}`,
        `${name} is a number from -${POSITION_LIMIT} to ${POSITION_LIMIT}, not ${String(value)}`,
      );
    }
  }
  if ((low as number) > (high as number))
    throw badRequest('/options/low', `low is at most high, got ${low} and ${high}`);
  return [low as number, high as number];
}

export default defineEnv({
  id: 'CartPole-v1',
  summary: 'Balance a pole on a cart that is pushed left or right (classic control)',
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
  create: (kwargs) => new CartPole(kwargs),
});
