/** How fast a proxy is beside the simulator that it stands for: same process, same designs, processor time. */
import { makeProblem } from '../../../envs/index.js';
import type { Design } from '../../design/parameter.js';
import type { Problem } from '../../design/problem.js';
import { badRequest } from '../../errors.js';
import { relativeScores } from '../../models/relative-scores.js';
import { median } from '../../stats/quantile.js';
import { RandomStream } from '../../stats/random.js';
import { checkFits } from './cost-model.js';
import type { ProxyModel } from './proxy.js';

/**
 * Processor time of one evaluation by a process of DRAMSys 4.0, as ArchGym starts one for each: measured on one core of a
 * server, not here.
 */
export const DRAMSYS_PROCESS_SECONDS = 26.1e-3;

/** Rows from which "batched" means what it says. */
const LEAST_ROWS = 4096;

export interface BenchOptions {
  /** Designs, at least 4096. Default 16,384. */
  readonly rows?: number;
  /** How many of these designs the simulator evaluates each time, others every time; default 100. */
  readonly simulated?: number;
  /** Default 5; the figures are medians. */
  readonly repeats?: number;
  readonly seed?: number;
}

export const benchDefaults = { rows: 16_384, simulated: 100, repeats: 5, seed: 0 } as const;

export interface ProxyBench {
  readonly rows: number;
  readonly simulated: number;
  readonly repeats: number;
  readonly metrics: readonly string[];
  /** Seconds of processor time for one design, all metrics of the proxy; medians. */
  readonly simulatorSeconds: number;
  readonly singleSeconds: number;
  readonly batchedSeconds: number;
  /** Batched against the simulator in this process. */
  readonly speedUpHere: number;
  /** Batched against {@link DRAMSYS_PROCESS_SECONDS}; null for a proxy of another problem than DRAM. */
  readonly speedUpOverProcess: number | null;
  /** `rmsePercent` of each metric on the feasible simulated designs, those of the training data set perhaps among them. */
  readonly rmsePercent: Readonly<Record<string, number>>;
}

/** @throws CogymError `badRequest` for numbers out of range, `proxyMismatch`, those of `makeProblem` */
export function benchProxy(proxy: ProxyModel, options: BenchOptions = {}): ProxyBench {
  const { rows, simulated, repeats, seed } = { ...benchDefaults, ...options };
  checkWhole('rows', rows, LEAST_ROWS, Number.MAX_SAFE_INTEGER);
  checkWhole('repeats', repeats, 1, 1000);
  checkWhole('simulated', simulated, 1, Math.floor(rows / (repeats + 1)));
  const { id, options: own, preset } = proxy.facts.problem;
  const problem = makeProblem(id, own, preset ?? undefined);
  checkFits(problem, proxy);
  const designs = distinctDesigns(problem, rows, RandomStream.from(seed, 'proxy/bench'));
  // Simulators may remember what they have evaluated, so that no design may come twice.
  const simulatorSeconds = timed(repeats, (turn) => {
    for (const design of designs.slice(turn * simulated, (turn + 1) * simulated)) problem.evaluate(design);
  });
  const singleSeconds = timed(repeats, () => {
    for (const design of designs) proxy.predict(design);
  });
  const batchedSeconds = timed(repeats, () => proxy.predictAll(designs));
  const batched = batchedSeconds / rows;
  return {
    rows,
    simulated,
    repeats,
    metrics: proxy.facts.metrics.map(({ name }) => name),
    simulatorSeconds: simulatorSeconds / simulated,
    singleSeconds: singleSeconds / rows,
    batchedSeconds: batched,
    speedUpHere: simulatorSeconds / simulated / batched,
    speedUpOverProcess: id.startsWith('DramController') ? DRAMSYS_PROCESS_SECONDS / batched : null,
    rmsePercent: errorsOn(proxy, problem, designs.slice(0, simulated * (repeats + 1))),
  };
}

/** Canonical designs, no two alike. @throws CogymError `badRequest` when the space has too few */
function distinctDesigns({ space, mask }: Problem, count: number, random: RandomStream): Design[] {
  const found = new Map<string, Design>();
  for (let draws = 0; found.size < count && draws < 20 * count; draws++) {
    const design = space.canonical(space.sample(random, mask));
    found.set(space.key(design), design);
  }
  if (found.size === count) return [...found.values()];
  throw badRequest(
    '/rows',
    `${count} different designs are wanted, of which the space gave ${found.size}: ask for fewer rows`,
  );
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw badRequest(`/${name}`, `'${name}' is a whole number ${range} here, not ${value}`);
}

/** Median processor time in seconds of `work` over `repeats`, after turn 0 for warming up. */
function timed(repeats: number, work: (turn: number) => void): number {
  work(0);
  const seconds = Array.from({ length: repeats }, (_, i) => {
    const before = process.cpuUsage();
    work(i + 1);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return median(seconds);
}

function errorsOn(proxy: ProxyModel, problem: Problem, designs: readonly Design[]): Record<string, number> {
  const simulated = designs.map((design) => ({ design, ...problem.evaluate(design) })).filter((one) => one.feasible);
  if (simulated.length === 0) return {};
  const predicted = proxy.predictAll(simulated.map(({ design }) => design));
  return Object.fromEntries(
    Object.entries(predicted).map(([name, values]) => [
      name,
      relativeScores(
        values,
        simulated.map(({ metrics }) => metrics[name] as number),
      ).rmsePercent,
    ]),
  );
}
