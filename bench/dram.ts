/**
 * Speed of the DRAM simulator, one thread, energy counted, no command log, traces decoded before:
 * `npm run bench -- dram [--smoke]`. Goals: 1,000,000 requests a second on `stream` and `lowLoad`, 500,000 on `random`, and
 * 10 ms for 10,000 requests, as an evaluation of an environment has. These come first, while little is compiled yet. Of
 * each case the first run is printed beside the median of five after two warm-ups, which is what counts.
 */
import { loadTemplate } from '../hwtemplates/index.js';
import { type DramGenerator, dramGenerators, generateTrace, simulateDram } from '../simulators/dram/index.js';
import { verdict } from './shared/verdict.js';

const WARM_UPS = 2;
const RUNS = 5;
/** Requests of an evaluation, and in how many seconds. */
const EVALUATION = 10_000;
const EVALUATION_SECONDS = 0.01;
/** Requests a second by kind of trace. */
const goals: Readonly<Partial<Record<DramGenerator['generator'], number>>> = { stream: 1e6, random: 5e5, lowLoad: 1e6 };

interface Case {
  readonly device: string;
  readonly trace: DramGenerator;
  /** Requests a second; 0 where none is set. */
  readonly goal: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const requests = smoke ? 2000 : 200_000;
  const evaluations = (['stream', 'random'] as const).map(
    (generator): Case => ({
      device: 'ddr3_1600',
      trace: { generator, requests: smoke ? 2000 : EVALUATION },
      goal: EVALUATION / EVALUATION_SECONDS,
    }),
  );
  const cases: readonly Case[] = [
    ...evaluations,
    ...['ddr3_1600', 'ddr4_2400'].flatMap((device) =>
      dramGenerators.map(
        (generator): Case => ({ device, trace: { generator, requests }, goal: goals[generator] ?? 0 }),
      ),
    ),
  ];
  for (const { device, trace, goal } of cases) {
    const request = {
      device: loadTemplate('dram', device),
      addressMap: mapOf(device),
      trace: generateTrace(trace),
    };
    const seconds: number[] = [];
    let first = 0;
    for (let i = 0; i < (smoke ? 1 : WARM_UPS + RUNS); i++) {
      const before = process.cpuUsage();
      const started = process.hrtime.bigint();
      simulateDram(request);
      const elapsed = Number(process.hrtime.bigint() - started) / 1e9;
      const { user, system } = process.cpuUsage(before);
      const spent = Math.min(elapsed, (user + system) / 1e6);
      if (i === 0) first = spent;
      if (smoke || i >= WARM_UPS) seconds.push(spent);
    }
    seconds.sort((a, b) => a - b);
    const median = seconds[Math.floor(seconds.length / 2)] as number;
    const n = request.trace.lines.length;
    const rate = n / median;
    const head = goal === 0 ? '    ' : verdict(rate >= goal, args);
    const time = `${(1000 * median).toFixed(2)} ms, the first ${(1000 * first).toFixed(2)} ms`;
    console.log(`${head} ${device} ${trace.generator}, ${n} requests: ${Math.round(rate)} requests/s (${time})`);
  }
}

function mapOf(device: string) {
  const { rbc } = loadTemplate('dram/address-maps', device.split('_')[0] as string).maps;
  if (rbc === undefined) throw new Error(`${device} has no map rbc`);
  return rbc;
}
