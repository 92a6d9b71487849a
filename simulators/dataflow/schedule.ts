/** Several networks on several arrays: which layer starts when. */
import { badRequest } from '../../src/errors.js';

/**
 * Networks as chains of layers, and what each layer costs on each machine (sub-accelerator). Layers are numbered
 * through all chains; times and energies lie layer by layer: `times[layer * machines + machine]`.
 */
export interface Instance {
  /** Number of layers of each chain, in order. */
  readonly chains: readonly number[];
  readonly machines: number;
  /** Cycles, integers >= 0. */
  readonly times: ArrayLike<number>;
  /** Any unit, finite. */
  readonly energies: ArrayLike<number>;
  /**
   * Label of each layer: layers of one label are placed on one machine together. Default: each layer by itself. For
   * networks that repeat a cell, where single layers would make a mapping space of no use.
   */
  readonly groups?: ArrayLike<number>;
}

/** When each layer runs; arrays by layer. */
export interface Schedule {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly makespan: number;
}

/** Throws `badRequest` unless the instance is complete and finite. */
export function checkInstance({ chains, machines, times, energies, groups }: Instance): void {
  if (!Number.isInteger(machines) || machines < 1) throw badRequest('/machines', `machines is >= 1, not ${machines}`);
  let layers = 0;
  chains.forEach((length, chain) => {
    if (!Number.isInteger(length) || length < 0) {
      throw badRequest(`/chains/${chain}`, `a chain has an integer number of layers, not ${length}`);
    }
    layers += length;
  });
  const entries = layers * machines;
  checkNumbers(times, 'times', entries, 0);
  checkNumbers(energies, 'energies', entries, Number.NEGATIVE_INFINITY);
  if (groups !== undefined && groups.length !== layers) {
    throw badRequest('/groups', `groups holds a label for each of ${layers} layers, not ${groups.length}`);
  }
}

function checkNumbers(values: ArrayLike<number>, name: string, entries: number, low: number): void {
  if (values.length !== entries) {
    throw badRequest(`/${name}`, `${name} holds layers x machines = ${entries} numbers, not ${values.length}`);
  }
  for (let i = 0; i < entries; i++) {
    const value = values[i] as number;
    if (Number.isFinite(value) && value >= low) continue;
    throw badRequest(`/${name}/${i}`, `${name} are finite numbers${low === 0 ? ' >= 0' : ''}, not ${value}`);
  }
}

/** Throws `badRequest` unless `limit` is a number of cycles; Infinity means none. */
export function checkLimit(limit: number): void {
  if (typeof limit === 'number' && limit >= 0) return;
  throw badRequest('/limit', `limit is a number of cycles >= 0 or Infinity, not ${String(limit)}`);
}

/** Sum of the chains' lengths. */
export function layerCount({ chains }: Instance): number {
  return chains.reduce((sum, length) => sum + length, 0);
}

/** Energy of an assignment, summed in the order of the layers. */
export function energyOfAssignment(instance: Instance, assignment: ArrayLike<number>): number {
  let energy = 0;
  for (let i = 0; i < assignment.length; i++) {
    energy += instance.energies[i * instance.machines + (assignment[i] as number)] as number;
  }
  return energy;
}

/**
 * List scheduler of one instance: layers of a chain in order, one layer at a time on a machine, no pre-emption.
 *
 * Among the chains' next layers the one with the earliest possible start goes first; ties: the chain with more
 * remaining work, then the lower chain. O(layers x chains), no allocation a call.
 */
export class ListScheduler {
  /** First layer of each chain, and one past the last layer of all. */
  readonly #first: Int32Array;
  readonly #times: Float64Array;
  readonly #machines: number;
  /** Time of each layer on its machine. */
  readonly #duration: Float64Array;
  /** By chain: next layer, when it may start, work left. A finished chain is never ready. */
  readonly #next: Int32Array;
  readonly #ready: Float64Array;
  readonly #remaining: Float64Array;
  /** By machine. */
  readonly #free: Float64Array;

  constructor(instance: Instance) {
    const chains = instance.chains.length;
    this.#machines = instance.machines;
    this.#times = Float64Array.from(instance.times);
    this.#first = new Int32Array(chains + 1);
    for (let chain = 0; chain < chains; chain++) {
      this.#first[chain + 1] = (this.#first[chain] as number) + (instance.chains[chain] as number);
    }
    this.#duration = new Float64Array(this.#first[chains] as number);
    this.#next = new Int32Array(chains);
    this.#ready = new Float64Array(chains);
    this.#remaining = new Float64Array(chains);
    this.#free = new Float64Array(this.#machines);
  }

