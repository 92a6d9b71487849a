/** Speed of building and counting networks, one thread: `npm run bench -- networks`. */
import { Bench } from 'tinybench';
import {
  CELLS,
  cellCode,
  cellString,
  type Family,
  loadNetwork,
  mobilenetV2,
  mobilenetV3,
  nasBench201,
  ofaMobilenetV3,
} from '../src/networks/index.js';
import { RandomStream } from '../src/stats/random.js';

/** Cells that one run of a task goes through. */
const BATCH = 500;

/** Prints one line of JSON per measurement: `{bench, measure, perSecond, goal}`. */
export async function run(args: readonly string[]): Promise<void> {
  const spread = Array.from({ length: BATCH }, (_, i) => cellCode(Math.floor((i * CELLS) / BATCH)));
  const requests = spread.map((code) => ({ cell: cellString(code), dataset: 'cifar10', deadEdges: 'keep' }));
  const checked = requests.map((request) => nasBench201.parse(request));
  // Six convolutions: 198 layers, the longest list of the family.
  const longest = nasBench201.parse({ cell: '333333' });
  const json: unknown = JSON.parse(JSON.stringify(nasBench201.build(longest)));

  const bench = new Bench(args.includes('--smoke') ? { time: 10, warmupTime: 1 } : { time: 1000, warmupTime: 300 });
  const perRun = new Map<string, { count: number; goal?: number }>();
  const add = (name: string, count: number, work: () => unknown, goal?: number): void => {
    perRun.set(name, { count, ...(goal === undefined ? {} : { goal }) });
    bench.add(name, () => {
      work();
    });
  };
  add('nas-bench-201 totals', BATCH, () => checked.map((parameters) => nasBench201.totals(parameters)), 100_000);
  add('nas-bench-201 totals, parameters checked', BATCH, () =>
    requests.map((request) => nasBench201.totals(nasBench201.parse(request))),
  );
  add('complete list of 198 layers', 1, () => nasBench201.build(longest), 5_000);
  add('list of 198 layers loaded and checked', 1, () => loadNetwork(json));
  for (const family of [mobilenetV2, mobilenetV3, ofaMobilenetV3] as readonly Family[]) {
    const space = family.designSpace();
    const random = RandomStream.from(1, family.id);
    const designs = Array.from({ length: BATCH }, () => space.sample(random));
    const parameters = designs.map((design) => family.fromDesign(design));
    add(`${family.id} totals`, BATCH, () => parameters.map((each) => family.totals(each)), 50_000);
    add(`${family.id} totals, from designs`, BATCH, () =>
      designs.map((each) => family.totals(family.fromDesign(each))),
    );
    add(`${family.id} complete lists`, BATCH, () => parameters.map((each) => family.build(each)));
  }
  await bench.run();

  for (const task of bench.tasks) {
    const { count, goal } = perRun.get(task.name) ?? { count: 1 };
    const hz = task.result !== undefined && 'throughput' in task.result ? task.result.throughput.mean : Number.NaN;
    const perSecond = Math.round(hz * count);
    console.log(
      JSON.stringify({ bench: 'networks', measure: task.name, perSecond, ...(goal === undefined ? {} : { goal }) }),
    );
  }
}
