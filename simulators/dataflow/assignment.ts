/** Which layer runs on which array: least energy under a latency limit (heterogeneous assignment problem). */
import { exactAssignment } from './exact.js';
import { checkInstance, checkLimit, energyOfAssignment, type Instance, ListScheduler, layerCount } from './schedule.js';

export interface Assignment {
  /** Machine of each layer. */
  readonly machine: Int32Array;
  /** Start and end of each layer, cycles. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly makespan: number;
  readonly energy: number;
  readonly withinLimit: boolean;
}

export type Solver = 'heuristic' | 'exact';

/**
 * Assignment of least energy with a makespan of at most `limit` cycles; outside the limit, the shortest found.
 *
 * `heuristic` (ours, deterministic): from the least-energy and from the fastest machine of each layer, single-layer
 * moves that gain the most time per energy until the limit holds, then those that save the most energy and keep it.
 * `exact`: up to 10 layers and 3 machines.
 */
export function assign(instance: Instance, limit: number, solver: Solver = 'heuristic'): Assignment {
  if (solver === 'exact') return exactAssignment(instance, limit);
  checkInstance(instance);
  checkLimit(limit);
  const search = new MoveSearch(instance, limit);
  const frugal = search.from(bestMachines(instance, instance.energies, instance.times));
  const fast = search.from(bestMachines(instance, instance.times, instance.energies));
  return better(fast, frugal) ? fast : frugal;
}

/** Machine of each layer with the least `first`; ties: less `second`, then the lower machine. */
export function bestMachines(instance: Instance, first: ArrayLike<number>, second: ArrayLike<number>): Int32Array {
  const { machines } = instance;
  const best = new Int32Array(layerCount(instance));
  for (let i = 0; i < best.length; i++) {
    let chosen = i * machines;
    for (let at = chosen + 1; at < (i + 1) * machines; at++) {
      const [a, b] = [first[at] as number, first[chosen] as number];
      if (a < b || (a === b && (second[at] as number) < (second[chosen] as number))) chosen = at;
    }
    best[i] = chosen - i * machines;
  }
  return best;
}

/** Within the limit before not; then less energy, or less time where neither is within. */
function better(a: Assignment, b: Assignment): boolean {
  if (a.withinLimit !== b.withinLimit) return a.withinLimit;
  return a.withinLimit ? a.energy < b.energy : a.makespan < b.makespan;
}

/** A single-layer move. */
interface Move {
  layer: number;
  machine: number;
  makespan: number;
}

class MoveSearch {
  readonly #instance: Instance;
  readonly #limit: number;
  readonly #scheduler: ListScheduler;
  readonly #layers: number;
  /** Chain of each layer. */
  readonly #chain: Int32Array;
  readonly #chainWork: Float64Array;
  readonly #load: Float64Array;
  /** Worth of each single-layer move, by layer * machines + machine. */
  readonly #score: Float64Array;

  constructor(instance: Instance, limit: number) {
    this.#instance = instance;
    this.#limit = limit;
    this.#scheduler = new ListScheduler(instance);
    this.#layers = layerCount(instance);
    this.#chain = new Int32Array(this.#layers);
    let layer = 0;
    instance.chains.forEach((length, chain) => {
      this.#chain.fill(chain, layer, layer + length);
      layer += length;
    });
    this.#chainWork = new Float64Array(instance.chains.length);
    this.#load = new Float64Array(instance.machines);
    this.#score = new Float64Array(this.#layers * instance.machines);
  }

