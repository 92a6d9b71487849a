/** Predictor `one-proxy`: a well-measured device's model adapted to another one by few of its measurements. */
import { badRequest } from '../../errors.js';
import { type Regressor, rootMeanSquaredError } from '../../models/index.js';
import { RandomStream } from '../../stats/random.js';
import { cellInput } from './cell-input.js';
import type { CellTable } from './cell-table.js';
import { edgeFeatures } from './edge-features.js';
import { adapt, proxyModel, type Samples, VALIDATION_SAMPLES } from './one-proxy.js';
import type { LatencyEstimate, LatencyInput, LatencyPredictor, LatencyProvenance } from './predictor.js';

export const oneProxyDefaults = { samples: 10, seed: 0 } as const;

export class OneProxyPredictor implements LatencyPredictor {
  readonly id = 'one-proxy';
  readonly #model: Regressor;
  readonly #standardErrorMs: number;
  readonly #provenance: LatencyProvenance;

  /**
   * @param proxy device whose measurements all train the linear model
   * @param target device of which `samples` measurements adapt it and 10 further ones choose the penalty
   */
  constructor(
    table: CellTable,
    proxy: string,
    target: string,
    options: { readonly samples?: number; readonly seed?: number } = {},
  ) {
    const { samples, seed } = { ...oneProxyDefaults, ...options };
    const [onProxy, onTarget] = [table.latencies(proxy), table.latencies(target)];
    const featuresOf = (rows: readonly number[]) => rows.map((row) => edgeFeatures(table.codes[row] as string));
    const measured = (latencies: Float64Array) =>
      table.codes.flatMap((_, row) => (Number.isNaN(latencies[row]) ? [] : [row]));
    const proxyRows = measured(onProxy);
    const targetRows = measured(onTarget);
    const most = targetRows.length - VALIDATION_SAMPLES;
    if (!Number.isInteger(samples) || samples < 2 || samples > most) {
      throw badRequest('/samples', `samples is an integer from 2 to ${most}, not ${samples}`);
    }
    const order = RandomStream.from(seed, 'one-proxy').shuffle(targetRows);
    const draw = (from: number, to: number): Samples => {
      const rows = order.slice(from, to);
      return { rows: featuresOf(rows), targets: rows.map((row) => onTarget[row] as number) };
    };
    const [train, validation] = [draw(0, samples), draw(samples, samples + VALIDATION_SAMPLES)];
    const model = proxyModel(
      featuresOf(proxyRows),
      proxyRows.map((row) => onProxy[row] as number),
    );
    this.#model = adapt(model, train, validation);
    this.#standardErrorMs = rootMeanSquaredError(
      validation.rows.map((row) => this.#model.predict(row)),
      validation.targets,
    );
    this.#provenance = {
      predictor: this.id,
      device: target,
      scale: 'regression',
      validated: false,
      extrapolated: false,
      reasons: [
        `model of ${proxy} adapted by ${samples} measurements; the standard error is of ${VALIDATION_SAMPLES} others, ` +
          'which also chose the penalty',
        'without a proxy as many measurements may do as well: see the study one-proxy and its control',
      ],
      source: table.table.path,
    };
  }

  predict(input: LatencyInput): LatencyEstimate {
    const { cell } = cellInput(input, this.id);
    return {
      latencyMs: this.#model.predict(edgeFeatures(cell)),
      standardErrorMs: this.#standardErrorMs,
      provenance: this.#provenance,
    };
  }
}
