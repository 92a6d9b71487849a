/** An NPU, alone or beside compute-in-memory macros: every layer, one after the other, with the traffic of its maps. */
import { Type } from '@sinclair/typebox';
import { cimTechnology, loadTemplate, templateNames } from '../../hwtemplates/index.js';
import { type cim, npuCim } from '../../simulators/index.js';
import { exceed, type Provenance } from '../../src/design/evaluation.js';
import { categorical, ordinal, type Parameter } from '../../src/design/parameter.js';
import { type CimParts, SystemBuilder } from '../npu-cim-codesign/system.js';
import {
  accuracyDropMetric,
  areaMetric,
  type DeviceRun,
  defineDeviceKind,
  energyMetric,
  latencyMetric,
  remembering,
  type Workload,
} from './device.js';

const npus = templateNames('npu');
const macroNames = templateNames('cim');
const group = 'hardware';
const builder = new SystemBuilder();

const positive = (description: string) => Type.Optional(Type.Number({ exclusiveMinimum: 0, description }));

const npuSettings = {
  npu: Type.Unsafe<string>({ enum: npus }),
  sramKib: positive("default: that of the NPU's memory system"),
  offChipGBs: positive('likewise'),
};

const closed = { additionalProperties: false };
const NpuSettings = Type.Object(npuSettings, closed);

const NpuCimSettings = Type.Object(
  {
    ...npuSettings,
    macro: Type.Unsafe<string>({ enum: macroNames }),
    macros: Type.Integer({ minimum: 1, maximum: 65536, default: 16 }),
    assignment: Type.Unsafe<npuCim.Policy>({ enum: [...npuCim.policies], default: 'greedy' }),
  },
  closed,
);

const npuParameters: readonly Parameter[] = [
  categorical('npu', npus, { group }),
  ordinal('sramKib', [256, 512, 1024, 2048], { group, unit: 'KiB' }),
  ordinal('offChipGBs', [0.5, 1, 2, 4, 8], { group, unit: 'GB/s' }),
];

const composed = 'parts compared with Vela, ZigZag-IMC and NeuroSim; their composition, leakage and handovers assumed';

const metrics = (_: unknown, source: Provenance) => [
  latencyMetric(source),
  energyMetric(source),
  areaMetric('arrays and SRAM', source),
];

export const npu = defineDeviceKind({
  simulator: 'npu',
  names: npus,
  named: (name) => ({ npu: name }),
  parameters: npuParameters,
  settings: NpuSettings,
  provenance: () => ({ simulator: 'npu', validated: false, extrapolated: true, assumption: composed }),
  metrics,
  open: (settings) => remembering(systemOf(settings)),
});

export const npuBesideMacros = defineDeviceKind({
  simulator: 'npu-cim',
  names: npus.flatMap((name) => macroNames.map((macro) => `${name}+${macro}`)),
  named: (name) => {
    const [first = '', macro = ''] = name.split('+');
    return { npu: first, macro };
  },
  parameters: [
    ...npuParameters,
    categorical('macro', macroNames, { group, description: 'published compute-in-memory macro' }),
    ordinal('macros', [1, 2, 4, 8, 16, 32, 64, 128], { group }),
  ],
  settings: NpuCimSettings,
  provenance: ({ assignment }) => ({
    simulator: 'npu-cim',
    ...(assignment === undefined ? {} : { mode: assignment }),
    validated: false,
    extrapolated: true,
    assumption: composed,
  }),
  metrics: (settings, source) => [...metrics(settings, source), accuracyDropMetric(source)],
  open({ macro, macros, assignment, ...settings }) {
    return remembering(systemOf(settings, { macro: int8Macro(macro), macros, pingPong: false }, assignment));
  },
});

/** One published macro, computing with the 8 bits of the networks whatever it was published with. */
export const int8Macro = (name: string): cim.Macro => ({
  ...(loadTemplate('cim', name).macro as cim.Macro),
  macros: 1,
  inputBits: 8,
  weightBits: 8,
});

interface NpuChoice {
  readonly npu: string;
  readonly sramKib?: number;
  readonly offChipGBs?: number;
}

function systemOf(
  { npu: accelerator, sramKib, offChipGBs }: NpuChoice,
  macros?: CimParts,
  assignment: npuCim.Policy = 'npu-only',
): (workload: Workload) => DeviceRun {
  const memory = loadTemplate('npu/memory', loadTemplate('npu', accelerator).memorySystem);
  const system = builder.build({
    accelerator,
    sramBytes: sramKib === undefined ? memory.sramBytes : sramKib * 1024,
    offChipBytesPerNs: offChipGBs ?? (memory.offChip.bytesPerCycle * memory.clockHz) / 1e9,
    ...(macros && { cim: macros }),
  });
  const { passes } = loadTemplate('npu/system', 'default');
  return (workload) => {
    const work = npuCim.workOf(workload.build(), passes);
    const result = npuCim.evaluateSystem({
      system,
      work,
      assignment,
      schedule: 'sequential',
      residency: 'greedy',
      contention: 'fluid',
      splitOutputChannels: false,
    });
    const { latencyNs, energyPj, area, violations } = result;
    return {
      metrics: {
        latencyS: latencyNs / 1e9,
        energyJ: Object.values(energyPj).reduce((sum, pj) => sum + pj, 0) / 1e12,
        areaMm2: (area.npu + area.cim + area.sram) / 1e6,
      },
      violations: violations.flatMap(({ name, value, limit }) => exceed(name, value, limit)),
      ...(system.cim && { accuracyDrop: analogLoss(system.cim, work, result.assignment) }),
    };
  };
}

/** What the converters of analog macros cost of the accuracy; nothing where all arithmetic is exact. */
export function analogLoss(
  device: npuCim.CimDevice,
  work: readonly npuCim.Work[],
  assignment: npuCim.Assignment,
): (accuracy: number) => number {
  const technology = cimTechnology();
  const quality = npuCim.analogQuality(device, work, assignment, technology, { adcRange: 'calibrated' });
  return (accuracy) => npuCim.analogDrop(technology, accuracy, quality);
}