  /** Improves `machine` in place by single-layer moves. */
  from(machine: Int32Array): Assignment {
    let makespan = this.#scheduler.makespan(machine);
    while (makespan > this.#limit) {
      const move = this.#fasterMove(machine, makespan);
      if (move === undefined) break;
      machine[move.layer] = move.machine;
      makespan = move.makespan;
    }
    if (makespan <= this.#limit) this.#saveAll(machine);
    const start = new Float64Array(this.#layers);
    const end = new Float64Array(this.#layers);
    makespan = this.#scheduler.makespan(machine, Number.POSITIVE_INFINITY, start, end);
    const energy = energyOfAssignment(this.#instance, machine);
    return { machine, start, end, makespan, energy, withinLimit: makespan <= this.#limit };
  }

  /**
   * The move that gains the most time per energy spent; free moves count as infinite; ties: larger gain, lower layer,
   * lower machine. Moves are scheduled in the order of an upper bound on that ratio, until no bound reaches the best.
   */
  #fasterMove(assignment: Int32Array, makespan: number): Move | undefined {
    const { machines, energies } = this.#instance;
    const bounds = this.#score;
    this.#boundRatios(assignment, makespan);
    let best: Move | undefined;
    let bestRatio = 0;
    let bestGain = 0;
    for (let at = largest(bounds, 0); at >= 0; at = largest(bounds, bestRatio)) {
      bounds[at] = -1;
      const layer = Math.floor(at / machines);
      const old = assignment[layer] as number;
      const increase = (energies[at] as number) - (energies[layer * machines + old] as number);
      const machine = at - layer * machines;
      assignment[layer] = machine;
      const found = this.#scheduler.makespan(assignment, makespan);
      assignment[layer] = old;
      const gain = makespan - found;
      if (gain <= 0) continue;
      const ratio = ratioOf(gain, increase);
      const known = best === undefined ? Number.POSITIVE_INFINITY : best.layer * machines + best.machine;
      if (ratio < bestRatio || (ratio === bestRatio && (gain < bestGain || (gain === bestGain && at > known))))
        continue;
      best = { layer, machine, makespan: found };
      bestRatio = ratio;
      bestGain = gain;
    }
    return best;
  }

  /** Fills the scores with the most that each move may gain per energy, 0 where it cannot gain. */
  #boundRatios(assignment: Int32Array, makespan: number): void {
    const { machines, energies } = this.#instance;
    this.#sumWork(assignment);
    for (let layer = 0; layer < this.#layers; layer++) {
      const old = assignment[layer] as number;
      const row = layer * machines;
      for (let machine = 0; machine < machines; machine++) {
        const gain = machine === old ? 0 : makespan - this.#boundAfter(layer, old, machine);
        const increase = (energies[row + machine] as number) - (energies[row + old] as number);
        this.#score[row + machine] = gain <= 0 ? 0 : ratioOf(gain, increase);
      }
    }
  }

  /** Work of each chain and machine under `assignment`. */
  #sumWork(assignment: Int32Array): void {
    const { machines, times } = this.#instance;
    this.#chainWork.fill(0);
    this.#load.fill(0);
    for (let layer = 0; layer < this.#layers; layer++) {
      const machine = assignment[layer] as number;
      const time = times[layer * machines + machine] as number;
      const chain = this.#chain[layer] as number;
      this.#chainWork[chain] = (this.#chainWork[chain] as number) + time;
      this.#load[machine] = (this.#load[machine] as number) + time;
    }
  }

  /** No schedule after the move is shorter than its chain's work or its new machine's load, or any other's. */
  #boundAfter(layer: number, old: number, machine: number): number {
    const { times } = this.#instance;
    const row = layer * this.#instance.machines;
    const [before, after] = [times[row + old] as number, times[row + machine] as number];
    const chain = (this.#chainWork[this.#chain[layer] as number] as number) - before + after;
    let bound = Math.max(chain, (this.#load[machine] as number) + after);
    for (let other = 0; other < this.#load.length; other++) {
      if (other !== machine && other !== old) bound = Math.max(bound, this.#load[other] as number);
    }
    return Math.max(bound, (this.#load[old] as number) - before);
  }

  #saveAll(assignment: Int32Array): void {
    let saved = true;
    while (saved) saved = this.#save(assignment);
  }

  /** Makes the move that saves the most energy within the limit; ties: lower layer, lower machine. */
  #save(assignment: Int32Array): boolean {
    const { machines, energies } = this.#instance;
    const saving = this.#score;
    for (let layer = 0; layer < this.#layers; layer++) {
      const present = energies[layer * machines + (assignment[layer] as number)] as number;
      for (let at = layer * machines; at < (layer + 1) * machines; at++)
        saving[at] = present - (energies[at] as number);
    }
    for (let at = largest(saving, 0); at >= 0; at = largest(saving, 0)) {
      const layer = Math.floor(at / machines);
      const old = assignment[layer] as number;
      assignment[layer] = at - layer * machines;
      // Cut short only what is certainly beyond the limit.
      if (this.#scheduler.makespan(assignment, this.#limit + 1) <= this.#limit) return true;
      assignment[layer] = old;
      saving[at] = -1;
    }
    return false;
  }
}

/** Index of the first of the largest scores, -1 where all are below `least` or none is above 0. */
function largest(scores: Float64Array, least: number): number {
  let at = -1;
  let most = 0;
  for (let i = 0; i < scores.length; i++) {
    if ((scores[i] as number) <= most) continue;
    most = scores[i] as number;
    at = i;
  }
  return most >= least ? at : -1;
}

function ratioOf(gain: number, increase: number): number {
  return increase <= 0 ? Number.POSITIVE_INFINITY : gain / increase;
}
