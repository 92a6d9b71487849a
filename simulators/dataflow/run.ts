/** Walks over the steps of a mapping, level by level, and sums cycles and traffic. */
import { countOutputs, type OutputCounts } from './egress.js';
import { ingress, NOTHING_CHANGED } from './ingress.js';
import { type Level, MAX_DIMENSIONS } from './level.js';
import { fillStates } from './states.js';

/** What of the array and of the mode the walk depends on. */
export interface Machine {
  readonly latency: number;
  /** Elements a cycle. */
  readonly bandwidth: number;
  readonly lanes: number;
  readonly corrected: boolean;
  /** Elements a cycle across the chip's edge; bounds each step in mode `maestro`. */
  readonly offchipBandwidth: number;
}

/** Sums of the top-level run. */
export interface Traffic {
  cycles: number;
  averageActive: number;
  inputReads: number;
  weightReads: number;
  outputWrites: number;
  partialSums: number;
  /** Elements of the shared buffer, double-buffered. */
  requiredInput: number;
  requiredWeight: number;
  requiredOutput: number;
}

/** Numbers the evaluations, so that the runs cached in a level are told from those of an earlier evaluation. */
let evaluation = 0;
const traffic: Traffic = {
  cycles: 0,
  averageActive: 0,
  inputReads: 0,
  weightReads: 0,
  outputWrites: 0,
  partialSums: 0,
  requiredInput: 0,
  requiredWeight: 0,
  requiredOutput: 0,
};

/**
 * Runs a completed mapping (MAESTRO commit 4eb08d17).
 * @param levels outermost first; those beyond `count` are ignored
 * @returns sums that are overwritten by the next call
 */
export function runMapping(levels: readonly Level[], count: number, machine: Machine): Readonly<Traffic> {
  evaluation++;
  traffic.inputReads = traffic.weightReads = traffic.outputWrites = traffic.partialSums = 0;
  const top = levels[0] as Level;
  for (let p = 0; p < top.count; p++) top.handed[top.dimension[p] as number] = top.extent[p] as number;
  runLevel(levels, count, 0, 0, machine);
  traffic.cycles = top.runCycles[0] as number;
  traffic.averageActive = top.runActive[0] as number;
  return traffic;
}

/** One scratch record for each depth: a level's counts are read again after its sub-runs. */
const countsOf: readonly OutputCounts[] = Array.from({ length: MAX_DIMENSIONS }, () => ({
  egress: 0,
  critical: 0,
  partialSums: 0,
}));
/** Result of `computeStep` beside its return value: sub-units at work, on average. */
let activeUnits = 0;

/** Runs a level over the extents in its `handed`; leaves cycles and average active PEs under `key`. */
function runLevel(levels: readonly Level[], count: number, depth: number, key: number, machine: Machine): void {
  const level = levels[depth] as Level;
  const counts = countsOf[depth] as OutputCounts;
  const { corrected } = machine;
  const top = depth === 0;
  fillStates(level);
  const { multiMask, edgeMask, edgeOnlyMask, steps } = level;
  const residency = corrected ? level.outputMask & multiMask : 0;
  const innermostOutput = residency === 0 ? -1 : 31 - Math.clz32(residency);
  // Reduction maps inside the innermost moving output map: the tile stays in the array until their last state.
  const reduction = corrected ? multiMask & ~level.outputMask & ~((1 << (innermostOutput + 1)) - 1) : 0;
  let cycles = 0;
  let occurrences = 0;
  let activeSum = 0;
  let offchipBound = 0;

  let edges = 0;
  do {
    const atEdge = edges | edgeOnlyMask;
    countOutputs(level, atEdge, counts);
    const { egress, critical } = counts;
    const works = critical > 0;
    const compute = works ? computeStep(levels, count, depth, atEdge, critical, machine) : 0;
    const active = activeUnits;
    const egressTime = machine.latency + Math.ceil(egress / machine.bandwidth) - 1;

    if (edges === 0) {
      const input = ingress(level, level.inputMask, level.inputSpatial, NOTHING_CHANGED, atEdge);
      const weight = ingress(level, level.weightMask, level.weightSpatial, NOTHING_CHANGED, atEdge);
      const leaves = reduction === 0 ? 1 : 0;
      if (top) {
        traffic.requiredInput = 2 * input;
        traffic.requiredWeight = 2 * weight;
        traffic.requiredOutput = 2 * egress;
        if (!corrected) offchipBound = stepBound(machine.offchipBandwidth);
        if (works || !corrected) traffic.outputWrites += leaves * egress;
      }
      if (works) {
        const base = compute + machine.latency + Math.ceil((input + weight) / machine.bandwidth) - 1;
        const delay = corrected && leaves === 1 ? Math.max(base, egressTime) : base;
        cycles += Math.max(delay, offchipBound);
        occurrences++;
        activeSum += active;
        if (top) {
          traffic.inputReads += input;
          traffic.weightReads += weight;
          traffic.partialSums += counts.partialSums;
        }
      }
    }

    // The map that moved is the innermost one at edge, or a map inside all those at edge that makes a steady step.
    const innermostEdge = edges === 0 ? -1 : 31 - Math.clz32(edges);
    let outerCount = 1;
    let outerLeaving = 1;
    for (let p = 0; p < level.count; p++) {
      const bit = 1 << p;
      const stepCount = steps[p] as number;
      const reduces = (reduction & bit) !== 0;
      // A reduction map lets the tile go in its last state alone: E where it has one, else the last of its steps.
      const last = (edgeMask & bit) === 0 ? 1 : 0;
      if (p === innermostEdge || (p > innermostEdge && stepCount > 0)) {
        const own = p === innermostEdge ? 1 : stepCount;
        const occurrence = outerCount * own;
        const staysInside = reduction >> (p + 1) !== 0;
        const leaving = staysInside ? 0 : outerLeaving * (reduces && p !== innermostEdge ? last : own);
        if (top && (works || !corrected)) traffic.outputWrites += (corrected ? leaving : occurrence) * egress;
        if (works) {
          const input = ingress(level, level.inputMask, level.inputSpatial, p, atEdge);
          const weight = ingress(level, level.weightMask, level.weightSpatial, p, atEdge);
          const ingressTime = machine.latency + Math.ceil((input + weight) / machine.bandwidth) - 1;
          const base = Math.max(compute, ingressTime, offchipBound);
          const delay = Math.max(base, egressTime);
          cycles += corrected ? leaving * delay + (occurrence - leaving) * base : occurrence * delay;
          occurrences += occurrence;
          activeSum += occurrence * active;
          if (top) {
            traffic.inputReads += occurrence * input;
            traffic.weightReads += occurrence * weight;
            traffic.partialSums += occurrence * counts.partialSums;
          }
        }
      }
      if ((edges & bit) === 0) {
        outerCount *= 1 + stepCount;
        outerLeaving *= reduces ? last : 1 + stepCount;
      }
    }
    edges = (edges - edgeMask) & edgeMask;
  } while (edges !== 0);

  level.runStamp[key] = evaluation;
  level.runCycles[key] = cycles;
  level.runActive[key] = occurrences === 0 ? 0 : activeSum / occurrences;
}

