/** Real-coded variation of NSGA-II in unit coordinates; discrete parameters by their cells. */
import type { DesignSpace } from '../../src/design/design-space.js';
import { type Mask, nearestAllowed } from '../../src/design/mask.js';
import type { Design, ParameterValue } from '../../src/design/parameter.js';
import type { RealStep } from '../../src/design/variation.js';
import type { RandomStream } from '../../src/stats/random.js';

/** Distribution indices of Deb et al. 2002, section VI: the larger, the closer children stay to their parents. */
const CROSSOVER_ETA = 15;
const MUTATION_ETA = 20;

/**
 * One child by simulated binary crossover (Deb & Agrawal 1995, equations 9-11): each ordered parameter with 0.5 at
 * ((1 + b) x1 + (1 - b) x2)/2 with the spread factor b, clipped to the range; all others, and categoricals, from either
 * parent. What matters in one parent only comes from that one, what matters in neither is drawn, and values that the mask
 * forbids move to the nearest allowed ones.
 */
export function simulatedBinaryCrossover(
  space: DesignSpace,
  a: Design,
  b: Design,
  random: RandomStream,
  mask?: Mask,
): Design {
  return space.build((i, allowed) => {
    const name = space.names[i] as string;
    const [first, second] = random.uniform() < 0.5 ? [a, b] : [b, a];
    const values = [first, second].filter((parent) => space.isActive(parent, i)).map((parent) => parent[name]);
    const value = blend(space, i, values as ParameterValue[], random);
    if (allowed === undefined) return value;
    return space.valueAt(i, nearestAllowed(allowed, space.indexOfValue(i, value)));
  }, mask);
}

function blend(
  space: DesignSpace,
  i: number,
  [first, second]: readonly ParameterValue[],
  random: RandomStream,
): ParameterValue {
  if (first === undefined) return space.valueAtUnit(i, random.uniform());
  if (second === undefined || !space.isOrdered(i) || random.uniform() < 0.5) return first;
  const u = random.uniform();
  const spread = (u < 0.5 ? 2 * u : 1 / (2 * (1 - u))) ** (1 / (CROSSOVER_ETA + 1));
  return space.valueAtUnit(
    i,
    0.5 * ((1 + spread) * space.unitOfValue(i, first) + (1 - spread) * space.unitOfValue(i, second)),
  );
}

/** Polynomial mutation (Deb & Goyal 1996): a step in units of the whole range. */
export const polynomialStep: RealStep = (u, random) => {
  const draw = random.uniform();
  const power = 1 / (MUTATION_ETA + 1);
  return u + (draw < 0.5 ? (2 * draw) ** power - 1 : 1 - (2 * (1 - draw)) ** power);
};
