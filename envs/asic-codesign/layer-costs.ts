/** Costs of layers on sub-accelerators, each computed once: a remembered answer is the same bits. */
import { loadTemplate } from '../../hwtemplates/index.js';
import type { LayerSummary } from '../../simulators/index.js';
import { layerCost } from '../../simulators/index.js';
import type { DataflowLayer } from '../../src/networks/dataflow-layers.js';
import type { SubAccelerator } from './budgets.js';
import type { Technology } from './technology.js';

/** Layer costs remembered before the oldest go; about 100 bytes each. */
const CAPACITY = 1_000_000;

export class LayerCosts {
  readonly #technology: Technology;
  readonly #shapes = new Map<string, number>();
  readonly #layers: DataflowLayer[] = [];
  readonly #summaries = new Map<string, LayerSummary>();

  constructor(technology: Technology) {
    this.#technology = technology;
  }

  /** A number for the layer's loop bounds: equal layers get equal numbers. */
  shape(layer: DataflowLayer): number {
    const key = Object.values(layer).join();
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      shape = this.#layers.push(layer) - 1;
      this.#shapes.set(key, shape);
    }
    return shape;
  }

  /** Cycles, energy (pJ) and buffer needs (bytes) of one layer of that shape on `part`, which must have PEs. */
  on(shape: number, part: SubAccelerator): LayerSummary {
    const key = `${shape},${part.template},${part.pes},${part.nocBandwidth}`;
    const known = this.#summaries.get(key);
    if (known !== undefined) return known;
    const summary = layerCost({
      ...this.#technology.hardware,
      layer: this.#layers[shape] as DataflowLayer,
      template: loadTemplate('dataflow', part.template),
      pes: part.pes,
      nocBandwidth: part.nocBandwidth,
    });
    if (this.#summaries.size >= CAPACITY) this.#summaries.delete(this.#summaries.keys().next().value as string);
    this.#summaries.set(key, summary);
    return summary;
  }
}
