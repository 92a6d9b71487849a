/**
 * Speed of the compute-in-memory model, one thread: `npm run bench -- cim [--smoke]`. Goal: 50,000 layers a second on
 * one macro with the mapper `widest-two`. Layers vary; candidate rows are kept by shape, nothing else is.
 */
import { Bench } from 'tinybench';
import { cimTechnology } from '../hwtemplates/index.js';
import {
  type ArrayMacro,
  type CimLayer,
  type GateMacro,
  type LayerOptions,
  layerNoise,
  layerOnMacro,
  type Macro,
  prepareMacro,
} from '../simulators/cim/index.js';
import { RandomStream } from '../src/stats/random.js';

const technology = cimTechnology();
const gates: GateMacro = { costModel: 'gate-level', kind: 'digital-sram', outputsPerWordline: 32, rows: 256 };
const arrays: ArrayMacro = {
  costModel: 'array-level',
  kind: 'rram',
  rows: 128,
  columns: 128,
  adcModel: 'neurosim-sar',
  adcBits: 6,
};
const widest: LayerOptions = { rowMapping: 'loop-factors', mapper: 'widest-two' };
const lowest: LayerOptions = { rowMapping: 'loop-factors', mapper: 'lowest-edp' };

/** Prints one line of JSON a case: `{simulator, case, perSecond, goal?}`, by the median run. */
export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const bench = new Bench(smoke ? { iterations: 2, time: 0, warmup: false } : { time: 1500, warmupTime: 500 });
  const layers = layersToTry(smoke ? 20 : 2000);
  const goals = new Map<string, number>();
  const add = (name: string, macro: Macro, options: LayerOptions, goal?: number) => {
    const prepared = prepareMacro(macro, technology);
    if (goal !== undefined) goals.set(name, goal);
    bench.add(name, () => {
      for (const layer of layers) layerOnMacro(prepared, layer, options);
    });
  };
  add('gate-level, widest-two, one macro', gates, widest, 50_000);
  add('gate-level, widest-two, 8 macros', { ...gates, macros: 8 }, widest);
  add('gate-level, lowest-edp, one macro', gates, lowest);
  add('gate-level, dense, one macro', gates, {}, 50_000);
  add('array-level', arrays, {}, 50_000);
  bench.add('macros prepared', () => {
    for (const { outChannels } of layers) {
      prepareMacro({ ...gates, outputsPerWordline: Math.min(64, outChannels) }, technology);
    }
  });
  const noisy = prepareMacro(arrays, technology);
  const few = layers.slice(0, 20);
  bench.add('noise of a layer', () => {
    for (const layer of few) layerNoise(noisy, layer, technology);
  });
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} ended ${result.state}`);
    const count = name === 'noise of a layer' ? few.length : layers.length;
    const perSecond = Math.round((1000 * count) / result.latency.p50);
    console.log(JSON.stringify({ simulator: 'cim', case: name, perSecond, goal: goals.get(name) }));
  }
}

/** Layers of the sizes that mobile networks have, no two draws alike by design. */
function layersToTry(count: number): CimLayer[] {
  const random = RandomStream.from(0, 'cim layers');
  return Array.from({ length: count }, () => {
    const kernel = [1, 3, 5][random.integer(3)] as number;
    return {
      outChannels: 8 * (1 + random.integer(64)),
      inChannels: 8 * (1 + random.integer(64)),
      kernelHeight: kernel,
      kernelWidth: kernel,
      outHeight: 1 + random.integer(56),
      outWidth: 1 + random.integer(56),
    };
  });
}
