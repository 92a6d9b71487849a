/** `cogym accuracy fit <estimator> --table FILE`: fits an estimator's coefficients on a table of networks. */
import type { CommandModule } from 'yargs';
import {
  fitNasBench201,
  fitOfaElastic,
  fitPublishedImagenet,
  formatJson,
  readTable,
  type Table,
} from '../accuracy/index.js';
import { writeOutput } from './write-output.js';

interface FitArguments {
  estimator: string;
  table: string;
  out: string | undefined;
}

interface Scores {
  readonly rows: number;
  readonly rmse: number;
  readonly mae: number;
  readonly spearman: number;
}

interface Figures {
  readonly name: string;
  readonly crossValidation: Scores;
  readonly inSample: Scores;
}

interface Fit {
  /** What is written. */
  readonly coefficients: object;
  /** What is printed. */
  readonly figures: readonly Figures[];
}

const progress = (line: string): void => console.error(line);

const fits: Readonly<Record<string, (table: Table) => Fit>> = {
  'nas-bench-201'(table) {
    const coefficients = fitNasBench201(table, progress);
    return { coefficients, figures: coefficients.tasks.map((task) => ({ ...task, name: task.task })) };
  },
  'published-imagenet'(table) {
    const coefficients = fitPublishedImagenet(table);
    return { coefficients, figures: coefficients.models.map((model) => ({ ...model, name: `by ${model.name}` })) };
  },
  'ofa-elastic'(table) {
    const coefficients = fitOfaElastic(table);
    return { coefficients, figures: coefficients.models };
  },
};

const fit: CommandModule<object, FitArguments> = {
  command: 'fit <estimator>',
  describe: 'Fit the coefficients of an estimator; equal tables give equal files',
  builder: (yargs) =>
    yargs
      .positional('estimator', {
        type: 'string',
        demandOption: true,
        choices: Object.keys(fits),
        describe: 'estimator',
      })
      .option('table', {
        type: 'string',
        demandOption: true,

        describe: 'CSV file of networks and their accuracies in per cent; its columns are in docs/accuracy.md',
      })
      .option('out', {
        type: 'string',
        describe: 'coefficient file to write (default: <estimator>.json)',
      })
      .example('$0 accuracy fit nas-bench-201 --table accuracy.csv --out hwtemplates/accuracy/nas-bench-201.json', ''),
  handler: ({ estimator, table, out = `${estimator}.json` }) => {
    const { coefficients, figures } = (fits[estimator] as (table: Table) => Fit)(readTable(table));
    writeOutput(out, `${formatJson(coefficients)}\n`);
    for (const { name, crossValidation, inSample } of figures) {
      const { rows, rmse, mae, spearman } = crossValidation;
      console.log(
        `${name}: cross-validated on ${rows} networks RMSE ${rmse.toFixed(2)} MAE ${mae.toFixed(2)} points, ` +
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
