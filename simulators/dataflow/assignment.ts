/** Which layer runs on which array: least energy under a latency limit (heterogeneous assignment problem). */
import { exactAssignment } from './exact.js';
import { checkInstance, checkLimit, energyOfAssignment, type Instance, ListScheduler, layerCount } from './schedule.js';
import { placeUnit, unitsOf } from './units.js';

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
 * `heuristic` (ours, deterministic): from the least-energy and from the fastest machine of each layer, single
 * moves that gain the most time per energy until the limit holds, then those that save the most energy and keep it.
 * `exact`: up to 10 layers and 3 machines.
 */
export function assign(instance: Instance, limit: number, solver: Solver = 'heuristic'): Assignment {
  if (solver === 'exact') return exactAssignment(instance, limit);
  checkInstance(instance);
  checkLimit(limit);
  const search = new MoveSearch(instance, limit);
  const frugal = search.fromLeastEnergy();
  const fast = search.fromFastest();
  return better(fast, frugal) ? fast : frugal;
}

/** Machine of each row of `machines` numbers with the least `first`; ties: less `second`, then the lower machine. */
function bestMachines(machines: number, first: Float64Array, second: Float64Array): Int32Array {
  const best = new Int32Array(first.length / machines);
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

/** A move of one unit to another machine. */
interface Move {
  readonly unit: number;
  readonly machine: number;
  readonly makespan: number;
}

/** Moves of units: what is placed together, a layer by itself unless the instance groups layers. */
class MoveSearch {
  readonly #instance: Instance;
  readonly #limit: number;
  readonly #scheduler: ListScheduler;
  /** Layers of each unit; units in the order of their first layers. */
  readonly #members: readonly (readonly number[])[];
  /** Sums over each unit's layers, by unit * machines + machine. */
  readonly #times: Float64Array;
  readonly #energies: Float64Array;
  /** Chain of each layer. */
  readonly #chain: Int32Array;
  readonly #chainWork: Float64Array;
  readonly #load: Float64Array;
  /** Candidates of the saving step: energy saved, by unit * machines + machine. */
  readonly #saving: Float64Array;

  constructor(instance: Instance, limit: number) {
    const { machines, chains, times, energies } = instance;
    this.#instance = instance;
    this.#limit = limit;
    this.#scheduler = new ListScheduler(instance);
    this.#members = unitsOf(instance);
    this.#times = summed(this.#members, times, machines);
    this.#energies = summed(this.#members, energies, machines);
    this.#chain = new Int32Array(layerCount(instance));
    let layer = 0;
    chains.forEach((length, chain) => {
      this.#chain.fill(chain, layer, layer + length);
      layer += length;
    });
    this.#chainWork = new Float64Array(chains.length);
    this.#load = new Float64Array(machines);
    this.#saving = new Float64Array(this.#times.length);
  }

  fromLeastEnergy(): Assignment {
    return this.#improved(bestMachines(this.#instance.machines, this.#energies, this.#times));
  }

  fromFastest(): Assignment {
    return this.#improved(bestMachines(this.#instance.machines, this.#times, this.#energies));
  }

  /** Improves the machines of the units by single moves. */
  #improved(placed: Int32Array): Assignment {
    const machine = new Int32Array(this.#chain.length);
    placed.forEach((on, unit) => {
      this.#put(machine, unit, on);
    });
    let makespan = this.#scheduler.makespan(machine);
    while (makespan > this.#limit) {
      const move = this.#fasterMove(machine, makespan);
      if (move === undefined) break;
      this.#put(machine, move.unit, move.machine);
      makespan = move.makespan;
    }
    if (makespan <= this.#limit) this.#saveAll(machine);
    const start = new Float64Array(machine.length);
    const end = new Float64Array(machine.length);
    makespan = this.#scheduler.makespan(machine, Number.POSITIVE_INFINITY, start, end);
    const energy = energyOfAssignment(this.#instance, machine);
    return { machine, start, end, makespan, energy, withinLimit: makespan <= this.#limit };
  }

  /**
   * The move that gains the most time per energy spent; free moves count as infinite; ties: larger gain, lower unit,
   * lower machine. A move whose bound on the gain cannot beat the best so far is not scheduled.
   */
  #fasterMove(assignment: Int32Array, makespan: number): Move | undefined {
    const { machines } = this.#instance;
    this.#sumWork(assignment);
    let best: Move | undefined;
    let bestRatio = 0;
    let bestGain = 0;
    for (let unit = 0; unit < this.#members.length; unit++) {
      const old = this.#machineOf(assignment, unit);
      const row = unit * machines;
      for (let machine = 0; machine < machines; machine++) {
        if (machine === old) continue;
        const increase = (this.#energies[row + machine] as number) - (this.#energies[row + old] as number);
        const gainBound = makespan - this.#boundAfter(unit, old, machine);
        if (gainBound <= 0 || ratioOf(gainBound, increase) < bestRatio) continue;
        // A free move has to gain more than the best free one.
        const stopAt = increase <= 0 ? makespan - bestGainIfFree(bestRatio, bestGain) : makespan;
        this.#put(assignment, unit, machine);
        const found = this.#scheduler.makespan(assignment, stopAt);
        this.#put(assignment, unit, old);
        const gain = makespan - found;
        if (gain <= 0) continue;
        const ratio = ratioOf(gain, increase);
        if (ratio < bestRatio || (ratio === bestRatio && gain <= bestGain)) continue;
        best = { unit, machine, makespan: found };
        bestRatio = ratio;
        bestGain = gain;
      }
    }
    return best;
  }

  #machineOf(assignment: Int32Array, unit: number): number {
    return assignment[(this.#members[unit] as readonly number[])[0] as number] as number;
  }

  #put(assignment: Int32Array, unit: number, machine: number): void {
    placeUnit(assignment, this.#members[unit] as readonly number[], machine);
  }

  /** Work of each chain and machine under `assignment`. */
  #sumWork(assignment: Int32Array): void {
    const { machines, times } = this.#instance;
    this.#chainWork.fill(0);
    this.#load.fill(0);
    for (let layer = 0; layer < assignment.length; layer++) {
      const machine = assignment[layer] as number;
      const time = times[layer * machines + machine] as number;
      const chain = this.#chain[layer] as number;
      this.#chainWork[chain] = (this.#chainWork[chain] as number) + time;
      this.#load[machine] = (this.#load[machine] as number) + time;
    }
  }

  /** No schedule after the move is shorter than the work of one of its chains or the load of a machine. */
  #boundAfter(unit: number, old: number, machine: number): number {
    const { machines, times } = this.#instance;
    const [before, after] = [
      this.#times[unit * machines + old] as number,
      this.#times[unit * machines + machine] as number,
    ];
    let bound = Math.max((this.#load[machine] as number) + after, (this.#load[old] as number) - before);
    for (let other = 0; other < machines; other++) {
      if (other !== machine && other !== old) bound = Math.max(bound, this.#load[other] as number);
    }
    const members = this.#members[unit] as readonly number[];
    // Members follow each other chain by chain.
    for (let i = 0; i < members.length; ) {
      const chain = this.#chain[members[i] as number] as number;
      let work = this.#chainWork[chain] as number;
      for (; i < members.length && this.#chain[members[i] as number] === chain; i++) {
        const row = (members[i] as number) * machines;
        work += (times[row + machine] as number) - (times[row + old] as number);
      }
      bound = Math.max(bound, work);
    }
    return bound;
  }

  #saveAll(assignment: Int32Array): void {
    let saved = true;
    while (saved) saved = this.#save(assignment);
  }

  /** Makes the move that saves the most energy within the limit; ties: lower unit, lower machine. */
  #save(assignment: Int32Array): boolean {
    const { machines } = this.#instance;
    const saving = this.#saving;
    for (let unit = 0; unit < this.#members.length; unit++) {
      const row = unit * machines;
      const present = this.#energies[row + this.#machineOf(assignment, unit)] as number;
      for (let at = row; at < row + machines; at++) saving[at] = present - (this.#energies[at] as number);
    }
    for (;;) {
      let at = -1;
      let most = 0;
      for (let i = 0; i < saving.length; i++) {
        if ((saving[i] as number) <= most) continue;
        most = saving[i] as number;
        at = i;
      }
      if (at < 0) return false;
      const unit = Math.floor(at / machines);
      const old = this.#machineOf(assignment, unit);
      this.#put(assignment, unit, at - unit * machines);
      // Cut short only what is certainly beyond the limit.
      if (this.#scheduler.makespan(assignment, this.#limit + 1) <= this.#limit) return true;
      this.#put(assignment, unit, old);
      saving[at] = 0;
    }
  }
}

/** Sums over the layers of each unit, by unit * machines + machine. */
function summed(units: readonly (readonly number[])[], values: ArrayLike<number>, machines: number): Float64Array {
  const sums = new Float64Array(units.length * machines);
  units.forEach((members, unit) => {
    for (const layer of members) {
      for (let machine = 0; machine < machines; machine++) {
        const at = unit * machines + machine;
        sums[at] = (sums[at] as number) + (values[layer * machines + machine] as number);
      }
    }
  });
  return sums;
}

function ratioOf(gain: number, increase: number): number {
  return increase <= 0 ? Number.POSITIVE_INFINITY : gain / increase;
}

function bestGainIfFree(bestRatio: number, bestGain: number): number {
  return bestRatio === Number.POSITIVE_INFINITY ? bestGain : 0;
}
