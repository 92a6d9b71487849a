/** Structural validity: which values of a parameter can still lead to a valid design. */
import { badRequest, CogymError } from '../errors.js';
import type { Design } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';

/**
 * Per parameter, in the space's order, a 0/1 array over its values: which can still lead to a valid design, given the
 * values fixed so far (a prefix of the parameters). An empty array allows everything: reals, and parameters without
 * a rule.
 */
export type Mask = (partial: Partial<Design>) => Uint8Array[];

/**
 * The values of parameter `i` that `mask` allows after `partial`; undefined when it allows all.
 * @throws CogymError `emptyMask` when it allows none: the problem should have masked that dead end earlier;
 *   `badRequest` when the array has another length than the parameter has values
 */
export function allowedValues(
  codec: ParameterCodec,
  i: number,
  partial: Partial<Design>,
  mask: Mask,
): Uint8Array | undefined {
  const allowed = mask(partial)[i];
  if (allowed === undefined || allowed.length === 0 || !Number.isFinite(codec.cardinality)) return undefined;
  const { name } = codec.parameter;
  if (allowed.length !== codec.cardinality) {
    throw badRequest(
      `/${name}`,
      `the mask of '${name}' has ${allowed.length} entries; give one for each of its ${codec.cardinality} values, or none`,
    );
  }
  const count = countAllowed(allowed);
  if (count === 0) {
    throw new CogymError(
      'emptyMask',
      `the mask allows no value of '${name}' after ${JSON.stringify(partial)}; mask this dead end at an earlier parameter`,
      `/${name}`,
    );
  }
  return count === allowed.length ? undefined : allowed;
}

/** Number of non-zero entries. */
export function countAllowed(allowed: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < allowed.length; k++) if (allowed[k] !== 0) count++;
  return count;
}

/** Index of the `rank`-th (from 0) non-zero entry; -1 when there are fewer. */
export function rankedAllowed(allowed: Uint8Array, rank: number): number {
  let left = rank;
  for (let k = 0; k < allowed.length; k++) {
    if (allowed[k] !== 0 && left-- === 0) return k;
  }
  return -1;
}

/** The allowed index nearest to `index`, the lower one on ties; -1 when nothing is allowed. */
export function nearestAllowed(allowed: Uint8Array, index: number): number {
  for (let distance = 0; distance < allowed.length; distance++) {
    if (index >= distance && allowed[index - distance] !== 0) return index - distance;
    if (index + distance < allowed.length && allowed[index + distance] !== 0) return index + distance;
  }
  return -1;
}

/** The next allowed index from `index` in `direction`; -1 when there is none. */
export function nextAllowed(
  allowed: Uint8Array | undefined,
  cardinality: number,
  index: number,
  direction: -1 | 1,
): number {
  for (let k = index + direction; k >= 0 && k < cardinality; k += direction) {
    if (allowed === undefined || allowed[k] !== 0) return k;
  }
  return -1;
}
