/** What a cell costs on a device: HW-NAS-Bench's analytic ones, or the dataflow simulator with one of its templates. */
import { loadTemplate, templateNames } from '../../hwtemplates/index.js';
import { layerCost } from '../../simulators/index.js';
import { AdditivePredictor, type CellTask } from '../../src/accuracy/index.js';
import type { Provenance } from '../../src/design/evaluation.js';
import { badRequest } from '../../src/errors.js';
import { countEdges, nasBench201, pruneCell, toDataflowLayers } from '../../src/networks/index.js';

type Dataset = CellTask['dataset'];

/** Time and energy of one image. */
export interface CellCost {
  readonly latencyS: number;
  readonly energyJ: number;
}

export interface CellDevice {
  readonly provenance: Provenance;
  /** True, or the reason why not. */
  supports(dataset: Dataset): true | string;
  cost(code: string, dataset: Dataset): CellCost;
}

/** Size of the array that a dataflow template runs on. */
export interface ArrayOptions {
  readonly pes?: number;
  readonly nocBandwidth?: number;
  readonly clockMhz?: number;
}

/** Eyeriss's size and assumed clock, as `cogym latency eyeriss-anchor` has them. */
export const arrayDefaults = { pes: 168, nocBandwidth: 16, clockMhz: 200 } as const;

const analytic = ['eyeriss', 'fpga'];
export const deviceNames: readonly string[] = [...analytic, ...templateNames('dataflow')];

/** @throws CogymError `badRequest` for an unknown device, or an array given for one that has its own */
export function cellDevice(name: string, array: ArrayOptions): CellDevice {
  if (!deviceNames.includes(name)) {
    throw badRequest('/options/device', `the devices are ${deviceNames.join(', ')}, not ${JSON.stringify(name)}`);
  }
  if (!analytic.includes(name)) return new DataflowDevice(name, { ...arrayDefaults, ...array });
  const given = Object.keys(array)[0];
  if (given === undefined) return new AnalyticDevice(name);
  throw badRequest(`/options/${given}`, `${name} is as it was measured; ${given} belongs to a dataflow template`);
}

class AnalyticDevice implements CellDevice {
  readonly provenance: Provenance;
  readonly #predictor: AdditivePredictor;

  constructor(name: string) {
    this.#predictor = new AdditivePredictor(name);
    this.provenance = {
      simulator: this.#predictor.id,
      mode: name,
      validated: true,
      extrapolated: false,
      assumption: "HW-NAS-Bench's model of the device; edges without effect are charged",
    };
  }

  supports(dataset: Dataset): true | string {
    return this.#predictor.supports(dataset);
  }

  cost(code: string, dataset: Dataset): CellCost {
    const parameters = { cell: code, dataset, deadEdges: 'keep' } as const;
    const { latencyMs, energyMj = 0 } = this.#predictor.predict({ family: nasBench201.id, parameters });
    return { latencyS: latencyMs / 1e3, energyJ: energyMj / 1e3 };
  }
}

/** Convolutions and the classifier of the network without dead edges, one after the other; all else is free. */
class DataflowDevice implements CellDevice {
  readonly provenance: Provenance;
  readonly #name: string;
  readonly #array: Required<ArrayOptions>;
  /** By data set and numbers of live convolutions: cells that are equal in them have the same layers. */
  readonly #costs = new Map<string, CellCost>();

  constructor(name: string, array: Required<ArrayOptions>) {
    this.#name = name;
    this.#array = array;
    this.provenance = {
      simulator: 'dataflow',
      mode: 'corrected',
      validated: false,
      extrapolated: false,
      assumption: `template ${name}, ${array.pes} PEs at ${array.clockMhz} MHz; layers with MACs only, one by one`,
    };
  }

  supports(): true {
    return true;
  }

  cost(code: string, dataset: Dataset): CellCost {
    const live = pruneCell(code);
    const key = `${dataset} ${countEdges(live, '1')} ${countEdges(live, '3')}`;
    let cost = this.#costs.get(key);
    if (cost === undefined) {
      cost = this.#simulate(code, dataset);
      this.#costs.set(key, cost);
    }
    return cost;
  }

  #simulate(cell: string, dataset: Dataset): CellCost {
    const { clockMhz, ...array } = this.#array;
    const [template, costs] = [loadTemplate('dataflow', this.#name), loadTemplate('dataflow/costs', 'maestro-2021')];
    let [cycles, energyPj] = [0, 0];
    for (const { layer, repeat } of toDataflowLayers(nasBench201.build({ cell, dataset, deadEdges: 'prune' }))) {
      const cost = layerCost({ layer, template, costs, ...array });
      cycles += repeat * cost.cycles;
      energyPj += repeat * cost.energyPj;
    }
    return { latencyS: cycles / (clockMhz * 1e6), energyJ: energyPj / 1e12 };
  }
}
