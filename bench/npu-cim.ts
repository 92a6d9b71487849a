/** Whole-network evaluations a second of an NPU beside macros, one thread: `npm run bench -- npu-cim`. */
import { Bench } from 'tinybench';
import { SystemBuilder } from '../envs/npu-cim-codesign/system.js';
import { loadTemplate } from '../hwtemplates/index.js';
import { npuCim } from '../simulators/index.js';
import { buildNetwork } from '../src/networks/index.js';

/** Evaluations a second that one thread should reach with one layer after the other. */
const GOAL = 2000;
const VARIANTS = 16;

/** Prints one line of JSON per case: `{simulator, case, layers, evaluationsPerSecond, goal?}`, by the median run. */
export async function run(args: readonly string[]): Promise<void> {
  const bench = new Bench(args.includes('--smoke') ? { time: 10, warmupTime: 1 } : { time: 1500, warmupTime: 500 });
  const { passes } = loadTemplate('npu/system', 'default');
  const network = buildNetwork('hybrid', {
    stage1Depth: 2,
    stage2Depth: 3,
    stage3Depth: 2,
    stage4Depth: 2,
    stage5Type: 'transformer',
  });
  const work = npuCim.workOf(network, passes);
  const builder = new SystemBuilder();
  // Bandwidths differ, so that nothing but the costs of layers is the same from one evaluation to the next.
  const systems = Array.from({ length: VARIANTS }, (_, i) =>
    builder.build({
      accelerator: 'ethos-u55-256',
      sramBytes: 2 ** 20,
      offChipBytesPerNs: 2 + i / VARIANTS,
      cim: {
        macro: { costModel: 'gate-level', kind: 'digital-sram', outputsPerWordline: 16, rows: 128 },
        macros: 64,
        pingPong: true,
      },
    }),
  );
  const cases = ['sequential', 'parallel', 'pipelined'] as const;
  for (const schedule of cases) {
    bench.add(schedule, () => {
      for (const system of systems) {
        npuCim.evaluateSystem({
          system,
          work,
          assignment: 'static',
          schedule,
          residency: 'optimal',
          contention: 'fluid',
          splitOutputChannels: false,
        });
      }
    });
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    const milliseconds = result !== undefined && 'latency' in result ? result.latency.p50 : Number.NaN;
    const evaluationsPerSecond = Math.round((VARIANTS * 1000) / milliseconds);
    const line = { simulator: 'npu-cim', case: name, layers: work.length, evaluationsPerSecond };
    console.log(JSON.stringify(name === 'sequential' ? { ...line, goal: GOAL } : line));
  }
}
