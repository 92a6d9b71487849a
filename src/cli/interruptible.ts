/** Long work on the command line: progress, a first Ctrl-C that ends it cleanly, a second one that kills. */
import { progressDisplay } from '../experiments/progress.js';
import type { RunOptions } from '../experiments/run.js';

/** Exit status of work that was interrupted. */
export const INTERRUPTED = 130;

/** Runs `work` with options that show progress (unless `quiet`) and stop it at the first SIGINT or SIGTERM. */
export async function interruptible<T>(
  quiet: boolean,
  work: (options: Required<Pick<RunOptions, 'onProgress' | 'stop'>>) => Promise<T>,
): Promise<T> {
  const display = progressDisplay({ quiet });
  let stopping = false;
  const interrupt = (): void => {
    if (stopping) process.exit(INTERRUPTED);
    stopping = true;
    if (!quiet) console.error('\nFinishing the current batch; press Ctrl-C again to kill.');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work({ onProgress: display.update, stop: () => stopping });
  } finally {
    display.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Says how to go on with work that was interrupted and kept, and ends with that status. */
export function sayInterrupted(again: string): void {
  console.error(`Interrupted; everything evaluated is kept. Go on with: ${again}`);
  process.exitCode = INTERRUPTED;
}

/** `text` as one word of a POSIX shell. */
export const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
