/** The readable form of a design, for reports: network, devices, schedule with reasons, energy by component. */
import { npuCim } from '../../simulators/index.js';
import type { Design } from '../../src/design/parameter.js';
import type { Layer } from '../../src/networks/index.js';
import type { PlannedNetwork } from './planned-network.js';

export function explain(
  design: Design,
  { network, work, estimate, repaired }: PlannedNetwork,
  system: npuCim.System,
  result: npuCim.SystemResult,
  { sqnrDb }: npuCim.AnalogQuality,
): Readonly<Record<string, unknown>> {
  const { energyPj, layerEnergyPj, area, latencyNs, periodNs, busyNs } = result;
  return {
    latencyS: latencyNs / 1e9,
    periodS: periodNs / 1e9,
    network: {
      family: 'hybrid',
      macs: network.totals.macs,
      params: network.totals.params,
      accuracy: { value: estimate.accuracy, standardError: estimate.standardError, scale: estimate.provenance.scale },
      repaired,
    },
    devices: {
      npu: { accelerator: design['npu'], areaMm2: area.npu / 1e6, busyS: busyNs.npu / 1e9 },
      ...(system.cim && {
        cim: {
          kind: design['cimKind'],
          macros: system.cim.macros,
          macrosUsed: result.macrosUsed,
          clockNs: system.cim.prepared.figures.clockNs,
          areaMm2: area.cim / 1e6,
          busyS: busyNs.cim / 1e9,
          ...(Number.isFinite(sqnrDb) ? { sqnrDb } : {}),
        },
      }),
      sram: { kib: system.sram.bytes / 1024, gbPerSecond: system.sram.bytesPerNs, areaMm2: area.sram / 1e6 },
      offChip: { gbPerSecond: system.offChip.bytesPerNs },
    },
    energyJ: Object.fromEntries(Object.entries(energyPj).map(([part, pj]) => [part, pj / 1e12])),
    violations: result.violations,
    schedule: result.schedule.map((part) => {
      const layer = network.layers[part.layer] as Layer;
      return {
        layer: part.layer,
        name: `${part.layer} ${(work[part.layer] as npuCim.Work).name}`,
        shape: `${layer.in.join('x')} -> ${layer.out.join('x')}`,
        device: part.device,
        reason: reasonOf(part, work[part.layer] as npuCim.Work, system),
        startS: part.startNs / 1e9,
        endS: part.endNs / 1e9,
        reloadS: part.exposedReloadNs / 1e9,
        handoverS: part.handoverNs / 1e9,
        resident: part.resident,
        copies: part.copies,
        share: part.share,
        sramBytes: part.sramBytes,
        offChipBytes: part.offChipBytes,
        energyJ: ((layerEnergyPj[part.layer] as number) * part.share) / 1e12,
      };
    }),
  };
}

/** Why a layer runs where it does. */
function reasonOf(part: npuCim.ScheduledPart, work: npuCim.Work, { cim }: npuCim.System): string {
  if (part.device === 'cim') {
    if (!part.resident) return 'chosen; its weights are written for each frame';
    return part.copies > 1
      ? `chosen; ${part.copies} copies of its weights stay in macros`
      : 'chosen; its weights stay in macros';
  }
  if (cim === undefined) return 'there are no macros';
  if (npuCim.canRun(cim, work)) return 'chosen';
  if (work.product === undefined) return 'vector work: the NPU alone';
  return work.product.needs === 'dynamicWeights' ? 'a product of two maps: the NPU' : 'depthwise: the NPU';
}
