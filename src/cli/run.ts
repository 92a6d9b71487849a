/** `cogym run`: an experiment from its file to its winning design, its table and its report. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { comparisonTable } from '../experiments/comparison-table.js';
import { designCard } from '../experiments/design-card.js';
import { readManifest } from '../experiments/manifest.js';
import { type Recheck, readRecheck } from '../experiments/proxy/recheck.js';
import { recheckTable } from '../experiments/proxy/tables.js';
import { runExperiment } from '../experiments/run.js';
import { type Experiment, type ExperimentSpec, parseSpec, readSpec, resolve } from '../experiments/spec.js';
import { readStore } from '../experiments/store.js';
import { type Summary, summarize } from '../experiments/summary.js';
import { formatTable } from '../experiments/text-table.js';
import { threadPool } from '../experiments/thread-pool.js';
import { nearest } from '../stats/nearest.js';
import { interruptible, quoted, sayInterrupted } from './interruptible.js';
import { progressOptions, requireCounts } from './options.js';

interface Arguments {
  experiment?: string;
  out?: string;
  agent?: string[];
  seeds?: string;
  budget?: number;
  workers: number;
  resume?: string;
  force: boolean;
  json: boolean;
  quiet: boolean;
  report: boolean;
}

/** Run when no experiment is named. */
const DEFAULT_EXPERIMENT = 'asic-n1';
const SHIPPED = new URL('../../examples/experiments/', import.meta.url);

const command: CommandModule<object, Arguments> = {
  command: 'run [experiment]',
  describe: 'Run an experiment and write its results and report',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('experiment', {
        type: 'string',
        describe: `an experiment file, or one that ships: ${shippedNames().join(', ')} (default: ${DEFAULT_EXPERIMENT})`,
      })
      .option('out', { type: 'string', describe: 'folder of the results (default: runs/<name of the experiment>)' })
      .option('agent', { type: 'string', array: true, describe: 'only these agents, with default hyperparameters' })
      .option('seeds', { type: 'string', describe: 'number of seeds from 0, or a list: 3,5,8' })
      .option('budget', { type: 'number', describe: 'evaluations of each run' })
      .option('workers', { type: 'number', default: 1, describe: 'threads that compute runs at the same time' })
      .option('resume', { type: 'string', describe: 'go on with the experiment in this folder' })
      .option('force', { type: 'boolean', default: false, describe: 'move results of another experiment aside' })
      .options(progressOptions)
      .option('report', { type: 'boolean', default: true, describe: 'write report.html (--no-report: do not)' })
      .example('cogym run', `run ${DEFAULT_EXPERIMENT}, about a minute`)
      .example('cogym run my.json --out results --seeds 20', '')
      .example('cogym run --resume results', 'go on after a crash or Ctrl-C'),
  handler: async (arguments_) => {
    const { workers, budget } = arguments_;
    requireCounts({ workers, ...(budget === undefined ? {} : { budget }) });
    const { spec, folder } = chosen(arguments_);
    const experiment = resolve(spec);
    const quiet = arguments_.quiet || arguments_.json;
    const executor = workers > 1 ? threadPool(workers) : undefined;
    const outcome = await interruptible(quiet, (hooks) =>
      runExperiment(experiment, folder, { ...hooks, force: arguments_.force, ...(executor && { executor }) }),
    ).finally(() => executor?.close());
    if (!outcome.finished) {
      sayInterrupted(`cogym run --resume ${quoted(folder)}`);
      return;
    }
    const summary = summarize(await readStore(folder));
    const checked = readRecheck(folder);
    if (!arguments_.json) console.log(resultText(experiment, summary, checked));
    const report = arguments_.report ? await writeReportTo(folder) : undefined;
    if (arguments_.json)
      console.log(
        JSON.stringify(
          { folder, report, computed: outcome.computed, ...summary, simulated: checked?.designs },
          null,
          2,
        ),
      );
    else console.log([`\nResults: ${folder}`, ...(report ? [`Report:  ${report}`] : [])].join('\n'));
  },
};
export default command;

/** The spec that the arguments name, with their changes, and the folder of its results. */
function chosen(arguments_: Arguments): { spec: ExperimentSpec; folder: string } {
  const { resume, out, experiment } = arguments_;
  if (resume !== undefined) {
    if (experiment !== undefined || out !== undefined) {
      throw new CogymError(
        'usage',
        '--resume takes the experiment from its folder: give no experiment and no --out with it',
      );
    }
    const manifest = readManifest(resume);
    if (manifest === undefined)
      throw new CogymError('storeMissing', `${resume} holds no experiment to go on with: it has no manifest.json`);
    return { spec: changed(manifest.spec, arguments_), folder: resume };
  }
  const spec = changed(readSpec(specFile(experiment ?? DEFAULT_EXPERIMENT)), arguments_);
  return { spec, folder: out ?? spec.out ?? join('runs', spec.name) };
}

function specFile(name: string): string {
  if (name.endsWith('.json') || existsSync(name)) return name;
  const shipped = shippedNames();
  if (shipped.includes(name)) return fileURLToPath(new URL(`${name}.json`, SHIPPED));
  throw new CogymError(
    'usage',
    `'${name}' is neither a file nor an experiment that ships (${shipped.join(', ')}); nearest: ${nearest(name, shipped).join(', ')}`,
  );
}

function shippedNames(): string[] {
  if (!existsSync(SHIPPED)) return [];
  return readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

function changed(spec: ExperimentSpec, { agent, seeds, budget }: Arguments): ExperimentSpec {
  return parseSpec({
    ...spec,
    ...(agent === undefined ? {} : { agents: agent.flatMap((names) => names.split(',')).map((name) => ({ name })) }),
    ...(seeds === undefined ? {} : { seeds: seedsFrom(seeds) }),
    ...(budget === undefined ? {} : { budget }),
  });
}

function seedsFrom(text: string): ExperimentSpec['seeds'] {
  const list = text.includes(',');
  const words = text.split(',');
  const numbers = words.map(Number);
  const digits = words.every((word) => /^\s*\d+\s*$/.test(word));
  if (!digits || !numbers.every((value) => Number.isSafeInteger(value) && value >= (list ? 0 : 1))) {
    throw new CogymError('usage', `--seeds takes a number of seeds or a list such as 3,5,8, not '${text}'`);
  }
  return list ? numbers : { count: numbers[0] as number };
}

function resultText({ problem }: Experiment, summary: Summary, checked: Recheck | undefined): string {
  const { winner } = summary;
  const parts = [comparisonTable(summary)];
  if (winner !== null) {
    const title = `${winner.feasible ? 'Best design' : 'No design keeps every limit; the nearest'}: found by ${winner.agent}, strategy ${winner.strategy}, seed ${winner.seed}, evaluation ${winner.evaluation}`;
    parts.push(designCard(title, problem, winner.design, problem.evaluate(winner.design)));
    if (checked !== undefined) {
      const { title: words, head, rows } = recheckTable(checked);
      parts.push(`${words}\n${formatTable(head, rows)}`);
    }
  }
  return parts.join('\n\n');
}

async function writeReportTo(folder: string): Promise<string> {
  const { writeReport } = await import('../experiments/report/index.js');
  const file = join(folder, 'report.html');
  await writeReport(folder, file);
  return file;
}
