/**
 * What makes a set of sub-accelerators structurally valid: PEs and NoC bandwidth are shared out of fixed sums.
 * Masks for sequential agents, the constraint for one-step agents, the repair, and the count of valid designs.
 */
import type { Violation } from '../../src/design/evaluation.js';
import { exceed } from '../../src/design/evaluation.js';
import type { Design, Parameter, ParameterValue } from '../../src/design/parameter.js';
import { categorical, integer } from '../../src/design/parameter.js';

/** PEs of all sub-accelerators together. */
export const PE_SUM = 4096;
export const PE_STEP = 32;
/** NoC bandwidth of all sub-accelerators that have PEs, elements a cycle. */
export const BANDWIDTH_SUM = 64;
export const BANDWIDTH_STEP = 8;

const PE_VALUES = PE_SUM / PE_STEP + 1;
const BANDWIDTH_VALUES = BANDWIDTH_SUM / BANDWIDTH_STEP;

const field = (accelerator: number, what: string): string => `acc${accelerator}.${what}`;

/** `sum` shared equally among `count`, rounded down to the step, and never more than half of it. */
const share = (sum: number, step: number, count: number): number => Math.floor(sum / Math.max(2, count) / step) * step;

/** One sub-accelerator as the design says it; `nocBandwidth` means nothing when `pes` is 0. */
export interface SubAccelerator {
  readonly template: string;
  readonly pes: number;
  readonly nocBandwidth: number;
}

/** Template, PEs and NoC bandwidth of sub-accelerators 1..count, in that order. */
export function acceleratorParameters(count: number, templates: readonly string[]): Parameter[] {
  const group = 'hardware';
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((i) => [
    categorical(field(i, 'template'), templates, { group, description: `dataflow template of sub-accelerator ${i}` }),
    integer(field(i, 'pes'), 0, PE_SUM, {
      step: PE_STEP,
      group,
      default: share(PE_SUM, PE_STEP, count),
      description: `processing elements of sub-accelerator ${i} (0: it does not exist); in sum at most ${PE_SUM}`,
    }),
    integer(field(i, 'nocBandwidth'), BANDWIDTH_STEP, BANDWIDTH_SUM, {
      step: BANDWIDTH_STEP,
      group,
      unit: 'elements/cycle',
      default: share(BANDWIDTH_SUM, BANDWIDTH_STEP, count),
      activeWhen: { parameter: field(i, 'pes'), atLeast: PE_STEP },
      description: `NoC bandwidth of sub-accelerator ${i}; in sum at most ${BANDWIDTH_SUM}`,
    }),
  ]);
}

/** The sub-accelerators of a design, numbered from 1 in the design and from 0 here. */
export function acceleratorsOf(design: Design, count: number): SubAccelerator[] {
  return Array.from({ length: count }, (_, index) => ({
    template: design[field(index + 1, 'template')] as string,
    pes: design[field(index + 1, 'pes')] as number,
    nocBandwidth: design[field(index + 1, 'nocBandwidth')] as number,
  }));
}

/** The sums that a design exceeds; empty for a structurally valid one. */
export function structuralViolations(accelerators: readonly SubAccelerator[]): Violation[] {
  const pes = accelerators.reduce((sum, part) => sum + part.pes, 0);
  const bandwidth = accelerators.reduce((sum, part) => sum + (part.pes > 0 ? part.nocBandwidth : 0), 0);
  if (pes === 0) return [{ name: 'noPes', value: 0, limit: PE_STEP, excess: 1 }];
  return [...exceed('peSum', pes, PE_SUM), ...exceed('nocBandwidthSum', bandwidth, BANDWIDTH_SUM)];
}

/**
 * Masks of the sub-accelerators' parameters, given any subset of them: what keeps a valid completion possible.
 * A bandwidth of 8 is held back for each part still open that could get PEs.
 */
