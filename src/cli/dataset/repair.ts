/** `cogym dataset repair`: what a crash or a full disk has left, made readable. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../../errors.js';
import { type RepairOutcome, repairExperiment } from '../../experiments/dataset/repair.js';
import { salvageExperiment } from '../../experiments/dataset/salvage.js';
import { formatTable } from '../../experiments/text-table.js';
import { formatNumber } from '../../experiments/units.js';

interface Arguments {
  readonly folder: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

const command: CommandModule<object, Arguments> = {
  command: 'repair <folder>',
  describe: 'Cut damaged live logs behind their last whole row, store finished ones, set unreadable files aside',
  builder: (yargs) =>
    (yargs as unknown as Argv<Arguments>)
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder of an experiment or a sweep' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'also write a data set of all whole rows, those of unfinished runs included',
      })
      .option('json', { type: 'boolean', default: false, describe: 'what was done as JSON on stdout' }),
  handler: async ({ folder, out, json }) => {
    const folders = experiments(folder);
    if (out !== undefined && folders.length > 1) {
      throw new CogymError('usage', `--out takes one experiment; ${folder} holds ${folders.join(', ')}`);
    }
    const outcomes: { folder: string; outcome: RepairOutcome }[] = [];
    for (const path of folders) outcomes.push({ folder: path, outcome: await repairExperiment(path) });
    console.log(
      json
        ? JSON.stringify(
            outcomes.map(({ folder: path, outcome }) => ({ folder: path, ...outcome })),
            null,
            2,
          )
        : text(outcomes),
    );
    if (out === undefined) return;
    const { manifest } = await salvageExperiment(folders[0] as string, out);
    console.error(`${out} holds ${formatNumber(manifest.counts.evaluations)} rows of ${manifest.counts.runs} runs.`);
  },
};
export default command;

/** The folder itself, or the experiments of a sweep. */
function experiments(folder: string): string[] {
  const holds = (path: string): boolean => existsSync(join(path, 'manifest.json'));
  if (holds(folder)) return [folder];
  const below =
    existsSync(folder) && statSync(folder).isDirectory()
      ? readdirSync(folder)
          .sort()
          .map((name) => join(folder, name))
          .filter(holds)
      : [];
  if (below.length > 0) return below;
  throw new CogymError('storeMissing', `${folder} holds no experiment: there is no manifest.json in it or below`);
}

function text(outcomes: readonly { readonly folder: string; readonly outcome: RepairOutcome }[]): string {
  const lines = outcomes.map(({ folder, outcome: { whole, missing, repaired } }) => {
    const others = repaired.length === 0 ? '' : `, ${repaired.length} below`;
    return `${folder}: ${whole} runs whole, ${missing} not begun${others}`;
  });
  const rows = outcomes.flatMap(({ outcome }) =>
    outcome.repaired.map(({ run, state, rows: kept, budget, cutRows, cutBytes, cutFile }) => [
      run,
      state,
      `${kept} of ${budget}`,
      cutFile === undefined ? 'nothing' : `${cutRows} rows, ${cutBytes} bytes, now in ${cutFile}`,
    ]),
  );
  return rows.length === 0
    ? lines.join('\n')
    : [...lines, '', formatTable(['run', 'state', 'whole rows', 'cut off'], rows)].join('\n');
}
