/** Predictor `tabular`: what a user's table holds for a NAS-Bench-201 cell on a device. */
import { CogymError } from '../../errors.js';
import { cellInput } from './cell-input.js';
import type { CellTable } from './cell-table.js';
import type { LatencyEstimate, LatencyInput, LatencyPredictor } from './predictor.js';

export class MeasuredPredictor implements LatencyPredictor {
  readonly id = 'tabular';
  readonly #table: CellTable;
  readonly #device: string;
  readonly #latencies: Float64Array;
  readonly #energies: Float64Array | undefined;

  constructor(table: CellTable, device: string) {
    this.#table = table;
    this.#device = device;
    this.#latencies = table.latencies(device);
    this.#energies = table.energies(device);
  }

  predict(input: LatencyInput): LatencyEstimate {
    const { cell } = cellInput(input, this.id);
    const { path } = this.#table.table;
    const row = this.#table.rowOf(cell);
    const latencyMs = row === undefined ? Number.NaN : (this.#latencies[row] as number);
    if (row === undefined || Number.isNaN(latencyMs)) {
      throw new CogymError(
        'notInTable',
        `${path} has no latency of the cell ${cell} on ${this.#device}`,
        '/parameters',
      );
    }
    const energyMj = this.#energies?.[row];
    return {
      latencyMs,
      ...(energyMj === undefined || Number.isNaN(energyMj) ? {} : { energyMj }),
      provenance: {
        predictor: this.id,
        device: this.#device,
        scale: 'measured',
        validated: true,
        extrapolated: false,
        reasons: ['the table does not say how far its own measurements scatter'],
        source: path,
      },
    };
  }
}
