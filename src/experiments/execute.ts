/** One run, from wherever its live log ends. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSearcher } from '../../agents/index.js';
import type { Evaluation } from '../design/evaluation.js';
import { type EvaluationRecord, Evaluator } from '../design/evaluator.js';
import type { Problem } from '../design/problem.js';
import { viewOf } from '../design/problem-view.js';
import { makeReward } from '../design/rewards.js';
import { CogymError } from '../errors.js';
import { type RowSource, rowSource } from './columns.js';
import type { Write } from './disk.js';
import { writeParquet } from './parquet.js';
import { type LogLine, RunLog } from './run-log.js';
import { search } from './search.js';
import type { Run } from './work-list.js';

export const runsFolder = (folder: string): string => join(folder, 'runs');
export const logFile = (folder: string, run: Pick<Run, 'id'>): string => join(runsFolder(folder), `${run.id}.jsonl`);
export const parquetFile = (folder: string, run: Pick<Run, 'id'>): string =>
  join(runsFolder(folder), `${run.id}.parquet`);

export interface ExecuteOptions {
  readonly write?: Write | undefined;
  /** Called after each batch with its evaluations and how many of them came from the log. */
  readonly onBatch?: (lines: readonly LogLine[], replayed: number) => void;
  /** Asked after each batch: stop here? What was evaluated is in the log then. */
  readonly stop?: () => boolean;
}

/** Designs asked again that are free in a row, where they are free. */
const MOST_FREE = 1000;

/** Time between two breaths in which signals are heard, in ms. */
const BREATH = 50;

/**
 * Computes a run until its Parquet file is in the folder.
 * @returns whether the run came to its end
 * @throws CogymError `logDamaged`, `logDiverged`, `writeFailed`
 */
export async function execute(
  problem: Problem,
  run: Run,
  folder: string,
  options: ExecuteOptions = {},
): Promise<boolean> {
  if (!(await computeLog(problem, run, folder, options))) return false;
  await storeLog(rowSource(problem), run, folder);
  return true;
}

/** Turns the finished log of a run into its Parquet file. */
export async function storeLog(source: RowSource, run: Run, folder: string): Promise<void> {
  const log = logFile(folder, run);
  const target = parquetFile(folder, run);
  await writeParquet(source, run, log, target);
  if (existsSync(target)) rmSync(log, { force: true });
}

/**
 * Searches and logs. A log of an earlier attempt is replayed into a fresh agent first: agents are deterministic, so they
 * ask for the same designs again.
 * @returns whether the run came to its end
 * @throws CogymError `logDamaged`, `logDiverged`, `writeFailed`
 */
export async function computeLog(
  problem: Problem,
  run: Run,
  folder: string,
  options: ExecuteOptions = {},
): Promise<boolean> {
  await prepareSearcher(run.agent);
  const file = logFile(folder, run);
  const log = new RunLog(file, run, options.write);
  const { watched, wallSeconds } = watch(problem, log.recorded);
  const reward = makeReward(problem);
  let batch = 0;
  let lines: LogLine[] = [];
  let last = 0;
  const sink = ({ evaluation, cached, design, result }: EvaluationRecord): void => {
    const seconds = wallSeconds();
    // A design that is free keeps the number of the one before: no row.
    if (evaluation === last) return;
    last = evaluation;
    const { details: _, ...kept } = result;
    reward.observe(result);
    const line = {
      evaluation,
      batch,
      cached,
      design,
      result: kept,
      reward: reward.score(result),
      wallSeconds: seconds,
    };
    lines.push(line);
  };
  const { budget, freeDuplicates = false } = run;
  const evaluator = new Evaluator(watched, { budget, sink, freeDuplicates, mostFree: MOST_FREE });
  try {
    let breath = performance.now();
    const batches = search(run, evaluator);
    for (;;) {
      batch++;
      lines = [];
      if (batches.next().done) break;
      const fresh = lines.filter((line) => !isRecorded(problem, log, line));
      log.append(fresh);
      if (lines.length > 0) options.onBatch?.(lines, lines.length - fresh.length);
      if (options.stop?.() && evaluator.remaining > 0) return false;
      if (performance.now() - breath > BREATH) {
        await new Promise((resolve) => setImmediate(resolve));
        breath = performance.now();
      }
    }
  } finally {
    log.close();
  }
  return true;
}

/** `problem` that answers from the log what it holds, and the time of the last evaluation in seconds, asked once. */
function watch(problem: Problem, recorded: readonly LogLine[]): { watched: Problem; wallSeconds: () => number } {
  const known = new Map<string, Evaluation>(recorded.map(({ design, result }) => [keyOf(problem, design), result]));
  let seconds = 0;
  const watched: Problem = {
    ...viewOf(problem),
    evaluate(design) {
      const before = known.get(problem.space.key(design));
      if (before !== undefined) return before;
      const start = performance.now();
      try {
        const result = problem.evaluate(design);
        // JSON has no -0: without this an agent could see another number after a resume.
        return { ...result, objectives: result.objectives.map((value) => value + 0) };
      } finally {
        seconds = (performance.now() - start) / 1000;
      }
    },
  };
  const wallSeconds = (): number => {
    const last = seconds;
    seconds = 0;
    return last;
  };
  return { watched, wallSeconds };
}

/** Whether the log has `line` already; a log that holds another evaluation in its place is not of this run. */
function isRecorded(problem: Problem, log: RunLog, line: LogLine): boolean {
  const before = log.recorded[line.evaluation - 1];
  if (before === undefined) return false;
  if (keyOf(problem, before.design) === problem.space.key(line.design) && before.cached === line.cached) return true;
  throw new CogymError(
    'logDiverged',
    `${log.file}: evaluation ${line.evaluation} is ${JSON.stringify(before.design)}, but the agent asks for ` +
      `${JSON.stringify(line.design)}. The log comes from other code or was edited; delete it to compute the run again.`,
  );
}

/** Key of a design from a file; a design that is not in the space has a key that no design has. */
function keyOf(problem: Problem, design: LogLine['design']): string {
  try {
    return problem.space.key(design);
  } catch {
    return 'not in the space';
  }
}
