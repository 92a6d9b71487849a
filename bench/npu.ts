/**
 * Speed of the NPU model, one thread: `npm run bench -- npu [--smoke]`. Networks of 64 operators, no two alike: cold with
 * nothing remembered from one network to the next, shared with one table of operators for all, again with every operator
 * known. Goal: 260 known networks a second.
 */
import { Bench } from 'tinybench';
import { cimTechnology, loadTemplate } from '../hwtemplates/index.js';
import { evaluateNpu, type NpuLayer, OperatorCosts } from '../simulators/npu/index.js';
import { sharedSram } from '../simulators/npu-cim/index.js';
import { RandomStream } from '../src/stats/random.js';

const GOAL = 260;
const OPERATORS = 64;
const accelerator = loadTemplate('npu', 'ethos-u55-256');
const memorySystem = loadTemplate('npu/memory', accelerator.memorySystem);
const technology = loadTemplate('npu/technology', '28nm');
const sram = sharedSram(cimTechnology().memory, memorySystem.sramBytes, accelerator.sramBytesPerCycle);
const system = { accelerator, memorySystem, technology, sram, weightCompressionRatio: 1 };

/** Prints one line of JSON a case: `{simulator, case, operators, networksPerSecond, goal?}`, by the median run. */
export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const bench = new Bench(
    smoke ? { iterations: 2, time: 0, warmup: false } : { iterations: 10, time: 1500, warmupIterations: 2 },
  );
  const networks = networksToTry(smoke ? 2 : 20);
  const costs = () => new OperatorCosts({ accelerator, system: memorySystem });
  const all = (table?: OperatorCosts): void => {
    for (const layers of networks) evaluateNpu({ ...system, layers }, table ?? costs());
  };
  const known = costs();
  all(known);
  bench.add('cold', () => all());
  bench.add('shared', () => all(costs()));
  bench.add('again', () => all(known));
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} ended ${result.state}`);
    const networksPerSecond = Math.round((1000 * networks.length) / result.latency.p50);
    const line = { simulator: 'npu', case: name, operators: OPERATORS, networksPerSecond };
    console.log(JSON.stringify(name === 'again' ? { ...line, goal: GOAL } : line));
  }
}

/** Inverted residual blocks on maps that shrink, as mobile networks have them; sizes differ from network to network. */
function networksToTry(count: number): NpuLayer[][] {
  const random = RandomStream.from(0, 'npu networks');
  return Array.from({ length: count }, () => {
    const layers: NpuLayer[] = [];
    let side = 96 + 16 * random.integer(5);
    let depth = 16 + 8 * random.integer(3);
    const add = (op: NpuLayer['op'], out: number, size: number, stride = 1): void => {
      const kernel = [size, size] as const;
      const inShape = [side, side, depth] as const;
      side = Math.ceil(side / stride);
      depth = out;
      layers.push({ op, inShape, outShape: [side, side, out], kernel, stride: [stride, stride], activation: 'relu' });
    };
    while (layers.length < OPERATORS) {
      const strided = side > 8 && layers.length % 16 === 0;
      const width = strided ? depth + 8 * (1 + random.integer(3)) : depth;
      add('conv2d', depth * (3 + random.integer(4)), 1);
      add('depthwiseConv2d', depth, random.integer(2) === 0 ? 3 : 5, strided ? 2 : 1);
      add('conv2d', width, 1);
      add('add', width, 1);
    }
    return layers;
  });
}
