/**
 * Closed-form latency, energy, area, power and accuracy of a small systolic accelerator that runs a seven-layer
 * network: a benchmark of search agents, not a model of a real chip.
 */

export type Dataflow = 'weightStationary' | 'outputStationary' | 'inputStationary';

export interface Accelerator {
  readonly peRows: number;
  readonly peColumns: number;
  readonly clockMhz: number;
  readonly bufferKib: number;
  readonly registerBytes: number;
  readonly dataflow: Dataflow;
  readonly dramGbPerS: number;
  /** Bits per weight and activation: 4, 8 or 16. */
  readonly bits: number;
  /** Channel multiplier of the network: 0.25 to 1.25 in quarters. */
  readonly width: number;
}

export interface AcceleratorMetrics {
  readonly latencyMs: number;
  readonly energyMj: number;
  readonly areaMm2: number;
  readonly powerMw: number;
  readonly accuracyPercent: number;
}

/** Output positions of the seven layers and output channels of the first six at width 1. */
const positions = [2304, 2304, 576, 576, 144, 36, 1];
const baseChannels = [16, 32, 64, 64, 128, 256];
const classes = 10;
const firstK = 27;

const macPj = new Map([
  [4, 0.08],
  [8, 0.2],
  [16, 0.6],
]);
const peUm2 = new Map([
  [4, 150],
  [8, 350],
  [16, 1100],
]);
const accuracyOfWidth = new Map([
  [0.25, 78],
  [0.5, 84.5],
  [0.75, 87.4],
  [1, 88.8],
  [1.25, 89.6],
]);
const accuracyLossOfBits = new Map([
  [4, 2.6],
  [8, 0.3],
  [16, 0],
]);

export function evaluateAccelerator(a: Accelerator): AcceleratorMetrics {
  const { clockMhz, bufferKib, registerBytes, dramGbPerS, bits } = a;
  const bytes = bits / 8;
  const wordPj = (macPj.get(bits) as number) + 0.015 * bytes * Math.sqrt(registerBytes);
  const bufferPj = 0.08 * Math.sqrt(bufferKib);
  let latencyS = 0;
  let dynamicPj = 0;
  let dramBytes = 0;
  let k = firstK;
  for (let l = 0; l < positions.length; l++) {
    const m = positions[l] as number;
    const base = baseChannels[l];
    const n = base === undefined ? classes : 8 * Math.ceil((a.width * base) / 8);
    const layer = evaluateLayer(a, m, n, k);
    latencyS += Math.max(layer.cycles / (clockMhz * 1e6), layer.dramBytes / (dramGbPerS * 1e9));
    dynamicPj += m * n * k * wordPj + bufferPj * layer.bufferBytes;
    dramBytes += layer.dramBytes;
    k = l === baseChannels.length - 1 ? n : 9 * n;
  }
  const voltage = 0.6 + (0.4 * clockMhz) / 1000;
  const pes = a.peRows * a.peColumns;
  const areaMm2 = (pes * ((peUm2.get(bits) as number) + 6 * registerBytes) + 2200 * bufferKib) / 1e6 + 0.15;
  const staticW = 0.008 * areaMm2 * voltage + 0.015 * dramGbPerS;
  const energyJ = dynamicPj * 1e-12 * voltage ** 2 + dramBytes * 60e-12 + staticW * latencyS;
  return {
    latencyMs: latencyS * 1e3,
    energyMj: energyJ * 1e3,
    areaMm2,
    powerMw: (energyJ / latencyS) * 1e3,
    accuracyPercent: (accuracyOfWidth.get(a.width) as number) - (accuracyLossOfBits.get(bits) as number),
  };
}

/** One layer as a product of an m x k by a k x n matrix. */
function evaluateLayer(a: Accelerator, m: number, n: number, k: number) {
  const { peRows, peColumns, dataflow } = a;
  const bytes = a.bits / 8;
  const half = 512 * a.bufferKib;
  const chunk = Math.floor((8 * a.registerBytes) / (2 * a.bits));
  const [weights, inputs, outputs] = [n * k * bytes, m * k * bytes, m * n * bytes];
  /** Bytes of `moved` when it is read again for each buffer half of `kept`, unless it fits a half itself. */
  const again = (moved: number, kept: number) => moved * (moved <= half ? 1 : Math.ceil(kept / half));
  let rows = k;
  let columns = n;
  let time = m;
  let dramBytes = outputs;
  if (dataflow === 'weightStationary') dramBytes += weights + again(inputs, weights);
  else if (dataflow === 'outputStationary') {
    [rows, columns, time] = [m, n, k];
    dramBytes += inputs + again(weights, outputs);
  } else {
    [rows, columns, time] = [k, m, n];
    dramBytes += inputs + again(weights, inputs);
  }
  const folds = Math.ceil(rows / peRows) * Math.ceil(columns / peColumns);
  const cycles = folds * (time + peColumns - 1) + Math.ceil(folds / chunk) * peRows;
  const bufferBytes =
    dataflow === 'outputStationary'
      ? folds * (time * (peRows + peColumns) * bytes + 4 * peRows * peColumns)
      : folds * (time * peRows * bytes + 4 * time * peColumns + peRows * peColumns * bytes);
  return { cycles, dramBytes, bufferBytes };
}
