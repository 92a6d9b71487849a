/** Systems and networks that tests of the NPU + macro system share. */
import fc from 'fast-check';
import { cimTechnology, loadTemplate } from '../../../hwtemplates/index.js';
import { type Macro, prepareMacro } from '../../../simulators/cim/index.js';
import {
  cimDevice,
  evaluateSystem,
  type LayerNetwork,
  npuDevice,
  type System,
  type SystemRequest,
  type SystemResult,
  sharedSram,
  type Work,
  workOf,
} from '../../../simulators/npu-cim/index.js';
import { NetworkBuilder } from '../../../src/networks/index.js';

export const digital: Macro = {
  costModel: 'gate-level',
  kind: 'digital-sram',
  outputsPerWordline: 32,
  rows: 256,
  inputBitsPerCycle: 1,
};
export const rram: Macro = {
  costModel: 'array-level',
  kind: 'rram',
  rows: 128,
  columns: 128,
  adcModel: 'neurosim-sar',
  adcBits: 5,
  cellBits: 2,
};

interface SystemOptions {
  readonly accelerator?: string;
  readonly macro?: Macro;
  /** 0: no macros. */
  readonly macros?: number;
  readonly pingPong?: boolean;
  readonly sramKib?: number;
  readonly offChipGBs?: number;
  readonly dynamicWeights?: boolean;
  readonly packDepthwise?: boolean;
}

export function systemOf(options: SystemOptions = {}): System {
  const { accelerator = 'ethos-u55-128', macro = digital, macros = 16, pingPong = false } = options;
  const npu = loadTemplate('npu', accelerator);
  const memory = loadTemplate('npu/memory', npu.memorySystem);
  const technology = cimTechnology();
  const sram = sharedSram(technology.memory, (options.sramKib ?? 1024) * 1024, npu.sramBytesPerCycle);
  const { dynamicWeights = false, packDepthwise = false } = options;
  const cim = cimDevice(prepareMacro(macro, technology), { macros, pingPong, dynamicWeights, packDepthwise });
  return {
    npu: npuDevice({ accelerator: npu, system: memory }, loadTemplate('npu/technology', '28nm')),
    ...(macros > 0 ? { cim } : {}),
    sram: { ...sram, bytesPerNs: 8 },
    offChip: { bytesPerNs: options.offChipGBs ?? 2, pjPerByte: 29.6 },
    switchCycles: loadTemplate('npu/system', 'default').switchCycles,
  };
}

export const worked = (network: LayerNetwork): Work[] => workOf(network, loadTemplate('npu/system', 'default').passes);

export const defaults = {
  assignment: 'optimal',
  schedule: 'sequential',
  residency: 'optimal',
  contention: 'fluid',
  splitOutputChannels: false,
} as const satisfies Partial<SystemRequest>;

export function simulate(system: System, work: readonly Work[], changes: Partial<SystemRequest> = {}): SystemResult {
  return evaluateSystem({ ...defaults, system, work, ...changes });
}

/** 3x3 of 128 channels on a 7x7 map, the worked example of the macro model. */
export function bodyNetwork(): LayerNetwork {
  const network = new NetworkBuilder('body', { h: 7, w: 7, c: 128 });
  network.conv({ out: 128, kernel: 3 });
  return network.build();
}

/** Small networks of convolutions, some of them side by side and added. */
export const networks: fc.Arbitrary<LayerNetwork> = fc
  .record({
    side: fc.integer({ min: 4, max: 20 }),
    channels: fc.constantFrom(8, 24, 64),
    blocks: fc.array(
      fc.record({
        kind: fc.constantFrom('conv', 'pointwise', 'depthwise', 'residual', 'attention'),
        out: fc.constantFrom(16, 48, 128),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ side, channels, blocks }) => {
    const network = new NetworkBuilder('random', { h: side, w: side, c: channels });
    network.conv({ out: channels, kernel: 1 });
    for (const { kind, out } of blocks) {
      if (kind === 'conv') network.conv({ out, kernel: 3 });
      else if (kind === 'pointwise') network.conv({ out, kernel: 1 });
      else if (kind === 'depthwise') network.dwconv({ kernel: 3 });
      else if (kind === 'residual') {
        const from = network.last;
        const [, , width] = network.shape(from);
        const other = network.conv({ out: width, kernel: 1 }, from);
        const one = network.conv({ out: width, kernel: 3 }, from);
        network.add(one, other);
      } else {
        network.layernorm();
        network.fc({ out, perPosition: true, role: 'mlp1' });
      }
    }
    return network.build();
  });
