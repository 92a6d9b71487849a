/** The assignment of a request: the one it gives, or the one its policy chooses. */
import { badRequest } from '../../src/errors.js';
import { balancedAssignment } from './balanced-assignment.js';
import { byKind, greedily, onCim, onNpu } from './baselines.js';
import { canRun, onMacros } from './cim-device.js';
import { byEarliestFinish } from './earliest-finish.js';
import { type LayerTimes, layerTimes } from './layer-times.js';
import { planOf } from './plan.js';
import { pricedAssignments } from './priced-assignment.js';
import type { Run } from './schedule.js';
import type { Assignment, ScheduleName, SystemRequest, Work } from './types.js';

/** Rounds of changes that `optimal` tries at most. */
const MOST_ROUNDS = 4;
/** Layers that the macros can run, up to which `optimal` tries every assignment: at most 2^12 runs. */
const EXHAUSTIVE = 12;
/** Up to which it tries to move any two layers together. */
const FEW = 16;

/** Runs an assignment under a schedule; default: that of the request. */
type RunAssignment = (assignment: Assignment, schedule?: ScheduleName) => Run;

export function assign(request: SystemRequest, spilled: readonly number[], run: RunAssignment): Assignment {
  const { system, work, assignment } = request;
  if (typeof assignment !== 'string') return checked(request, assignment);
  const chosen = byPolicy(request, spilled, run);
  if (!request.splitOutputChannels || request.schedule !== 'parallel') return chosen;
  return split(request, layerTimes(system, work, spilled), chosen, run);
}

function byPolicy(request: SystemRequest, spilled: readonly number[], run: RunAssignment): Assignment {
  const { system, work, assignment: policy } = request;
  switch (policy) {
    case 'cim-only':
      return onCim(system, work);
    case 'static':
      return byKind(system, work);
    case 'greedy':
      return greedily(system, work, layerTimes(system, work, spilled));
    case 'optimal':
      return optimal(request, spilled, layerTimes(system, work, spilled), run);
    default:
      return onNpu(work);
  }
}

/** Time that a request minimises; Infinity for a run that breaks a constraint. */
const timeOf = ({ plan, latencyNs, periodNs }: Run, { schedule }: SystemRequest): number =>
  plan.residence.violations.length > 0 ? Number.POSITIVE_INFINITY : schedule === 'pipelined' ? periodNs : latencyNs;

/**
 * Every assignment of few layers; else the best of the policies and of what suits the schedule, improved by changes of
 * one or two layers while they help.
 */
function optimal(
  request: SystemRequest,
  spilled: readonly number[],
  times: readonly LayerTimes[],
  run: RunAssignment,
): Assignment {
  const time = (assignment: Assignment): number => timeOf(run(assignment), request);
  const able = times.flatMap((each, i) => (each.able ? [i] : []));
  if (able.length <= EXHAUSTIVE) return fastest(timed(subsets(request.work.length, able), time)).assignment;
  const tried = [...timed(candidates(request, spilled, times), time)];
  if (request.schedule !== 'sequential') {
    // No assignment is slower side by side or as a stream than one layer after the other: the best there is a bar here.
    const oneByOne = { ...request, schedule: 'sequential' } as const;
    const best = optimal(oneByOne, spilled, times, (assignment) => run(assignment, 'sequential'));
    tried.push({ assignment: best, ns: time(best) });
  }
  const starts = able.length <= FEW ? tried : [fastest(tried)];
  return fastest(starts.map((start) => improved(start, able, time))).assignment;
}

interface Timed {
  readonly assignment: Assignment;
  readonly ns: number;
}

function* timed(assignments: Iterable<Assignment>, time: (assignment: Assignment) => number): Generator<Timed> {
  for (const assignment of assignments) yield { assignment, ns: time(assignment) };
}

/** The first of the fastest. */
function fastest(assignments: Iterable<Timed>): Timed {
  let best: Timed | undefined;
  for (const one of assignments) if (best === undefined || one.ns < best.ns) best = one;
  return best as Timed;
}

/** Every choice of layers for the macros, from none to all of `able`. */
function* subsets(layers: number, able: readonly number[]): Generator<Assignment> {
  for (let set = 0; set < 2 ** able.length; set++) {
    const assignment = new Array<number>(layers).fill(0);
    for (const [bit, layer] of able.entries()) assignment[layer] = (set >> bit) & 1;
    yield assignment;
  }
}

