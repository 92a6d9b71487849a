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
  /** Designs, at least 4096. Default 4096. */
  readonly rows?: number;
  /** Of these designs, how many the simulator evaluates each time; default 200. */
  readonly simulated?: number;
  /** Default 5; the figures are medians. */
  readonly repeats?: number;
  readonly seed?: number;
}

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

/** @throws CogymError `badRequest` for too few rows, `proxyMismatch`, those of `makeProblem` */
export function benchProxy(proxy: ProxyModel, options: BenchOptions = {}): ProxyBench {
  const { rows = LEAST_ROWS, simulated = 200, repeats = 5, seed = 0 } = options;
  if (!(Number.isInteger(rows) && rows >= LEAST_ROWS)) {
    throw badRequest('/rows', `a batch has at least ${LEAST_ROWS} rows, not ${rows}`);
  }
  if (!(Number.isInteger(simulated) && simulated >= 1 && simulated <= rows)) {
    throw badRequest('/simulated', `the simulator evaluates 1 to ${rows} of the designs, not ${simulated}`);
  }
  const { id, options: own, preset } = proxy.facts.problem;
  // A fresh problem each time: simulators remember what they have evaluated.
  const make = (): Problem => makeProblem(id, own, preset ?? undefined);
  const problem = make();
  checkFits(problem, proxy);
  const random = RandomStream.from(seed, 'proxy/bench');
  const designs = Array.from({ length: rows }, () =>
    problem.space.canonical(problem.space.sample(random, problem.mask)),
  );
  const few = designs.slice(0, simulated);
  const simulatorSeconds =
    timed(repeats, make, (fresh) => {
      for (const design of few) fresh.evaluate(design);
    }) / simulated;
  const singleSeconds =
    timed(repeats, make, () => {
      for (const design of designs) proxy.predict(design);
    }) / rows;
  const batchedSeconds = timed(repeats, make, () => proxy.predictAll(designs)) / rows;
  return {
    rows,
    simulated,
    repeats,
    metrics: proxy.facts.metrics.map(({ name }) => name),
    simulatorSeconds,
    singleSeconds,
    batchedSeconds,
    speedUpHere: simulatorSeconds / batchedSeconds,
    speedUpOverProcess: id.startsWith('DramController') ? DRAMSYS_PROCESS_SECONDS / batchedSeconds : null,
    rmsePercent: errorsOn(proxy, problem, few),
  };
}

/** Median processor time in seconds of `work` over `repeats`, after one for warming up; `prepare` is not counted. */
function timed(repeats: number, prepare: () => Problem, work: (prepared: Problem) => void): number {
  work(prepare());
  const seconds = Array.from({ length: repeats }, () => {
    const prepared = prepare();
    const before = process.cpuUsage();
    work(prepared);
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
