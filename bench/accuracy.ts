/** Speed of the accuracy estimators, one thread: `npm run bench -- accuracy`. Goal: 50,000 estimates a second each. */
import { Bench } from 'tinybench';
import { AdditivePredictor, cellTasks, nasBench201, ofaElastic, publishedImagenet } from '../src/accuracy/index.js';
import { buildNetwork, CELLS, cellCode, cellString, ofaMobilenetV3 } from '../src/networks/index.js';
import { RandomStream } from '../src/stats/index.js';
import { verdict } from './shared/verdict.js';

const goal = 50_000;

export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 50, warmup: false } : { time: 2000 });
  const cells = cellEstimates();
  for (const { id } of cellTasks) bench.add(`nas-bench-201 ${id}`, cells(id));
  bench.add('published-imagenet of MobileNets', mobileEstimates());
  bench.add('ofa-elastic', elasticEstimates());
  bench.add('latency hw-nas-bench-additive', additiveLatencies());
  await bench.run();
  for (const task of bench.tasks) {
    if (task.result.state !== 'completed') throw new Error(`${task.name} ended ${task.result.state}`);
    // The median: other work on the machine lengthens a few calls by a lot.
    const rate = 1000 / task.result.latency.p50;
    console.log(`${verdict(rate >= goal, args)} ${task.name}: ${Math.round(rate)} estimates/s (>= ${goal})`);
  }
}

/** Calls `use` with one of `items` after the other, over and over. */
function walk<T>(items: readonly T[], use: (item: T) => void): () => void {
  let next = 0;
  return () => {
    use(items[next] as T);
    next = (next + 1) % items.length;
  };
}

/** A prime stride walks through all cells without an order that would suit a processor's caches. */
const codes = () => Array.from({ length: CELLS }, (_, i) => cellCode((i * 7919) % CELLS));

function cellEstimates(): (task: string) => () => void {
  const estimator = nasBench201();
  const designs = codes().map((code) => ({ cell: cellString(code) }));
  return (task) => walk(designs, (design) => estimator.estimate({ design }, task));
}

function mobileEstimates(): () => void {
  const estimator = publishedImagenet();
  const networks = [0.35, 0.5, 0.75, 1, 1.4].flatMap((width) =>
    [96, 160, 224].map((resolution) => buildNetwork('mobilenet-v2', { width, resolution })),
  );
  return walk(networks, (network) => estimator.estimate({ network, family: 'mobilenet-v2' }, 'imagenet-1k'));
}

function elasticEstimates(): () => void {
  const estimator = ofaElastic();
  const options = { width: 1.2, resolutions: 'tables' } as const;
  const space = ofaMobilenetV3.designSpace(options);
  const random = RandomStream.from(0, 'subnets');
  const subnets = Array.from({ length: 1000 }, () => ofaMobilenetV3.fromDesign(space.sample(random), options));
  return walk(subnets, (parameters) => estimator.estimate({ parameters }, 'imagenet-1k'));
}

function additiveLatencies(): () => void {
  const predictor = new AdditivePredictor('eyeriss');
  const inputs = codes().map((cell) => ({
    family: 'nas-bench-201',
    parameters: { cell, dataset: 'cifar10', deadEdges: 'keep' },
  }));
  return walk(inputs, (input) => predictor.predict(input));
}
