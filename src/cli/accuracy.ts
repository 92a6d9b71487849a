/** `cogym accuracy fit <estimator> --table FILE`: fits an estimator's coefficients on a table of trained networks. */
import { renameSync, writeFileSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { fitNasBench201, formatJson, readTable } from '../accuracy/index.js';

interface FitArguments {
  estimator: string;
  table: string;
  out: string | undefined;
}

const fittable = ['nas-bench-201'];

const fit: CommandModule<object, FitArguments> = {
  command: 'fit <estimator>',
  describe: 'Fit the coefficients of an estimator; equal tables give equal files',
  builder: (yargs) =>
    yargs
      .positional('estimator', { type: 'string', demandOption: true, choices: fittable, describe: 'estimator' })
      .option('table', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'CSV file with the columns code or arch, class, and the accuracies in per cent',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'coefficient file to write (default: <estimator>.json)',
      })
      .example('$0 accuracy fit nas-bench-201 --table accuracy.csv --out hwtemplates/accuracy/nas-bench-201.json', ''),
  handler: ({ estimator, table, out = `${estimator}.json` }) => {
    const coefficients = fitNasBench201(readTable(table), (line) => console.error(line));
    // Written beside the target first: a reader never meets half a file.
    writeFileSync(`${out}.part`, `${formatJson(coefficients)}\n`);
    renameSync(`${out}.part`, out);
    for (const { task, crossValidation, inSample } of coefficients.tasks) {
      const { rows, rmse, mae, spearman } = crossValidation;
      console.log(
        `${task}: cross-validated on ${rows} cells RMSE ${rmse.toFixed(2)} MAE ${mae.toFixed(2)} points, ` +
          `Spearman ${spearman.toFixed(3)}; in-sample RMSE ${inSample.rmse.toFixed(2)}`,
      );
    }
    console.log(`wrote ${out}`);
  },
};

const command: CommandModule = {
  command: 'accuracy',
  describe: 'Fit accuracy estimators',
  builder: (yargs) => yargs.command(fit).demandCommand(1, 'Name a command: `cogym accuracy fit`.'),
  handler: () => {},
};
export default command;
