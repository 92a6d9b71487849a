#!/usr/bin/env node
/**
 * The command `cogym`. Each command is a yargs module in this folder, loaded only when it is asked for.
 * Exit status: 0 done, 1 the work failed (or some line of it), 2 wrong usage or unknown name, 130 interrupted.
 */
import { hideBin } from 'yargs/helpers';
import { runCli } from './commands.js';

await runCli(hideBin(process.argv));
