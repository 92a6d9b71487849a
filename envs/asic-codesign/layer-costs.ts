/** Costs of layers on sub-accelerators, each computed once: a remembered answer is the same bits. */
import type { LayerRequest, LayerSummary } from '../../simulators/index.js';
import { layerCost } from '../../simulators/index.js';
import type { DataflowLayer } from '../../src/networks/index.js';

/** Layer costs remembered before the oldest go; about 100 bytes each. */
const CAPACITY = 1_000_000;

/** For requests that differ in layer, template, PEs and bandwidth alone, their layers interned by {@link LayerCosts.intern}. */
export class LayerCosts {
  readonly #numbers = new Map<object, number>();
  readonly #layers = new Map<string, DataflowLayer>();
  readonly #costs = new Map<string, LayerSummary>();

  /** The one object for layers of these loop bounds. */
  intern(layer: DataflowLayer): DataflowLayer {
    const key = Object.values(layer).join();
    const known = this.#layers.get(key);
    if (known !== undefined) return known;
    this.#layers.set(key, layer);
    this.#numbers.set(layer, this.#numbers.size);
    return layer;
  }

  /** `layerCost`, remembered. */
  readonly of = (request: LayerRequest): LayerSummary => {
    const { layer, template, pes, nocBandwidth } = request;
    const key = `${this.#numbers.get(layer)} ${template?.name} ${pes} ${nocBandwidth}`;
    const known = this.#costs.get(key);
    if (known !== undefined) return known;
    const cost = layerCost(request);
    if (this.#costs.size >= CAPACITY) this.#costs.delete(this.#costs.keys().next().value as string);
    this.#costs.set(key, cost);
    return cost;
  };
}
