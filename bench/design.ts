/** Speed of the operations that search agents live on: `npm run bench -- design`. The space is that of accelerator-sizing. */
import { Bench } from 'tinybench';
import { categorical, type Design, DesignSpace, HypervolumeTracker, ordinal, real } from '../src/design/index.js';
import { RandomStream } from '../src/stats/random.js';

/** Designs that one run of a task goes through. */
const BATCH = 1000;

const discrete = new DesignSpace([
  ordinal('peRows', [4, 8, 12, 16, 24, 32, 48, 64]),
  ordinal('peColumns', [4, 8, 12, 16, 24, 32, 48, 64]),
  ordinal('clockMhz', [100, 200, 400, 600, 800, 1000]),
  ordinal('bufferKib', [16, 32, 64, 128, 256, 512, 1024]),
  ordinal('registerBytes', [16, 32, 64, 128, 256]),
  categorical('dataflow', ['weightStationary', 'outputStationary', 'inputStationary']),
  ordinal('dramGbPerS', [0.8, 1.6, 3.2, 6.4]),
  ordinal('bits', [4, 8, 16]),
  ordinal('width', [0.25, 0.5, 0.75, 1, 1.25]),
]);
const reals = new DesignSpace(Array.from({ length: 30 }, (_, i) => real(`x${i + 1}`, 0, 1)));

/** Prints one line of JSON per measurement: `{bench, measure, microseconds}`, the median per design. */
export async function run(args: string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 1, warmupTime: 1 } : { time: 1000, warmupTime: 300 });
  for (const [kind, space] of Object.entries({ '9 discrete parameters': discrete, '30 reals': reals })) {
    const random = RandomStream.from(1, 'bench');
    const designs = Array.from({ length: BATCH }, () => space.sample(random));
    const units = designs.map((design) => space.toUnit(design));
    const add = (name: string, work: (design: Design, k: number) => unknown): void => {
      bench.add(`${name}, ${kind}`, () => {
        designs.forEach(work);
      });
    };
    add('sample', () => space.sample(random));
    add('mutate', (design) => space.mutate(design, random));
    add('crossover', (design, k) => space.crossover(design, designs[BATCH - 1 - k] as Design, random));
    add('toUnit', (design) => space.toUnit(design));
    add('fromUnit', (_, k) => space.fromUnit(units[k] as Float64Array));
    add('key', (design) => space.key(design));
  }
  const random = RandomStream.from(2, 'bench');
  const points = Array.from({ length: BATCH }, () => Array.from({ length: 3 }, () => random.uniform()));
  bench.add('hypervolume after each point, 3 objectives', () => {
    const tracker = new HypervolumeTracker([1, 1, 1]);
    for (const point of points) if (tracker.add(point)) tracker.value;
  });
  await bench.run();

  for (const { name, result } of bench.tasks) {
    const milliseconds = result !== undefined && 'latency' in result ? result.latency.p50 : Number.NaN;
    console.log(JSON.stringify({ bench: 'design', measure: name, microseconds: round((milliseconds * 1000) / BATCH) }));
  }
}

const round = (value: number): number => Number(value.toPrecision(3));
