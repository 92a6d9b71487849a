/** Exact answers for small instances: every assignment, every order of the layers. */
import { badRequest } from '../../src/errors.js';
import type { Assignment } from './assignment.js';
import { checkInstance, checkLimit, energyOfAssignment, type Instance, ListScheduler, layerCount } from './schedule.js';
import { placeUnit, unitsOf } from './units.js';

/** Largest instance that the exact solver takes. */
export const exactLimits = { layers: 10, machines: 3 } as const;

/**
 * Best of all assignments of the layers (or of their groups), each with its shortest schedule: within the limit with the least energy, then
 * the smaller makespan, then the lower machines of the first layers; where none is within, the smallest makespan, then
 * the least energy.
 *
 * The orders in which layers are placed at max(chain ready, machine free) contain a shortest schedule.
 * @throws CogymError `badRequest` beyond `exactLimits`
 */
export function exactAssignment(instance: Instance, limit: number): Assignment {
  checkInstance(instance);
  checkLimit(limit);
  const layers = layerCount(instance);
  if (layers > exactLimits.layers || instance.machines > exactLimits.machines) {
    const allowed = `${exactLimits.layers} layers and ${exactLimits.machines} machines`;
    throw badRequest('/solver', `the exact solver takes up to ${allowed}, not ${layers} and ${instance.machines}`);
  }
  const candidates = assignmentsByEnergy(instance, layers);
  const orders = new OrderSearch(instance, layers);
  let best: { machine: Int32Array; energy: number; makespan: number } | undefined;
  for (const { machine, energy } of candidates) {
    if (best !== undefined && best.makespan <= limit && energy > best.energy) break;
    // Only what is shorter than the best counts; what is within the limit counts before all that is not.
    const makespan = orders.shortest(machine, best?.makespan ?? Number.POSITIVE_INFINITY);
    if (best === undefined || makespan < best.makespan) best = { machine, energy, makespan };
  }
  const { machine, energy, makespan } = best as NonNullable<typeof best>;
  const { start, end } = orders.schedule(machine, makespan);
  return { machine, start, end, makespan, energy, withinLimit: makespan <= limit };
}

function assignmentsByEnergy(instance: Instance, layers: number) {
  const units = unitsOf(instance);
  const all = Array.from({ length: instance.machines ** units.length }, (_, index) => {
    const machine = new Int32Array(layers);
    let rest = index;
    for (let unit = units.length - 1; unit >= 0; unit--) {
      placeUnit(machine, units[unit] as readonly number[], rest % instance.machines);
      rest = Math.floor(rest / instance.machines);
    }
    return { machine, energy: energyOfAssignment(instance, machine) };
  });
  return all.sort((a, b) => a.energy - b.energy);
}

/** Depth-first search over the interleavings of the chains, cut where no shorter schedule can follow. */
class OrderSearch {
  readonly #instance: Instance;
  readonly #scheduler: ListScheduler;
  readonly #layers: number;
  readonly #first: number[] = [];
  readonly #next: number[] = [];
  readonly #ready: number[] = [];
  /** Work left of each chain and of each machine. */
  readonly #chainWork: number[] = [];
  readonly #load: number[] = [];
  readonly #free: number[] = [];
  readonly #start: Float64Array;
  #machine: Int32Array;
  #best = 0;
  #bestStart: Float64Array;

  constructor(instance: Instance, layers: number) {
    this.#instance = instance;
    this.#scheduler = new ListScheduler(instance);
    this.#layers = layers;
    let layer = 0;
    for (const length of instance.chains) {
      this.#first.push(layer);
      layer += length;
    }
    this.#first.push(layer);
    this.#start = new Float64Array(layers);
    this.#bestStart = new Float64Array(layers);
    this.#machine = new Int32Array(layers);
  }

  /** Shortest makespan of an assignment, or Infinity where it is not below `below`. */
  shortest(machine: Int32Array, below: number): number {
    this.#reset(machine);
    if (this.#bound() >= below) return Number.POSITIVE_INFINITY;
    const listed = this.#scheduler.makespan(machine, below, this.#bestStart);
    this.#best = Math.min(listed, below);
    this.#place(0);
    return this.#best < below ? this.#best : Number.POSITIVE_INFINITY;
  }

  /** A schedule of the assignment that is as short as `makespan`, its shortest. */
  schedule(machine: Int32Array, makespan: number): { start: Float64Array; end: Float64Array } {
    this.#reset(machine);
    const listed = this.#scheduler.makespan(machine, Number.POSITIVE_INFINITY, this.#bestStart);
    if (listed > makespan) {
      this.#best = listed;
      this.#place(0);
    }
    const start = this.#bestStart.slice();
    return { start, end: start.map((time, layer) => time + this.#time(layer)) };
  }

  #reset(machine: Int32Array): void {
    const { chains, machines } = this.#instance;
    this.#machine = machine;
    for (let j = 0; j < machines; j++) this.#free[j] = this.#load[j] = 0;
    for (let chain = 0; chain < chains.length; chain++) {
      const [from, to] = [this.#first[chain] as number, this.#first[chain + 1] as number];
      this.#next[chain] = from;
      this.#ready[chain] = this.#chainWork[chain] = 0;
      for (let layer = from; layer < to; layer++) {
        const [time, on] = [this.#time(layer), machine[layer] as number];
        this.#chainWork[chain] = (this.#chainWork[chain] as number) + time;
        this.#load[on] = (this.#load[on] as number) + time;
      }
    }
  }

  #time(layer: number): number {
    return this.#instance.times[layer * this.#instance.machines + (this.#machine[layer] as number)] as number;
  }

  /** No completion of the partial schedule is shorter. */
  #bound(): number {
    let bound = 0;
    for (let chain = 0; chain < this.#ready.length; chain++) {
      bound = Math.max(bound, (this.#ready[chain] as number) + (this.#chainWork[chain] as number));
    }
    for (let j = 0; j < this.#free.length; j++) {
      bound = Math.max(bound, (this.#free[j] as number) + (this.#load[j] as number));
    }
    return bound;
  }

  #place(placed: number): void {
    if (this.#bound() >= this.#best) return;
    if (placed === this.#layers) {
      // All work is placed, so that the bound is the makespan.
      this.#best = this.#bound();
      this.#bestStart.set(this.#start);
      return;
    }
    for (let chain = 0; chain < this.#ready.length; chain++) {
      const layer = this.#next[chain] as number;
      if (layer === this.#first[chain + 1]) continue;
      const on = this.#machine[layer] as number;
      const [time, ready, free] = [this.#time(layer), this.#ready[chain] as number, this.#free[on] as number];
      const [work, load] = [this.#chainWork[chain] as number, this.#load[on] as number];
      const start = Math.max(ready, free);
      this.#start[layer] = start;
      this.#next[chain] = layer + 1;
      this.#ready[chain] = this.#free[on] = start + time;
      this.#chainWork[chain] = work - time;
      this.#load[on] = load - time;
      this.#place(placed + 1);
      this.#next[chain] = layer;
      this.#ready[chain] = ready;
      this.#free[on] = free;
      this.#chainWork[chain] = work;
      this.#load[on] = load;
    }
  }
}
