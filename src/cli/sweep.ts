/** `cogym sweep`: agents x hyperparameters x problems x seeds x budgets, on threads, in shards, resumable. */
import { join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { recheckTable } from '../experiments/proxy/tables.js';
import type { PartsOutcome } from '../experiments/run.js';
import { mergeShards } from '../experiments/sweep/run-sweep.js';
import { parseShard, type Shard } from '../experiments/sweep/shard.js';
import { readSweep, type SweepSpec } from '../experiments/sweep/spec.js';
import { requireStudy } from '../experiments/sweep/study.js';
import { formatTable } from '../experiments/text-table.js';
import { type ComputeArguments, computeOptions, computeSweep } from './compute-sweep.js';
import { quoted, sayInterrupted } from './interruptible.js';

interface Arguments extends ComputeArguments {
  spec?: string;
  out?: string;
  shard?: string;
  merge?: string[];
  resume?: string;
}

const command: CommandModule<object, Arguments> = {
  command: 'sweep [spec]',
  describe: 'Run agents x hyperparameters x problems x seeds x budgets',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('spec', { type: 'string', describe: 'sweep file (JSON)' })
      .option('out', { type: 'string', describe: 'folder of the results (default: runs/<name of the sweep>)' })
      .option('shard', { type: 'string', describe: 'compute part i of n alone: 1/8' })
      .option('merge', { type: 'string', array: true, describe: 'folders of shards to put together in --out' })
      .option('resume', { type: 'string', describe: 'go on with the sweep in this folder' })
      .options(computeOptions)
      .example('cogym sweep sweep.json --workers 8', '')
      .example('cogym sweep sweep.json --shard 2/4 --out part-2', 'one of four jobs of a cluster')
      .example('cogym sweep --merge part-1 part-2 part-3 part-4 --out all', 'put them together'),
  handler: async (arguments_) => {
    if (arguments_.merge === undefined) await compute(arguments_);
    else await merge(arguments_, arguments_.merge);
  },
};
export default command;

async function compute(arguments_: Arguments): Promise<void> {
  const shard = arguments_.shard === undefined ? undefined : parseShard(arguments_.shard);
  const { spec, folder } = chosen(arguments_, shard);
  const outcome = await computeSweep(spec, folder, arguments_, { ...(shard && { shard }) });
  if (arguments_.json) console.log(JSON.stringify({ folder, ...figures(outcome) }, null, 2));
  else if (outcome.finished) console.log(`${tables(outcome)}\n\nResults: ${folder}`);
  if (outcome.finished) return;
  const again = shard === undefined ? '' : ` --shard ${shard.index}/${shard.of}`;
  sayInterrupted(`cogym sweep --resume ${quoted(folder)}${again}`);
}

async function merge({ out, spec, resume, shard, json }: Arguments, shards: readonly string[]): Promise<void> {
  if (out === undefined || [spec, resume, shard].some((value) => value !== undefined)) {
    throw new CogymError('usage', '--merge takes the folders of the shards and --out: the folder of the whole sweep');
  }
  const { runs, missing, copied } = await mergeShards(out, shards);
  if (json) console.log(JSON.stringify({ folder: out, runs, missing, copied }));
  else console.log(`${out} holds ${runs - missing} of ${runs} runs, ${copied} of them new.`);
  if (missing > 0) {
    console.error(`${missing} runs are in none of the folders. Compute them with: cogym sweep --resume ${quoted(out)}`);
    process.exitCode = 1;
  }
}

function chosen(arguments_: Arguments, shard: Shard | undefined): { spec: SweepSpec; folder: string } {
  const { spec: file, out, resume } = arguments_;
  if (resume !== undefined) {
    if (file !== undefined || out !== undefined) {
      throw new CogymError('usage', '--resume takes the sweep from its folder: give no file and no --out with it');
    }
    return { spec: requireStudy(resume), folder: resume };
  }
  if (file === undefined) {
    throw new CogymError(
      'usage',
      'name a sweep file, or --resume with a folder; docs/sweeps.md shows what a file holds',
    );
  }
  const spec = readSweep(file);
  const suffix = shard === undefined ? '' : `-shard-${shard.index}-of-${shard.of}`;
  return { spec, folder: out ?? `${spec.out ?? join('runs', spec.name)}${suffix}` };
}

/** Counts of each problem, and the final designs of searches on a proxy, predicted and simulated. */
function figures({ manifests, simulated, finished, computed }: PartsOutcome) {
  return {
    finished,
    computed,
    problems: manifests.map(({ spec, problem, counts }, i) => ({
      name: spec.name,
      problem: problem.id,
      ...counts,
      simulated: simulated[i]?.designs,
    })),
  };
}

/** The counts as a table, and one more for each problem that was searched on a proxy. */
function tables({ manifests, simulated }: PartsOutcome): string {
  const rows = manifests.map(({ spec, problem, counts }) => [
    spec.name,
    problem.id,
    `${counts.runsDone}/${counts.runs}`,
    String(counts.evaluations),
  ]);
  const rechecks = simulated.flatMap((recheck, i) => {
    if (recheck === undefined) return [];
    const { title, head, rows: found } = recheckTable(recheck);
    return [`${manifests[i]?.spec.name}. ${title}\n${formatTable(head, found)}`];
  });
  return [formatTable(['sweep', 'problem', 'runs', 'evaluations'], rows), ...rechecks].join('\n\n');
}
