/** `cogym worker`: computes runs of sweeps that other machines have put into a queue. */
import { availableParallelism, hostname } from 'node:os';
import type { CommandModule } from 'yargs';
import { INTERRUPTED } from './interruptible.js';
import { requireCounts } from './options.js';

interface Arguments {
  queue: string;
  workers: number;
  quiet: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'worker',
  describe: 'Compute the runs of a queue (`cogym sweep --queue`) until Ctrl-C',
  builder: (yargs) =>
    yargs
      .option('queue', { type: 'string', demandOption: true, describe: 'Redis or Valkey: redis://host:port' })
      .option('workers', {
        type: 'number',
        default: availableParallelism(),
        describe: 'runs computed at the same time',
      })
      .option('quiet', { type: 'boolean', default: false, describe: 'no line for each run' })
      .example('cogym worker --queue redis://head-node:6379', ''),
  handler: async ({ queue, workers, quiet }) => {
    requireCounts({ workers });
    const { serveQueue } = await import('../experiments/queue/serve.js');
    const server = await serveQueue(queue, {
      threads: workers,
      onRun: ({ id }) => {
        if (!quiet) console.error(`finished ${id}`);
      },
    });
    if (!quiet) console.error(`${hostname()} computes runs of ${queue} on ${workers} threads; Ctrl-C ends it.`);
    await untilInterrupted(quiet);
    await server.close();
  },
};
export default command;

/** Resolves at the first SIGINT or SIGTERM; the second one kills. */
function untilInterrupted(quiet: boolean): Promise<void> {
  return new Promise((settle) => {
    let stopping = false;
    const interrupt = (): void => {
      if (stopping) process.exit(INTERRUPTED);
      stopping = true;
      if (!quiet)
        console.error('\nFinishing the runs under way; press Ctrl-C again to kill: another worker takes them.');
      settle();
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  });
}
