/**
 * Predictor `hw-nas-bench-additive`: HW-NAS-Bench's analytic devices, whose figures are sums over the edges of the cell:
 * value = base + n1 conv1x1 + n3 conv3x3 + np avgpool. Edges without effect are charged, as the benchmark charges them.
 */
import type { AdditiveLatency } from '../../../hwtemplates/accuracy/latency/schema.js';
import { loadTemplate } from '../../../hwtemplates/loader.js';
import { badRequest, CogymError } from '../../errors.js';
import { countEdges } from '../../networks/cell.js';
import { cellInput } from './cell-input.js';
import type { LatencyEstimate, LatencyInput, LatencyPredictor } from './predictor.js';

type Device = AdditiveLatency['devices'][number];

export class AdditivePredictor implements LatencyPredictor {
  readonly id = 'hw-nas-bench-additive';
  readonly device: string;
  readonly #source: string;
  readonly #byDataset: ReadonlyMap<string, Device>;

  /** @throws CogymError `badRequest` for an unknown device */
  constructor(device = 'eyeriss', table: AdditiveLatency = loadTemplate('accuracy/latency', 'hw-nas-bench')) {
    const known = [...new Set(table.devices.map((entry) => entry.device))];
    if (!known.includes(device)) {
      throw badRequest('/device', `${this.id} knows the devices ${known.join(', ')}, not ${JSON.stringify(device)}`);
    }
    this.device = device;
    this.#source = table.source;
    this.#byDataset = new Map(
      table.devices.filter((entry) => entry.device === device).map((entry) => [entry.dataset, entry]),
    );
  }

  /** True, or the reason why not. */
  supports(dataset: string): true | string {
    if (this.#byDataset.has(dataset)) return true;
    return `${this.device} on ${dataset} is not a sum over edges; known: ${[...this.#byDataset.keys()].join(', ')}`;
  }

  predict(input: LatencyInput): LatencyEstimate {
    const { cell, dataset } = cellInput(input, this.id);
    const known = this.#byDataset.get(dataset);
    if (known === undefined) throw new CogymError('unsupported', String(this.supports(dataset)), '/parameters/dataset');
    const latencyMs = sumOver(cell, known.latencyMs);
    const energyMj =
      known.energyMj === undefined ? latencyMs * (known.powerW ?? Number.NaN) : sumOver(cell, known.energyMj);
    return {
      latencyMs,
      ...(Number.isNaN(energyMj) ? {} : { energyMj }),
      standardErrorMs: known.latencyErrorMs,
      provenance: {
        predictor: this.id,
        device: this.device,
        scale: 'analytic',
        validated: true,
        extrapolated: false,
        reasons: ['agrees with an analytic model of the device, not with a run on it; dead edges are charged'],
        source: this.#source,
      },
    };
  }
}

function sumOver(cell: string, { base, conv1x1, conv3x3, avgpool }: Device['latencyMs']): number {
  return base + countEdges(cell, '1') * conv1x1 + countEdges(cell, '3') * conv3x3 + countEdges(cell, 'p') * avgpool;
}
