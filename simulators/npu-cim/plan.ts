/**
 * From an assignment to tasks: each layer, or each part of a split one, with what it asks of its device and of the
 * memories. Nothing is scheduled yet.
 */
import { type CimDevice, cimCost, onMacros, reloadNs } from './cim-device.js';
import { npuCost } from './npu-device.js';
import { type Residence, residenceOf, type Tenant } from './residency.js';
import type { Assignment, Cost, DeviceName, Residency, System, Work } from './types.js';

export interface Task {
  /** Position in the plan. */
  readonly id: number;
  readonly layer: number;
  readonly device: DeviceName;
  /** Share of the layer's output channels. */
  readonly share: number;
  /** Tasks whose maps it reads. */
  readonly after: readonly number[];
  readonly cost: Cost;
  /** Computation with its transfers, alone on the system: the slowest of the three. */
  readonly workNs: number;
  readonly handoverNs: number;
  readonly handoverBytes: number;
  readonly reloadNs: number;
  /** Weights written for one inference, where they come from, and the cells' energy. */
  readonly reloadBytes: number;
  readonly reloadFrom: 'offChip' | 'sram';
  readonly reloadPj: number;
  readonly resident: boolean;
  readonly copies: number;
  /** All bytes but those of a reload. */
  readonly sramBytes: number;
  readonly offChipBytes: number;
  /** Part of `offChipBytes` that the SRAM had no room for. */
  readonly spillBytes: number;
}

export interface Plan {
  readonly tasks: readonly Task[];
  readonly residence: Residence;
  readonly extrapolated: boolean;
}

const nothingResident: Residence = { resident: [], copies: [], workMacros: 0, macrosUsed: 0, violations: [] };

/** What a layer part that runs on macros brings along. */
interface CimPart {
  readonly tenant: Tenant;
  readonly on: ReturnType<typeof onMacros>;
}

/**
 * @param spilled bytes of each layer that exceed the SRAM, both ways
 * @param before another plan of the same work on the same system: tasks that are equal in both are taken from it
 */
export function planOf(
  system: System,
  work: readonly Work[],
  spilled: readonly number[],
  assignment: Assignment,
  residency: Residency,
  before?: Plan,
): Plan {
  const { cim } = system;
  const parts = cim === undefined ? [] : cimParts(cim, work, assignment);
  const sources = { offChip: system.offChip.bytesPerNs, sram: system.sram.bytesPerNs };
  const tenants = parts.map(({ tenant }) => tenant);
  const residence = cim === undefined ? nothingResident : residenceOf(tenants, cim, residency, sources);
  const afters = dependencies(work, assignment);
  const tasks: Task[] = [];
  let slot = 0;
  for (const layer of work) {
    const { index } = layer;
    const share = assignment[index] as number;
    const after = afters[index] as readonly number[];
    const spill = spilled[index] as number;
    if (share < 1) {
      const place = { id: tasks.length, layer: index, device: 'npu', share: 1 - share, after } as const;
      const handover = handoverOf(work, assignment, layer, 'npu');
      const known = sameTask(before, place, handover);
      tasks.push(known ?? taskOf(system, place, npuCost(system.npu, layer, 1 - share), noWeights, spill, handover));
    }
    if (share > 0) {
      const place = { id: tasks.length, layer: index, device: 'cim', share, after } as const;
      const handover = handoverOf(work, assignment, layer, 'cim');
      const known = sameTask(before, place, handover);
      if (known !== undefined && weightsLieAlike(known, (before as Plan).residence, residence, slot)) tasks.push(known);
      else {
        const { cost, weights } = runOnMacros(system, parts[slot] as CimPart, residence, slot);
        tasks.push(taskOf(system, place, cost, weights, spill, handover));
      }
      slot++;
    }
  }
  return { tasks, residence, extrapolated: parts.some(({ on }) => on.extrapolated) };
}

/** By layer the tasks whose maps it reads: those of its inputs, of which a split layer has two. */
function dependencies(work: readonly Work[], assignment: Assignment): readonly (readonly number[])[] {
  if (assignment.every((share) => share === 0 || share === 1)) return work.map(({ inputs }) => inputs);
  let tasks = 0;
  const tasksOf = assignment.map((share) => (share > 0 && share < 1 ? [tasks++, tasks++] : [tasks++]));
  return work.map(({ inputs }) => inputs.flatMap((input) => tasksOf[input] as number[]));
}

