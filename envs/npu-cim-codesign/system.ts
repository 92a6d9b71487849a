/** A system by the names of its parts: templates loaded, macros worked out, devices with their remembered costs. */
import { cimTechnology, loadTemplate } from '../../hwtemplates/index.js';
import { cim, npu, npuCim } from '../../simulators/index.js';

export interface CimParts {
  /** One macro. */
  readonly macro: cim.Macro;
  readonly macros: number;
  readonly pingPong: boolean;
  /** Cells that are written at will; default: those of SRAM. */
  readonly rewritable?: boolean;
  readonly packDepthwise?: boolean;
  readonly dynamicWeights?: boolean;
}

export interface SystemParts {
  /** Name of a file in `hwtemplates/npu`. */
  readonly accelerator: string;
  readonly cim?: CimParts;
  readonly sramBytes: number;
  /** Default: the NPU's port at its clock. */
  readonly sramBytesPerNs?: number;
  readonly offChipBytesPerNs: number;
  /** Default: DRAM. */
  readonly offChipPjPerByte?: number;
}

/** Devices remembered before all are forgotten: each holds the costs of the layers that it met. */
const CAPACITY = 512;

/** Makes systems; devices of equal parts are one object, so that they share what they remember. */
export class SystemBuilder {
  readonly #npus = new Map<string, npuCim.NpuDevice>();
  readonly #blocks = new Map<string, npu.BlockTable>();
  readonly #cims = new Map<string, npuCim.CimDevice>();

  /** @throws CogymError `unknownTemplate`, or `badRequest` and `unsupported` with a pointer below /macro */
  build(parts: SystemParts): npuCim.System {
    const device = this.#npu(parts.accelerator);
    const { accelerator, system } = device.device;
    return {
      npu: device,
      ...(parts.cim && { cim: this.#cim(parts.cim) }),
      sram: {
        ...npuCim.sharedSram(cimTechnology().memory, parts.sramBytes, accelerator.sramBytesPerCycle),
        bytesPerNs: parts.sramBytesPerNs ?? (accelerator.sramBytesPerCycle * system.clockHz) / 1e9,
      },
      offChip: {
        bytesPerNs: parts.offChipBytesPerNs,
        pjPerByte: parts.offChipPjPerByte ?? device.technology.offChipPjPerByte.dram,
      },
      switchCycles: loadTemplate('npu/system', 'default').switchCycles,
    };
  }

  #npu(name: string): npuCim.NpuDevice {
    const known = this.#npus.get(name);
    if (known !== undefined) return known;
    const accelerator = loadTemplate('npu', name);
    const system = loadTemplate('npu/memory', accelerator.memorySystem);
    const geometry = npu.blockGeometry(accelerator);
    const blocks = this.#blocks.get(geometry) ?? new Map();
    this.#blocks.set(geometry, blocks);
    const device = npuCim.npuDevice({ accelerator, system }, loadTemplate('npu/technology', '28nm'), blocks);
    this.#npus.set(name, device);
    return device;
  }

  /** The number of macros and how they are used do not change what a layer asks of one macro. */
  #cim({ macro, rewritable, ...options }: CimParts): npuCim.CimDevice {
    const { dynamicWeights = false, packDepthwise = false } = options;
    const key = JSON.stringify([macro, dynamicWeights, packDepthwise]);
    let known = this.#cims.get(key);
    if (known === undefined) {
      known = npuCim.cimDevice(cim.prepareMacro(macro, cimTechnology()), options);
      if (this.#cims.size >= CAPACITY) this.#cims.clear();
      this.#cims.set(key, known);
    }
    return { ...known, ...options, ...(rewritable === undefined ? {} : { rewritable }) };
  }
}