export function acceleratorMasks(partial: Partial<Design>, count: number, templates: number): Uint8Array[] {
  const pes = Array.from({ length: count }, (_, i) => partial[field(i + 1, 'pes')] as number | undefined);
  const bandwidth = Array.from(
    { length: count },
    (_, i) => partial[field(i + 1, 'nocBandwidth')] as number | undefined,
  );
  const masks: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    let fixedPes = 0;
    let fixedBandwidth = 0;
    let activeOpen = 0;
    let undecided = 0;
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const [p, b] = [pes[j], bandwidth[j]];
      if (p === undefined) undecided++;
      else fixedPes += p;
      if (p !== undefined && p > 0) {
        if (b === undefined) activeOpen++;
        else fixedBandwidth += b;
      }
    }
    const freeBandwidth = BANDWIDTH_SUM - fixedBandwidth - BANDWIDTH_STEP * activeOpen;
    const own = Math.max(bandwidth[i] ?? BANDWIDTH_STEP, BANDWIDTH_STEP);
    const mostPes = own <= freeBandwidth ? PE_SUM - fixedPes : 0;
    const mustExist = fixedPes === 0 && undecided === 0;

    const peMask = new Uint8Array(PE_VALUES).fill(1, 0, Math.max(0, mostPes) / PE_STEP + 1);
    if (mustExist) peMask[0] = 0;

    const ownPes = pes[i] ?? PE_STEP;
    const mayGetPes = Math.min(undecided, Math.floor((PE_SUM - fixedPes - ownPes) / PE_STEP));
    const mostBandwidth = freeBandwidth - BANDWIDTH_STEP * Math.max(0, mayGetPes);
    const bandwidthMask = new Uint8Array(BANDWIDTH_VALUES).fill(1, 0, Math.max(1, mostBandwidth / BANDWIDTH_STEP));

    masks.push(new Uint8Array(templates).fill(1), peMask, bandwidthMask);
  }
  return masks;
}

/**
 * PEs (bandwidths) that exceed their sum are multiplied by limit/sum and rounded down to the step. A part that keeps
 * PEs keeps a bandwidth of at least one step, which the widest part gives up if the sum needs it.
 */
export function scaleToBudget(design: Design, count: number): Design {
  const parts = acceleratorsOf(design, count);
  const pes = scaled(
    parts.map((part) => part.pes),
    PE_SUM,
    PE_STEP,
  );
  if (!pes.some((value) => value > 0)) pes[0] = PE_STEP;
  const exists = (_: unknown, i: number): boolean => (pes[i] as number) > 0;
  const bandwidth = scaled(
    parts.filter(exists).map((part) => part.nocBandwidth),
    BANDWIDTH_SUM,
    BANDWIDTH_STEP,
  ).map((value) => Math.max(BANDWIDTH_STEP, value));
  while (bandwidth.reduce((sum, value) => sum + value, 0) > BANDWIDTH_SUM) {
    const widest = bandwidth.indexOf(Math.max(...bandwidth));
    bandwidth[widest] = (bandwidth[widest] as number) - BANDWIDTH_STEP;
  }
  const repaired: Record<string, ParameterValue> = { ...design };
  for (const [i, value] of pes.entries()) {
    repaired[field(i + 1, 'pes')] = value;
    if (value > 0) repaired[field(i + 1, 'nocBandwidth')] = bandwidth.shift() as number;
  }
  return repaired;
}

function scaled(values: readonly number[], limit: number, step: number): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum <= limit ? [...values] : values.map((value) => Math.floor((value * limit) / sum / step) * step);
}

/** PEs and bandwidth not yet given away, as fractions of their sums (0 when overdrawn), for the observation. */
export function remainingFractions(partial: Partial<Design>, count: number): [pes: number, bandwidth: number] {
  let [pes, bandwidth] = [PE_SUM, BANDWIDTH_SUM];
  for (let i = 1; i <= count; i++) {
    const given = partial[field(i, 'pes')] as number | undefined;
    pes -= given ?? 0;
    if (given !== undefined && given > 0) bandwidth -= (partial[field(i, 'nocBandwidth')] as number | undefined) ?? 0;
  }
  return [Math.max(0, pes / PE_SUM), Math.max(0, bandwidth / BANDWIDTH_SUM)];
}

/** Number of structurally valid choices of template, PEs and bandwidth for `count` sub-accelerators. */
export function countValid(count: number, templates: number): bigint {
  const peSteps = PE_SUM / PE_STEP;
  // Choosing which e parts exist, their PEs are e positive steps within the sum, their bandwidths likewise.
  let total = 0n;
  for (let existing = 1; existing <= Math.min(count, BANDWIDTH_VALUES); existing++) {
    total += binomial(count, existing) * binomial(peSteps, existing) * binomial(BANDWIDTH_VALUES, existing);
  }
  return total * BigInt(templates) ** BigInt(count);
}

/** Also the number of ways to choose k positive integers with a sum of at most n. */
function binomial(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}
