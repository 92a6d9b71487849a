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
    const own: number[] = [];
    for (const device of ['npu', 'cim'] as const) {
      const part = device === 'cim' ? share : 1 - share;
      if (part === 0) continue;
      const after = layer.inputs.flatMap((input) => tasksOf[input] ?? []);
      const spill = (spilled[layer.index] as number) * part;
      const handover = handoverOf(system, work, assignment, layer, device);
      const common = {
        id: tasks.length,
        layer: layer.index,
        device,
        share: part,
        after,
        spillBytes: spill,
        ...handover,
      };
      own.push(common.id);
      tasks.push(
        device === 'npu'
          ? { ...common, ...npuTask(system, layer, part, spill) }
          : {
              ...common,
              ...cimTask(system, parts.get(layer.index) as CimPart, residence, slots.get(layer.index) as number, spill),
            },
      );
    }
    tasksOf.push(own);
  }
  return { tasks, residence, extrapolated: [...parts.values()].some(({ on }) => on.extrapolated) };
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

/** Maps that come from the other device: one synchronisation, and the transfer. */
function handoverOf(
  system: System,
  work: readonly Work[],
  assignment: Assignment,
  { inputs }: Work,
  device: DeviceName,
): { handoverNs: number; handoverBytes: number } {
  let handoverBytes = 0;
  for (const input of inputs) {
    const share = assignment[input] as number;
    handoverBytes += (work[input] as Work).outBytes * (device === 'npu' ? share : 1 - share);
  }
  if (handoverBytes === 0) return { handoverNs: 0, handoverBytes };
  return { handoverNs: switchNs(system) + handoverBytes / system.sram.bytesPerNs, handoverBytes };
}

/** Time that a change of device takes beside the transfer. */
export const switchNs = ({ npu, switchCycles }: System): number => (switchCycles * 1e9) / npu.device.system.clockHz;

type Asked = Pick<Task, 'cost' | 'workNs' | 'sramBytes' | 'offChipBytes'>;

/** The slowest of computation and transfers, of a task that runs alone. */
function asked({ sram, offChip }: System, cost: Cost, spill: number): Asked {
  const sramBytes = cost.sramReadBytes + cost.sramWriteBytes;
  const offChipBytes = cost.offChipBytes + spill;
  const workNs = Math.max(cost.computeNs, sramBytes / sram.bytesPerNs, offChipBytes / offChip.bytesPerNs);
  return { cost, workNs, sramBytes, offChipBytes };
}

function npuTask(system: System, layer: Work, share: number, spill: number) {
  const cost = npuCost(system.npu, layer, share);
  const none = { reloadNs: 0, reloadBytes: 0, reloadFrom: 'offChip', reloadPj: 0, resident: false, copies: 1 } as const;
  return { ...none, ...asked(system, cost, spill) };
}

function cimTask(system: System, { on, tenant }: CimPart, residence: Residence, slot: number, spill: number) {
  const resident = residence.resident[slot] as boolean;
  const copies = residence.copies[slot] as number;
  const macros = resident ? on.tiles.arrays : residence.workMacros;
  const cost = cimCost(on, macros, copies);
  const reloadFrom: Task['reloadFrom'] = tenant.dynamic ? 'sram' : 'offChip';
  return {
    reloadNs: resident ? 0 : reloadNs(on.tiles, macros, system[reloadFrom].bytesPerNs),
    reloadBytes: resident ? 0 : on.tiles.weightBytes,
    reloadFrom,
    reloadPj: resident ? 0 : on.tiles.writePj,
    resident,
    copies,
    ...asked(system, cost, spill),
  };
}