function candidates(
  { system, work, schedule, residency }: SystemRequest,
  spilled: readonly number[],
  times: readonly LayerTimes[],
): Iterable<Assignment> {
  const all = [onNpu(work), byKind(system, work), greedily(system, work, times), onCim(system, work)];
  all.push(...pricedAssignments(system, work, times), ...pricedAssignments(system, work, times.map(residentAlone)));
  if (schedule === 'parallel') all.push(byEarliestFinish(system, work, times));
  if (schedule === 'pipelined') {
    const { tasks } = planOf(system, work, spilled, onCim(system, work), residency);
    const resident = new Array<boolean>(work.length).fill(false);
    for (const task of tasks) if (task.device === 'cim') resident[task.layer] = task.resident;
    all.push(balancedAssignment(system, work, times, resident));
  }
  return new Map(all.map((each) => [each.join(), each])).values();
}

/** As if no weights could be written for each frame: what then suits the macros leaves none of them free. */
const residentAlone = (time: LayerTimes): LayerTimes => ({ ...time, reloadedNs: () => Number.POSITIVE_INFINITY });

/**
 * Moves single layers and neighbours to the other device, and exchanges pairs of few layers, while that helps: until no
 * move has helped since the last one that did.
 */
function improved(start: Timed, able: readonly number[], time: (assignment: Assignment) => number): Timed {
  let best = start;
  const moves = movesOf(able);
  let idle = 0;
  for (let tried = 0; idle < moves.length && tried < MOST_ROUNDS * moves.length; tried++, idle++) {
    const assignment = [...best.assignment];
    for (const layer of moves[tried % moves.length] as Move) assignment[layer] = 1 - (assignment[layer] as number);
    const ns = time(assignment);
    if (ns >= best.ns) continue;
    best = { assignment, ns };
    idle = -1;
  }
  return best;
}

/** Layers that change their device together. */
type Move = readonly number[];

/** Each layer alone, and with the next one; of few layers each with every later one. */
function movesOf(able: readonly number[]): Move[] {
  const together = able.length <= FEW ? able.length : 1;
  return able.flatMap((layer, position) => [
    [layer],
    ...able.slice(position + 1, position + 1 + together).map((other) => [layer, other]),
  ]);
}

/**
 * Splits layers that both devices can run so that both take equally long, in whole column tiles of the macros, where the
 * network then ends earlier.
 */
function split(
  request: SystemRequest,
  times: readonly LayerTimes[],
  start: Assignment,
  run: RunAssignment,
): Assignment {
  const { system, work } = request;
  let best = start;
  let least = timeOf(run(start), request);
  for (const layer of work) {
    const time = times[layer.index] as LayerTimes;
    const { cim } = system;
    if (!time.able || cim === undefined || layer.product?.needs !== 'none') continue;
    const cimNs = Math.min(time.residentNs, time.reloadedNs(cim.macros));
    const share = wholeTiles(layer, time.npuNs / (time.npuNs + cimNs), onMacros(cim, layer).columnTiles);
    if (share <= 0 || share >= 1) continue;
    const changed = best.map((before, i) => (i === layer.index ? share : before));
    const ns = timeOf(run(changed), request);
    if (ns >= least) continue;
    least = ns;
    best = changed;
  }
  return best;
}

/** The share nearest to `share` that fills column tiles and is a whole number of channels. */
function wholeTiles({ product }: Work, share: number, columnTiles: number): number {
  const channels = product?.layer.outChannels ?? 1;
  const perTile = Math.ceil(channels / columnTiles);
  return (Math.round((share * channels) / perTile) * perTile) / channels;
}

function checked({ system, work }: SystemRequest, assignment: Assignment): Assignment {
  if (assignment.length !== work.length) {
    throw badRequest('/assignment', `one entry per layer: the network has ${work.length}, not ${assignment.length}`);
  }
  for (const layer of work) {
    const share = assignment[layer.index] as number;
    if (!(share >= 0 && share <= 1)) {
      throw badRequest(`/assignment/${layer.index}`, `the share on the macros is from 0 to 1, not ${share}`);
    }
    if (share === 0 || canRun(system.cim, layer)) continue;
    throw badRequest(
      `/assignment/${layer.index}`,
      `the macros cannot run layer ${layer.index} (${layer.name}): assign it to the npu`,
    );
  }
  return assignment;
}
