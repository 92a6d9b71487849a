/** The joint space: network, hardware, assignment. */

import { npuCim } from '../../simulators/index.js';
import { DesignSpace } from '../../src/design/design-space.js';
import { type Condition, categorical, ordinal, type Parameter } from '../../src/design/parameter.js';
import { hybrid } from '../../src/networks/index.js';
import type { Options } from './options.js';

export const cimKinds = ['none', 'digital-sram', 'analog-sram', 'rram'] as const;
export type CimKind = (typeof cimKinds)[number];

const STAGES = 5;
/** First stage that may be a transformer, and so have linear layers. */
const FIRST_TRANSFORMER = 3;
const MOST_BLOCKS = 6;

/** Layers of a block that may have a device of their own. */
const blockRoles = {
  mbconv: ['expand', 'project'],
  transformer: ['query', 'key', 'value', 'projection', 'mlp1', 'mlp2'],
} as const;

/** Name of the device of one layer, with the option `fine`. */
export const layerTarget = (stage: number, block: number, role: string): string =>
  `stage${stage}Block${block}${role.charAt(0).toUpperCase()}${role.slice(1)}Target`;

export function designSpace(options: Options): DesignSpace {
  const macros = options.assignment !== 'npu-only';
  return new DesignSpace([
    ...hybrid.designSpace({}).parameters,
    ...hardwareParameters(macros),
    ...assignmentParameters(options, macros),
  ]);
}

const hasMacros: Condition = { parameter: 'cimKind', oneOf: cimKinds.filter((kind) => kind !== 'none') };
const isKind = (...kinds: CimKind[]): Condition => ({ parameter: 'cimKind', oneOf: kinds });

function hardwareParameters(macros: boolean): Parameter[] {
  const group = { group: 'hardware' };
  const when = (activeWhen: Condition) => ({ ...group, activeWhen });
  const npus = ['ethos-u55-128', 'ethos-u55-256', 'ethos-u65-512', 'scaled-1024', 'scaled-2048'];
  const parameters: Parameter[] = [
    categorical('npu', npus, group),
    ordinal('sramKib', [256, 512, 1024, 2048], { ...group, unit: 'KiB' }),
    ordinal('offChipGBs', [2, 4, 8], { ...group, unit: 'GB/s' }),
  ];
  if (!macros) return parameters;
  return [
    ...parameters,
    categorical('cimKind', cimKinds, group),
    ordinal('cimRows', [64, 128, 256, 512], when(hasMacros)),
    ordinal('cimOutputs', [16, 32, 64], { ...when(hasMacros), description: 'weights per wordline' }),
    ordinal('cimMacros', [1, 2, 4, 8, 16, 32, 64, 128], when(hasMacros)),
    ordinal('inputBitsPerCycle', [1, 2], { ...when(isKind('digital-sram', 'analog-sram')), unit: 'bit' }),
    ordinal('adcBits', [4, 5, 6, 7, 8], { ...when(isKind('analog-sram', 'rram')), unit: 'bit' }),
    ordinal('cellBits', [1, 2, 4], { ...when(isKind('rram')), unit: 'bit' }),
    categorical('adcRange', ['full', 'calibrated'], {
      ...when(isKind('analog-sram', 'rram')),
      description: 'scale of the converters: every partial sum, or four standard deviations above the mean',
    }),
    categorical('pingPong', [0, 1], when(isKind('digital-sram', 'analog-sram'))),
  ];
}

/** An NPU alone may stream frames too, whose leakage counts for the period: energies are compared on equal terms. */
function assignmentParameters({ assignment, fine }: Options, macros: boolean): Parameter[] {
  const group = { group: 'assignment' };
  if (!macros) return [categorical('schedule', ['sequential', 'pipelined'], group)];
  const parameters: Parameter[] = [];
  if (assignment === 'searched') parameters.push(...(fine ? layerTargets() : stageTargets()), target('targetFc'));
  if (assignment !== 'pipelined') parameters.push(categorical('schedule', npuCim.schedules, group));
  const residencies = ['optimal', 'greedy', 'none'];
  return [...parameters, categorical('residency', residencies, { ...group, activeWhen: hasMacros })];
}

const target = (name: string, ...further: Condition[]): Parameter =>
  categorical(name, ['npu', 'cim'], {
    group: 'assignment',
    activeWhen: further.length === 0 ? hasMacros : { all: [hasMacros, ...further] },
  });

const ofType = (stage: number, type: string): Condition[] =>
  stage < FIRST_TRANSFORMER ? [] : [{ parameter: `stage${stage}Type`, oneOf: [type] }];

const stages = Array.from({ length: STAGES }, (_, i) => i + 1);

function stageTargets(): Parameter[] {
  return stages.flatMap((stage) => [
    target(`target${stage}Conv`),
    ...(stage < FIRST_TRANSFORMER ? [] : [target(`target${stage}Linear`, ...ofType(stage, 'transformer'))]),
  ]);
}

function layerTargets(): Parameter[] {
  const parameters = [target('stemTarget')];
  for (const stage of stages) {
    if (stage >= FIRST_TRANSFORMER)
      parameters.push(target(`stage${stage}DownsampleTarget`, ...ofType(stage, 'transformer')));
    for (let block = 1; block <= MOST_BLOCKS; block++) {
      const there: Condition[] = block === 1 ? [] : [{ parameter: `stage${stage}Depth`, atLeast: block }];
      for (const type of stage < FIRST_TRANSFORMER ? (['mbconv'] as const) : (['mbconv', 'transformer'] as const)) {
        for (const role of blockRoles[type]) {
          if (role === 'expand' && stage === 1) continue;
          parameters.push(target(layerTarget(stage, block, role), ...there, ...ofType(stage, type)));
        }
      }
    }
  }
  return [...parameters, target('headTarget')];
}
