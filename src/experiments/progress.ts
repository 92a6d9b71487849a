/** How far an experiment is: a bar on a terminal, a line every few seconds elsewhere, nothing when quiet. */
import { SingleBar } from 'cli-progress';
import type { BestSoFar, RunProgress } from './tracker.js';
import { formatMetric, formatNumber } from './units.js';

export interface ProgressDisplay {
  update(progress: RunProgress): void;
  /** Ends the display; call it before printing anything else. */
  stop(): void;
}

export interface DisplayOptions {
  readonly quiet?: boolean;
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds since any moment; for tests. */
  readonly clock?: () => number;
}

const silent: ProgressDisplay = { update() {}, stop() {} };

/** Milliseconds between two lines, and between two drawings of the bar. */
const LINE_INTERVAL = 3000;
const BAR_INTERVAL = 100;

/** The display that suits `stream` (default: standard error, so that standard output holds results alone). */
export function progressDisplay(options: DisplayOptions = {}): ProgressDisplay {
  const { quiet = false, stream = process.stderr, clock = () => performance.now() } = options;
  if (quiet) return silent;
  return stream.isTTY ? bar(stream, clock) : lines(stream, clock);
}

function bar(stream: NodeJS.WriteStream, clock: () => number): ProgressDisplay {
  const display = new SingleBar({
    stream,
    format: '{bar} {percentage} % | {runs} runs | {speed} | {left} | {best}',
    barsize: 24,
    hideCursor: true,
    linewrap: false,
    emptyOnZero: true,
  });
  const start = clock();
  let drawn = Number.NEGATIVE_INFINITY;
  let last: RunProgress | undefined;
  const draw = (progress: RunProgress): void => {
    const payload = { ...figures(progress, clock() - start), best: bestText(progress) };
    if (last === undefined) display.start(progress.evaluations, progress.evaluationsDone, payload);
    else display.update(progress.evaluationsDone, payload);
    last = progress;
  };
  return {
    update(progress) {
      if (clock() - drawn < BAR_INTERVAL && progress.evaluationsDone < progress.evaluations) return;
      drawn = clock();
      draw(progress);
    },
    stop() {
      if (last !== undefined) display.stop();
    },
  };
}

function lines(stream: NodeJS.WriteStream, clock: () => number): ProgressDisplay {
  const start = clock();
  let printed = start;
  let last: RunProgress | undefined;
  const print = (progress: RunProgress): void => {
    const { runs, speed, left } = figures(progress, clock() - start);
    const share = Math.floor((100 * progress.evaluationsDone) / progress.evaluations);
    stream.write(`${share} %, ${runs} runs, ${speed}, ${left}; best: ${bestText(progress)}\n`);
    printed = clock();
  };
  return {
    update(progress) {
      last = progress;
      if (clock() - printed >= LINE_INTERVAL) print(progress);
    },
    stop() {
      if (last !== undefined) print(last);
    },
  };
}

/** Texts of speed and time left, from what was computed in `elapsed` ms. */
function figures(progress: RunProgress, elapsed: number): { runs: string; speed: string; left: string } {
  const perSecond = elapsed > 0 ? progress.computed / (elapsed / 1000) : 0;
  const missing = progress.evaluations - progress.evaluationsDone;
  return {
    runs: `${progress.runsDone}/${progress.runs}`,
    speed: `${formatNumber(Math.round(perSecond))} evaluations/s`,
    left: missing === 0 ? 'done' : perSecond > 0 ? `${duration(missing / perSecond)} left` : 'time left unknown',
  };
}

/** Seconds as `45 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function bestText({ best }: RunProgress): string {
  if (best.length === 0) return 'nothing yet';
  const parts = [...new Set(best.map(({ part }) => part))].map((part) => {
    const agents = best.filter((entry) => entry.part === part).map((entry) => `${entry.agent} ${scoreText(entry)}`);
    return part === '' ? agents.join(', ') : `${part} (${agents.join(', ')})`;
  });
  return parts.join('; ');
}

function scoreText({ score, objectives: [objective] }: BestSoFar): string {
  const [value] = score.objectives as [number];
  if (score.violation > 0) return `infeasible by ${formatNumber(score.violation)}`;
  return formatMetric(objective?.name ?? '', objective?.direction === 'maximize' ? 0 - value : value, undefined, 4);
}
