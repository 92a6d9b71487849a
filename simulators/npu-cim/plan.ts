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

/** @param spilled bytes of each layer that exceed the SRAM, both ways */
export function planOf(
  system: System,
  work: readonly Work[],
  spilled: readonly number[],
  assignment: Assignment,
  residency: Residency,
): Plan {
  const { cim } = system;
  const parts = cim === undefined ? new Map<number, CimPart>() : cimParts(cim, work, assignment);
  const tenants = [...parts.values()].map(({ tenant }) => tenant);
  const sources = { offChip: system.offChip.bytesPerNs, sram: system.sram.bytesPerNs };
  const residence = cim === undefined ? nothingResident : residenceOf(tenants, cim, residency, sources);
  const slots = new Map([...parts.keys()].map((layer, slot) => [layer, slot]));
  const tasks: Task[] = [];
  const tasksOf: number[][] = [];
  for (const layer of work) {
    const share = assignment[layer.index] as number;
    const after = layer.inputs.flatMap((input) => tasksOf[input] ?? []);
    const own: number[] = [];
    const add = (device: DeviceName, part: number, run: Run): void => {
      own.push(tasks.length);
      const spill = (spilled[layer.index] as number) * part;
      const handoverBytes = handoverOf(work, assignment, layer, device);
      tasks.push(
        taskOf(system, { id: tasks.length, layer: layer.index, device, share: part, after }, run, spill, handoverBytes),
      );
    };
    if (share < 1) add('npu', 1 - share, { cost: npuCost(system.npu, layer, 1 - share), ...noWeights });
    if (share > 0) {
      const slot = slots.get(layer.index) as number;
      add('cim', share, runOnMacros(system, parts.get(layer.index) as CimPart, residence, slot));
    }
    tasksOf.push(own);
  }
  return { tasks, residence, extrapolated: [...parts.values()].some(({ on }) => on.extrapolated) };
}

type Place = Pick<Task, 'id' | 'layer' | 'device' | 'share' | 'after'>;
/** What a layer part asks of its device, and how its weights get there. */
type Run = Pick<Task, 'cost' | 'reloadNs' | 'reloadBytes' | 'reloadFrom' | 'reloadPj' | 'resident' | 'copies'>;

const noWeights = {
  reloadNs: 0,
  reloadBytes: 0,
  reloadFrom: 'offChip',
  reloadPj: 0,
  resident: false,
  copies: 1,
} as const;

/** One literal, since thousands of plans are made a second. */
function taskOf(system: System, place: Place, run: Run, spillBytes: number, handoverBytes: number): Task {
  const { sram, offChip } = system;
  const { cost } = run;
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
    reloadNs: run.reloadNs,
    reloadBytes: run.reloadBytes,
    reloadFrom: run.reloadFrom,
    reloadPj: run.reloadPj,
    resident: run.resident,
    copies: run.copies,
    sramBytes,
    offChipBytes,
    spillBytes,
  };
}

function cimParts(device: CimDevice, work: readonly Work[], assignment: Assignment): Map<number, CimPart> {
  const parts = new Map<number, CimPart>();
  for (const layer of work) {
    const share = assignment[layer.index] as number;
    if (share === 0) continue;
    const on = onMacros(device, layer, share);
    const dynamic = layer.product?.needs === 'dynamicWeights';
    parts.set(layer.index, { on, tenant: { tiles: on.tiles, dynamic } });
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

function runOnMacros(system: System, { on, tenant }: CimPart, residence: Residence, slot: number): Run {
  const resident = residence.resident[slot] as boolean;
  const copies = residence.copies[slot] as number;
  const macros = resident ? on.tiles.arrays : residence.workMacros;
  const cost = cimCost(on, macros, copies);
  if (resident) return { cost, ...noWeights, resident, copies };
  const reloadFrom = tenant.dynamic ? 'sram' : 'offChip';
  return {
    cost,
    reloadNs: reloadNs(on.tiles, macros, system[reloadFrom].bytesPerNs),
    reloadBytes: on.tiles.weightBytes,
    reloadFrom,
    reloadPj: on.tiles.writePj,
    resident,
    copies,
  };
}