/** Least cycles of a step in mode `maestro`: the halved double buffer over the chip's edge. */
function stepBound(offchipBandwidth: number): number {
  const inward = Math.trunc(Math.trunc((traffic.requiredInput + traffic.requiredWeight) / offchipBandwidth) / 2);
  return Math.max(inward, Math.trunc(Math.trunc(traffic.requiredOutput / offchipBandwidth) / 2));
}

/** Cycles of the arithmetic of one step; sets `activeUnits`. */
function computeStep(
  levels: readonly Level[],
  count: number,
  depth: number,
  edges: number,
  critical: number,
  machine: Machine,
): number {
  const level = levels[depth] as Level;
  const { firstSpatial, edgeUnits } = level;
  const atEdge = (edges & (1 << firstSpatial)) !== 0;
  const units = atEdge ? edgeUnits : level.units;
  if (depth === count - 1) {
    activeUnits = units;
    return Math.ceil(critical / machine.lanes);
  }
  const ragged = atEdge && level.ragged[firstSpatial] !== 0;
  const inner = levels[depth + 1] as Level;
  const whole = ragged ? edgeUnits - 1 : units;
  let cycles = 0;
  let active = 0;
  if (ragged) {
    const key = subRun(levels, count, depth, edges, true, machine);
    cycles = inner.runCycles[key] as number;
    active = inner.runActive[key] as number;
  }
  if (whole > 0) {
    const key = subRun(levels, count, depth, edges, false, machine);
    cycles = Math.max(cycles, inner.runCycles[key] as number);
    active += whole * (inner.runActive[key] as number);
  }
  activeUnits = active === 0 ? units : active;
  // Inner tables are those of whole tiles. Where an edge tile fits them so badly that work is lost, no PE does more for it.
  return machine.corrected ? Math.max(cycles, Math.ceil(critical / (level.unitPes * machine.lanes))) : cycles;
}

/** Runs one kind of sub-unit of `depth`, unless this evaluation has; returns the key of its results in the inner level. */
function subRun(
  levels: readonly Level[],
  count: number,
  depth: number,
  edges: number,
  ragged: boolean,
  machine: Machine,
): number {
  const level = levels[depth] as Level;
  const inner = levels[depth + 1] as Level;
  const smaller = ragged || level.edgeUnits === 1 ? edges : edges & ~level.spatialMask;
  let key = 0;
  for (let p = 0; p < level.count; p++) if ((smaller & (1 << p)) !== 0) key |= 1 << (level.dimension[p] as number);
  if (inner.runStamp[key] === evaluation) return key;
  for (let p = 0; p < level.count; p++) {
    const handed = ((smaller & (1 << p)) !== 0 ? level.edgeTile[p] : level.tile[p]) as number;
    inner.handed[level.dimension[p] as number] = handed;
  }
  runLevel(levels, count, depth + 1, key, machine);
  return key;
}
