/** Evaluations a second of the microcontroller model on mcunet-in3, parsed, one thread: `npm run bench -- mcu`. */
import { Bench } from 'tinybench';
import { buildPublished, type PublishedNetwork, publishedNetworks } from '../envs/mcu-codesign/published.js';
import { loadTemplate } from '../hwtemplates/index.js';
import { evaluateMcu, type McuRequest } from '../simulators/mcu/index.js';

const id = 'mcunet-in3';

/** Prints one line of JSON per schedule: `{simulator, network, schedule, evaluationsPerSecond, goal}`, by the median run. */
export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 10, warmupTime: 1 } : { time: 1500, warmupTime: 500 });
  const network = buildPublished(publishedNetworks.find((one) => one.id === id) as PublishedNetwork);
  const board = loadTemplate('boards', 'stm32h743');
  const request: McuRequest = {
    network,
    board,
    core: loadTemplate('boards/cores', board.core),
    runtime: 'tinyengine',
    costs: loadTemplate('boards/runtimes', 'tinyengine'),
  };
  const tiled: McuRequest = { ...request, schedule: { patches: 4, splitIndex: 21 } };
  const tflm: McuRequest = { ...request, runtime: 'tflm-cmsis', costs: loadTemplate('boards/runtimes', 'tflm-cmsis') };
  const goals = new Map<string, number>();
  const add = (name: string, goal: number, one: McuRequest) => {
    goals.set(name, goal);
    bench.add(name, () => {
      for (let i = 0; i < 20; i++) evaluateMcu(one);
    });
  };
  add('tinyengine, in place', 20_000, request);
  add('tinyengine, 4 x 4 patches, exact', 1000, tiled);
  add('tflm-cmsis', 20_000, tflm);
  await bench.run();
  for (const { name, result } of bench.tasks) {
    const milliseconds = result !== undefined && 'latency' in result ? result.latency.p50 : Number.NaN;
    const evaluationsPerSecond = Math.round(20_000 / milliseconds);
    const line = { simulator: 'mcu', network: id, schedule: name, evaluationsPerSecond, goal: goals.get(name) };
    console.log(JSON.stringify(line));
  }
}
