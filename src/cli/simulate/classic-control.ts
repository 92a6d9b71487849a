/** `cogym simulate classic-control`: one step of a classic environment from a given state. */
import { cartPoleStep } from '../../../envs/classic/cart-pole.js';
import { pendulumStep } from '../../../envs/classic/pendulum.js';
import { badRequest } from '../../errors.js';
import { describe } from '../../spaces/json.js';
import type { SimulateHandler } from '../simulate.js';

const environments: Readonly<Record<string, (state: unknown, action: unknown) => unknown>> = {
  'CartPole-v1': (state, action) => {
    if (action !== 0 && action !== 1) throw badRequest('/action', `the action is 0 or 1, not ${describe(action)}`);
    const [x, velocity, angle, angularVelocity] = numbers(state, 4);
    return cartPoleStep([x, velocity, angle, angularVelocity] as [number, number, number, number], action);
  },
  'Pendulum-v1': (state, action) => {
    const torque = Array.isArray(action) && action.length === 1 ? action[0] : action;
    if (!Number.isFinite(torque)) throw badRequest('/action', `the action is a torque in N m, not ${describe(action)}`);
    const [angle, angularVelocity] = numbers(state, 2);
    return pendulumStep([angle, angularVelocity] as [number, number], torque as number);
  },
};

const fields = ['environment', 'state', 'action'];

/** `{environment, state, action}` -> `{nextState, reward, terminated}`; the angle of the state is not wrapped. */
export const handler: SimulateHandler = (request) => {
  const stranger = Object.keys(request).find((field) => !fields.includes(field));
  if (stranger !== undefined)
    throw badRequest(`/${stranger}`, `unknown field ${describe(stranger)}; allowed: ${fields.join(', ')}`);
  const { environment, state, action } = request;
  if (typeof environment !== 'string' || !Object.hasOwn(environments, environment)) {
    const known = Object.keys(environments).join(' or ');
    throw badRequest('/environment', `the environment is ${known}, not ${describe(environment)}`);
  }
  return (environments[environment] as (state: unknown, action: unknown) => unknown)(state, action);
};

/** A state beyond this overflows in a step; no episode comes near it. */
const LARGEST = 1e100;

function numbers(value: unknown, length: number): readonly number[] {
  if (!Array.isArray(value) || value.length !== length) {
    throw badRequest('/state', `the state is an array of ${length} numbers, not ${describe(value)}`);
  }
  const wrong = value.findIndex((item) => !(typeof item === 'number' && Math.abs(item) <= LARGEST));
  if (wrong >= 0) {
    throw badRequest(
      `/state/${wrong}`,
      `component ${wrong} of the state is a number within +-${LARGEST}, not ${describe(value[wrong])}`,
    );
  }
  return value as number[];
}
