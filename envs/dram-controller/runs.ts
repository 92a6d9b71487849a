/** Runs of the simulator, remembered by device, mode, workload and design. */
import type { DramAddressMaps, DramDevice } from '../../hwtemplates/index.js';
import {
  type DramController,
  type DramMode,
  type DramResult,
  type DramTrace,
  simulateDram,
} from '../../simulators/dram/index.js';
import type { Design } from '../../src/design/parameter.js';
import { type Metrics, metricsOf } from './metrics.js';
import { controllerParameters } from './space.js';
import type { Workload } from './workloads.js';

/** Runs kept for each trace; the oldest one goes first. */
const KEPT = 20_000;

/** By trace, then by device, mode and design. Several searches in one process share it; it changes no figure. */
const remembered = new WeakMap<DramTrace, Map<string, Metrics>>();

/** One memory: a device with its address maps, in a mode of the simulator. */
export class Memory {
  readonly device: DramDevice;
  readonly maps: DramAddressMaps['maps'];
  readonly mode: DramMode;

  constructor(device: DramDevice, maps: DramAddressMaps['maps'], mode: DramMode) {
    this.device = device;
    this.maps = maps;
    this.mode = mode;
  }

  /** The metrics of `workload` under the controller that `design` describes. */
  metrics({ trace }: Workload, design: Design): Metrics {
    const key = [this.device.id, this.mode, mapOf(design), ...Object.values(controllerOf(design))].join(' ');
    let runs = remembered.get(trace);
    if (runs === undefined) {
      runs = new Map();
      remembered.set(trace, runs);
    }
    let metrics = runs.get(key);
    if (metrics === undefined) {
      metrics = metricsOf(this.simulate(trace, design), trace.lines.length);
      if (runs.size >= KEPT) runs.delete(runs.keys().next().value as string);
      runs.set(key, metrics);
    }
    return metrics;
  }

  /** The run itself, with counts and energies by component. */
  simulate(trace: DramTrace, design: Design): DramResult {
    const addressMap = this.maps[mapOf(design)] as (typeof this.maps)[string];
    return simulateDram({ device: this.device, addressMap, trace, mode: this.mode, controller: controllerOf(design) });
  }
}

const mapOf = ({ addressMap = 'rbc' }: Design): string => String(addressMap);

/** The controller's options in their order; those that the preset fixes are left at the simulator's defaults. */
function controllerOf(design: Design): Partial<DramController> {
  const options: Record<string, unknown> = {};
  for (const name of controllerParameters) {
    if (design[name] !== undefined) options[name] = design[name];
  }
  return options;
}