/** The task of another plan at the same place, with the same handover. */
function sameTask(
  plan: Plan | undefined,
  { id, layer, device, share, after }: Place,
  handover: number,
): Task | undefined {
  const task = plan?.tasks[id];
  if (task === undefined || task.layer !== layer || task.device !== device || task.share !== share) return undefined;
  return task.handoverBytes === handover && task.after === after ? task : undefined;
}

/** Whether a task on the macros of one residence finds its weights in another as it did there. */
const weightsLieAlike = ({ resident, copies }: Task, before: Residence, now: Residence, slot: number): boolean =>
  resident === now.resident[slot] && copies === now.copies[slot] && (resident || before.workMacros === now.workMacros);

type Place = Pick<Task, 'id' | 'layer' | 'device' | 'share' | 'after'>;
/** How the weights of a layer part get to its device. */
type Weights = Pick<Task, 'reloadNs' | 'reloadBytes' | 'reloadFrom' | 'reloadPj' | 'resident' | 'copies'>;

const noWeights: Weights = {
  reloadNs: 0,
  reloadBytes: 0,
  reloadFrom: 'offChip',
  reloadPj: 0,
  resident: false,
  copies: 1,
};

/**
 * One literal, since thousands of plans are made a second.
 * @param spilled bytes of the whole layer
 */
function taskOf(
  system: System,
  place: Place,
  cost: Cost,
  weights: Weights,
  spilled: number,
  handoverBytes: number,
): Task {
  const { sram, offChip } = system;
  const spillBytes = spilled * place.share;
  const sramBytes = cost.sramReadBytes + cost.sramWriteBytes;
  const offChipBytes = cost.offChipBytes + spillBytes;
  return {
    id: place.id,
    layer: place.layer,
    device: place.device,
    share: place.share,
    after: place.after,
    cost,
    workNs: Math.max(cost.computeNs, sramBytes / sram.bytesPerNs, offChipBytes / offChip.bytesPerNs),
    handoverNs: handoverBytes === 0 ? 0 : switchNs(system) + handoverBytes / sram.bytesPerNs,
    handoverBytes,
    reloadNs: weights.reloadNs,
    reloadBytes: weights.reloadBytes,
    reloadFrom: weights.reloadFrom,
    reloadPj: weights.reloadPj,
    resident: weights.resident,
    copies: weights.copies,
    sramBytes,
    offChipBytes,
    spillBytes,
  };
}

/** The layers of which the macros run a part, in order. */
function cimParts(device: CimDevice, work: readonly Work[], assignment: Assignment): CimPart[] {
  const parts: CimPart[] = [];
  for (const layer of work) {
    const share = assignment[layer.index] as number;
    if (share === 0) continue;
    const on = onMacros(device, layer, share);
    parts.push({ on, tenant: { tiles: on.tiles, dynamic: layer.product?.needs === 'dynamicWeights' } });
  }
  return parts;
}

/** Bytes of the maps that come from the other device. */
function handoverOf(work: readonly Work[], assignment: Assignment, { inputs }: Work, device: DeviceName): number {
  let bytes = 0;
  for (const input of inputs) {
    const share = assignment[input] as number;
    bytes += (work[input] as Work).outBytes * (device === 'npu' ? share : 1 - share);
  }
  return bytes;
}

/** Time that a change of device takes beside the transfer. */
export const switchNs = ({ npu, switchCycles }: System): number => (switchCycles * 1e9) / npu.device.system.clockHz;

function runOnMacros(
  system: System,
  { on, tenant }: CimPart,
  residence: Residence,
  slot: number,
): { readonly cost: Cost; readonly weights: Weights } {
  const resident = residence.resident[slot] as boolean;
  const copies = residence.copies[slot] as number;
  const macros = resident ? on.tiles.arrays : residence.workMacros;
  const cost = cimCost(on, macros, copies);
  if (resident) return { cost, weights: { ...noWeights, resident, copies } };
  const reloadFrom = tenant.dynamic ? 'sram' : 'offChip';
  return {
    cost,
    weights: {
      reloadNs: reloadNs(on.tiles, macros, system[reloadFrom].bytesPerNs),
      reloadBytes: on.tiles.weightBytes,
      reloadFrom,
      reloadPj: on.tiles.writePj,
      resident,
      copies,
    },
  };
}
