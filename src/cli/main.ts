#!/usr/bin/env node
/**
 * The command `cogym`. Each command is a yargs module in this folder, loaded only when it is asked for.
 * Exit status: 0 done, 1 the work failed (or some line of it), 2 wrong usage or unknown name, 130 interrupted,
 * 141 the reader of the output went away (`cogym ... | head`), as for programs that SIGPIPE ends.
 */
import { hideBin } from 'yargs/helpers';
import { runCli } from './commands.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});
await runCli(hideBin(process.argv));
