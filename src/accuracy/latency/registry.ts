/** The latency predictors by name. */
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import { AdditivePredictor } from './additive.js';
import { CellTable } from './cell-table.js';
import { lookupTable } from './lookup-table.js';
import { MeasuredPredictor } from './measured.js';
import { OneProxyPredictor } from './one-proxy-predictor.js';
import type { LatencyPredictor } from './predictor.js';
import { RegressionPredictor } from './regression.js';

export interface PredictorOptions {
  /** Path of the table of measurements or blocks. */
  readonly table?: string;
  /** Path of the table that names the cells of `table` (columns index and code). */
  readonly cells?: string;
  readonly device?: string;
  /** `one-proxy`: the well-measured device. */
  readonly proxy?: string;
  /** Measurements to fit on. */
  readonly samples?: number;
  readonly seed?: number;
}

const factories: Readonly<Record<string, (options: PredictorOptions) => LatencyPredictor>> = {
  'hw-nas-bench-additive': ({ device }) => new AdditivePredictor(device),
  'lookup-table': (options) => lookupTable(tableOf(options)),
  tabular: (options) => new MeasuredPredictor(cellsOf(options), deviceOf(options)),
  ridge: (options) => new RegressionPredictor('ridge', cellsOf(options), deviceOf(options), fitOptions(options)),
  gbdt: (options) => new RegressionPredictor('gbdt', cellsOf(options), deviceOf(options), fitOptions(options)),
  'one-proxy': (options) => {
    if (options.proxy === undefined) throw badRequest('/proxy', 'one-proxy needs the device that is the proxy');
    return new OneProxyPredictor(cellsOf(options), options.proxy, deviceOf(options), fitOptions(options));
  },
};

/** What each predictor takes beside the network. */
const taken: Readonly<Record<string, readonly (keyof PredictorOptions)[]>> = {
  'hw-nas-bench-additive': ['device'],
  'lookup-table': ['table'],
  tabular: ['table', 'cells', 'device'],
  ridge: ['table', 'cells', 'device', 'samples', 'seed'],
  gbdt: ['table', 'cells', 'device', 'samples', 'seed'],
  'one-proxy': ['table', 'cells', 'device', 'proxy', 'samples', 'seed'],
};

export const predictorNames: readonly string[] = Object.keys(factories);

/**
 * The predictor named `id`; a fitted one is fitted here, so keep it.
 * @throws CogymError `badRequest` for an unknown name or an option that it does not take, `tableMissing`
 */
export function latencyPredictor(id: string, options: PredictorOptions = {}): LatencyPredictor {
  const make = Object.hasOwn(factories, id) ? factories[id] : undefined;
  if (make === undefined) {
    const near = nearest(id, predictorNames, 1);
    throw badRequest(
      '/predictor',
      `no predictor ${JSON.stringify(id)}; known: ${predictorNames.join(', ')}; did you mean ${near}?`,
    );
  }
  const stranger = (Object.keys(options) as (keyof PredictorOptions)[]).find(
    (name) => options[name] !== undefined && !taken[id]?.includes(name),
  );
  if (stranger !== undefined) {
    throw badRequest(`/${stranger}`, `${id} takes ${taken[id]?.join(', ')}, not ${stranger}`);
  }
  return make(options);
}

function tableOf({ table }: PredictorOptions): string {
  if (table !== undefined) return table;
  throw new CogymError('tableMissing', 'give the path of the table; none comes with the package', '/table');
}

function deviceOf({ device }: PredictorOptions): string {
  if (device !== undefined) return device;
  throw badRequest('/device', 'name the device: a column of the table');
}

const cellsOf = (options: PredictorOptions) => new CellTable(tableOf(options), options.cells);

const fitOptions = ({ samples, seed }: PredictorOptions) => ({
  ...(samples === undefined ? {} : { samples }),
  ...(seed === undefined ? {} : { seed }),
});