  /**
   * Makespan of an assignment (machine of each layer), or Infinity as soon as it is known to be at least `stopAt`.
   * @param start receives the start of each layer, where given; likewise `end`
   */
  makespan(
    assignment: Int32Array,
    stopAt = Number.POSITIVE_INFINITY,
    start?: Float64Array,
    end?: Float64Array,
  ): number {
    const first = this.#first;
    const duration = this.#duration;
    const next = this.#next;
    const ready = this.#ready;
    const remaining = this.#remaining;
    const free = this.#free;
    const chains = next.length;
    const layers = duration.length;
    this.#begin(assignment);
    let makespan = 0;
    for (let placed = 0; placed < layers; placed++) {
      let best = -1;
      let bestStart = Number.POSITIVE_INFINITY;
      for (let chain = 0; chain < chains; chain++) {
        const chainReady = ready[chain] as number;
        const machineFree = free[assignment[next[chain] as number] as number] as number;
        const possible = Math.max(chainReady, machineFree);
        if (possible > bestStart) continue;
        if (possible === bestStart && (best < 0 || (remaining[chain] as number) <= (remaining[best] as number)))
          continue;
        best = chain;
        bestStart = possible;
      }
      const left = remaining[best] as number;
      // What is left of the chain runs after this start.
      if (bestStart + left >= stopAt) return Number.POSITIVE_INFINITY;
      const layer = next[best] as number;
      const time = duration[layer] as number;
      const finish = bestStart + time;
      remaining[best] = left - time;
      free[assignment[layer] as number] = finish;
      if (layer + 1 < (first[best + 1] as number)) {
        next[best] = layer + 1;
        ready[best] = finish;
      } else ready[best] = Number.POSITIVE_INFINITY;
      if (start !== undefined) start[layer] = bestStart;
      if (end !== undefined) end[layer] = finish;
      if (finish > makespan) makespan = finish;
    }
    return makespan;
  }

  /** Nothing is placed yet. */
  #begin(assignment: Int32Array): void {
    const chains = this.#next.length;
    const machines = this.#machines;
    let layer = 0;
    for (let chain = 0; chain < chains; chain++) {
      const end = this.#first[chain + 1] as number;
      this.#next[chain] = layer < end ? layer : 0;
      this.#ready[chain] = layer < end ? 0 : Number.POSITIVE_INFINITY;
      let work = 0;
      for (; layer < end; layer++) {
        const time = this.#times[layer * machines + (assignment[layer] as number)] as number;
        this.#duration[layer] = time;
        work += time;
      }
      this.#remaining[chain] = work;
    }
    this.#free.fill(0);
  }
}

/** The list schedule of an assignment (machine of each layer). */
export function listSchedule(instance: Instance, assignment: ArrayLike<number>): Schedule {
  checkInstance(instance);
  const layers = layerCount(instance);
  const machines = Int32Array.from(assignment);
  for (let i = 0; i < Math.max(layers, assignment.length); i++) {
    const machine = assignment[i];
    if (i < layers && machine !== undefined && machine === machines[i] && machine >= 0 && machine < instance.machines)
      continue;
    throw badRequest(`/assignment/${i}`, `a layer runs on machine 0 to ${instance.machines - 1}, not ${machine}`);
  }
  const start = new Float64Array(layers);
  const end = new Float64Array(layers);
  const makespan = new ListScheduler(instance).makespan(machines, Number.POSITIVE_INFINITY, start, end);
  return { start, end, makespan };
}

/** No schedule is shorter: no chain can beat its fastest machines, nor all machines together the least work. */
export function makespanBound(instance: Instance): number {
  const { chains, machines, times } = instance;
  let layer = 0;
  let longest = 0;
  let work = 0;
  for (const length of chains) {
    let chain = 0;
    for (let i = 0; i < length; i++, layer++) {
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < machines; j++) least = Math.min(least, times[layer * machines + j] as number);
      chain += least;
    }
    longest = Math.max(longest, chain);
    work += chain;
  }
  return Math.max(longest, work / machines);
}
