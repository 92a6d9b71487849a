/** A network on an NPU beside macros: schedule, energy and area of one frame. */
import { areaOf, leakageOf, type NpuAccelerator, sramLeakage } from '../npu/index.js';
import { assign } from './assignment.js';
import type { CimDevice } from './cim-device.js';
import { energyOf } from './energy.js';
import { spilledBytes } from './liveness.js';
import { periodNs, pipelineLoads } from './pipeline.js';
import { type Plan, planOf, type Task } from './plan.js';
import { parallel, type Run, type Scheduled, sequential } from './schedule.js';
import type {
  Assignment,
  ScheduledPart,
  System,
  SystemProvenance,
  SystemRequest,
  SystemResult,
  SystemViolation,
  Work,
} from './types.js';

/** @throws CogymError `badRequest` for an assignment that the devices cannot run */
export function evaluateSystem(request: SystemRequest): SystemResult {
  const { system, work } = request;
  const spilled = spilledBytes(work, system.sram.bytes);
  let before: Plan | undefined;
  const run = (assignment: Assignment, schedule = request.schedule): Run => {
    const done = runOnce({ ...request, schedule }, spilled, assignment, before);
    before = done.plan;
    return done;
  };
  const assignment = assign(request, spilled, run);
  const done = run(assignment);
  return resultOf(system, work, assignment, done, request.schedule === 'pipelined');
}

function runOnce(
  request: SystemRequest,
  spilled: readonly number[],
  assignment: Assignment,
  before: Plan | undefined,
): Run {
  const { system, work, residency, schedule, contention } = request;
  const plan = planOf(system, work, spilled, assignment, residency, before);
  const scheduled = schedule === 'parallel' ? parallel(system, plan, contention) : sequential(system, plan);
  const latencyNs = scheduled.makespanNs;
  const period =
    schedule === 'pipelined' ? periodNs(pipelineLoads(system, plan, scheduled.exposure), latencyNs) : latencyNs;
  return { plan, scheduled, latencyNs, periodNs: period };
}

function resultOf(
  system: System,
  work: readonly Work[],
  assignment: Assignment,
  { plan, scheduled, latencyNs, periodNs: period }: Run,
  streaming: boolean,
): SystemResult {
  const { tasks, residence } = plan;
  const violations = [...residence.violations, ...sramViolations(system, tasks)];
  const busyNs = { npu: 0, cim: 0 };
  for (const { id, device } of tasks) busyNs[device] += scheduled.exposure.durationNs[id] as number;
  const { energyPj, layerEnergyPj } = energyOf(system, work.length, tasks);
  const leakage = leakageWatt(system) * (streaming ? period : latencyNs) * 1e3;
  const [first] = violations;
  return {
    feasible: violations.length === 0,
    ...(first && { reason: first.name }),
    violations,
    latencyNs,
    periodNs: period,
    energyPj: { ...energyPj, leakage },
    layerEnergyPj,
    area: {
      npu: areaOf(system.npu.device.accelerator, system.npu.technology),
      cim: cimArea(system.cim),
      sram: system.sram.areaUm2,
    },
    macs: work.reduce((sum, { macs }) => sum + macs, 0),
    busyNs,
    sramBytes: tasks.reduce((sum, task) => sum + task.sramBytes, 0),
    offChipBytes: tasks.reduce((sum, task) => sum + task.offChipBytes, 0),
    assignment,
    schedule: tasks.map((task) => partOf(task, scheduled)),
    macrosUsed: residence.macrosUsed,
    provenance: provenanceOf(system.npu.device.accelerator, plan),
  };
}

function partOf(task: Task, { startNs, endNs, exposure }: Scheduled): ScheduledPart {
  const { id, layer, device, share, reloadNs, handoverNs, resident, copies } = task;
  return {
    layer,
    device,
    startNs: startNs[id] as number,
    endNs: endNs[id] as number,
    reloadNs,
    exposedReloadNs: exposure.exposedNs[id] as number,
    handoverNs,
    resident,
    copies,
    share,
    sramBytes: exposure.sramBytes[id] as number,
    offChipBytes: exposure.offChipBytes[id] as number,
  };
}

/** The SRAM holds at least the block of each layer that is worked on, twice. */
function sramViolations({ sram }: System, tasks: readonly Task[]): SystemViolation[] {
  const needed = 2 * tasks.reduce((most, { cost }) => Math.max(most, cost.blockBytes), 0);
  return needed > sram.bytes ? [{ name: 'sramTooSmall', value: needed, limit: sram.bytes }] : [];
}

/** um2 of all macros. */
export const cimArea = (cim: CimDevice | undefined): number =>
  cim === undefined ? 0 : cim.prepared.figures.areaUm2.total * cim.macros;

/** W: NPU, SRAM, and the cells of macros that do not keep their content without power. */
function leakageWatt({ npu, cim, sram }: System): number {
  const cells = cim === undefined || !cim.rewritable ? 0 : (cellBits(cim) * cim.macros) / 8;
  return leakageOf(npu.device.accelerator, npu.technology) + sramLeakage(sram.bytes + cells, npu.technology);
}

function cellBits({ prepared }: CimDevice): number {
  if (prepared.costModel === 'array-level') return prepared.macro.rows * prepared.macro.columns;
  const { rows, groupDepth, outputsPerWordline, weightBits } = prepared.macro;
  return rows * groupDepth * outputsPerWordline * weightBits;
}

/** The parts are compared with reference rows; their composition is ours. */
function provenanceOf({ assumed, name }: NpuAccelerator, { tasks, extrapolated }: Plan): SystemProvenance {
  const reasons = ['the system of NPU, macros and memories is composed of compared parts, itself not compared'];
  if (assumed) reasons.push(`${name} is a scaled configuration`);
  if (extrapolated) reasons.push('macros lie outside the reference rows');
  if (tasks.some(({ handoverNs }) => handoverNs > 0)) reasons.push('the cost of changing the device is assumed');
  return { validated: false, extrapolated: true, assumption: true, reasons };
}
