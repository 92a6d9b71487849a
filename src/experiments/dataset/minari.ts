/**
 * Data sets in the layout of Minari (Farama Foundation), which libraries for offline reinforcement learning read:
 * `<root>/<id>/data/metadata.json`, and for each episode a folder with `part-0.parquet` and `metadata.json`, as Minari
 * 0.5's Parquet storage writes them. An episode of n steps has n + 1 rows: the last holds the final observation, its
 * action, reward and flags are padding.
 */
import { closeSync, existsSync, mkdtempSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '../../design/evaluation.js';
import { CogymError } from '../../errors.js';
import { type Box, Discrete, MultiDiscrete, type Space } from '../../spaces/index.js';
import { makeFolder, writeAtomically, writeFully } from '../disk.js';
import { copyTo, duckdb, identifier, literal, PARQUET } from '../duckdb.js';
import { readRows } from './read.js';
import { type Episode, type Trajectories, type TrajectoryMode, trajectories } from './trajectories.js';

export interface MinariOptions {
  /** Default `sequential`. */
  readonly mode?: TrajectoryMode;
  /** `namespace/name-vN`; default `codesign-gym/<problem>/<mode>-v0`. */
  readonly id?: string;
  readonly force?: boolean;
}

export interface MinariOutcome {
  readonly id: string;
  readonly folder: string;
  readonly episodes: number;
  readonly steps: number;
  /** Evaluations whose designs the masks of the mode do not let through. */
  readonly skipped: number;
}

/** Version of Minari whose layout this is: what `metadata.json` claims. */
const MINARI_VERSION = '0.5.3';

const ID = /^(?:[-\w][-\w/]*[-\w]+\/)?[-\w]+-v\d+$/;

/**
 * Writes the rows of `paths` as episodes below `root`, the folder that the environment variable MINARI_DATASETS_PATH
 * names when Minari reads them; all of them or none.
 * @throws CogymError as `readRows` and `trajectories`; `usage` for an id that Minari does not take, `fileExists`,
 *   `writeFailed`
 */
export async function exportMinari(
  paths: string | readonly string[],
  root: string,
  { mode = 'sequential', id: wanted, force = false }: MinariOptions = {},
): Promise<MinariOutcome> {
  const rows = await readRows(paths, { force });
  const { manifest } = rows.dataset;
  const id = wanted ?? `codesign-gym/${manifest.problems[0]?.id.replace(/[^-\w]/g, '_')}/${mode}-v0`;
  if (!ID.test(id)) throw new CogymError('usage', `an id of Minari is namespace/name-v0, not '${id}'`);
  const folder = join(root, id, 'data');
  if (existsSync(folder))
    throw new CogymError('fileExists', `${folder} is there already; choose another --out or --id`);
  const found = trajectories(rows, mode);
  const steps = found.episodes.reduce((sum, { rewards }) => sum + rewards.length, 0);
  const metadata = {
    total_episodes: found.episodes.length,
    total_steps: steps,
    data_format: 'parquet',
    observation_space: JSON.stringify(spaceJson(found.observationSpace)),
    action_space: JSON.stringify(spaceJson(found.actionSpace)),
    dataset_id: id,
    minari_version: MINARI_VERSION,
    algorithm_name: Object.keys(manifest.hyperparameterGrid).join(', '),
    author: ['codesign-gym'],
    description: `Designs of ${manifest.problems[0]?.id}, mode ${mode}. Observation: ${found.observationNames.join(', ')}.`,
    schema_hash: manifest.schemaHash,
    licence: manifest.licence,
  };
  await wholeOrNot(folder, async (unfinished) => {
    const bytes = await writeEpisodes(found, unfinished);
    const sized = { ...metadata, dataset_size: Math.round(bytes / 1e5) / 10 };
    writeAtomically(join(unfinished, 'metadata.json'), `${JSON.stringify(sized, null, 2)}\n`);
  });
  return { id, folder, episodes: found.episodes.length, steps, skipped: found.skipped };
}

/** Lets `write` fill a folder beside `folder` that gets its name in the end, or is deleted when `write` fails. */
async function wholeOrNot(folder: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  makeFolder(unfinished);
  try {
    await write(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Writes the folder of each episode; returns the size of all files. */
async function writeEpisodes(
  { episodes, observationSpace, actionSpace }: Trajectories,
  folder: string,
): Promise<number> {
  const metrics = Object.keys(
    episodes.find(({ result }) => Object.keys(result.metrics).length > 0)?.result.metrics ?? {},
  );
  const infos = ['feasible BOOLEAN', ...['violation', ...metrics].map((name) => `${identifier(name)} DOUBLE`)];
  const types = {
    episode: 'INTEGER',
    step: 'INTEGER',
    observations: columnType(observationSpace),
    actions: columnType(actionSpace),
    rewards: 'DOUBLE',
    terminations: 'BOOLEAN',
    truncations: 'BOOLEAN',
    infos: `STRUCT(${infos.join(', ')})`,
  };
  const temporary = mkdtempSync(join(tmpdir(), 'cogym-minari-'));
  try {
    const file = join(temporary, 'steps.jsonl');
    const descriptor = openSync(file, 'w');
    try {
      for (const [i, episode] of episodes.entries()) writeFully(descriptor, Buffer.from(stepLines(episode, i)));
    } finally {
      closeSync(descriptor);
    }
    const schema = Object.entries(types).map(([name, type]) => `${name}: ${literal(type)}`);
    await (await duckdb()).run(
      `CREATE OR REPLACE TEMP TABLE minari_steps AS SELECT * FROM
       read_json(${literal(file)}, format = 'newline_delimited', columns = {${schema.join(', ')}}) ORDER BY episode, step`,
    );
    let bytes = 0;
    for (const [i, episode] of episodes.entries()) bytes += await writeEpisode(episode, i, join(folder, String(i)));
    return bytes;
  } finally {
    await (await duckdb()).run('DROP TABLE IF EXISTS minari_steps');
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function writeEpisode(
  { run, agent, seed, evaluation, rewards }: Episode,
  i: number,
  folder: string,
): Promise<number> {
  makeFolder(folder);
  const file = join(folder, 'part-0.parquet');
  await copyTo(file, `SELECT * EXCLUDE (episode, step) FROM minari_steps WHERE episode = ${i} ORDER BY step`, PARQUET);
  const metadata = { id: i, total_steps: rewards.length, seed, run, agent, evaluation };
  writeAtomically(join(folder, 'metadata.json'), `${JSON.stringify(metadata)}\n`);
  return statSync(file).size;
}

/** The n + 1 rows of an episode as lines of JSON; only the last one knows the evaluation. */
function stepLines(
  { observations, actions, rewards, terminations, truncations, result }: Episode,
  episode: number,
): string {
  const last = rewards.length;
  const padding = plain(actions[0], true);
  return observations
    .map((observation, step) =>
      JSON.stringify({
        episode,
        step,
        observations: [...observation],
        actions: step < last ? plain(actions[step], false) : padding,
        rewards: rewards[step] ?? 0,
        terminations: terminations[step] ?? false,
        truncations: truncations[step] ?? false,
        infos: infosOf(result, step === last),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** What is missing, before the evaluation or of a refused design, is null: NaN in Minari. */
const infosOf = ({ feasible, violation, metrics }: Evaluation, known: boolean): Record<string, unknown> =>
  known ? { feasible, violation, ...metrics } : { feasible: false };

/** An action as JSON; zeros where it is padding. */
function plain(action: unknown, zero: boolean): number | number[] {
  if (typeof action === 'number') return zero ? 0 : action;
  const values = Array.from(action as ArrayLike<number>);
  return zero ? values.map(() => 0) : values;
}

/** Type of the column that holds members of `space`. */
function columnType(space: Space<unknown>): string {
  if (space instanceof Discrete) return 'BIGINT';
  if (space instanceof MultiDiscrete) return 'INTEGER[]';
  return (space as Box).dtype === 'float32' ? 'FLOAT[]' : 'DOUBLE[]';
}

/** A space as Minari writes it. */
function spaceJson(space: Space<unknown>): Record<string, unknown> {
  if (space instanceof Discrete) return { type: 'Discrete', dtype: 'int64', start: space.start, n: space.n };
  if (space instanceof MultiDiscrete) {
    const nvec = Array.from(space.nvec);
    return { type: 'MultiDiscrete', dtype: 'int32', nvec, start: nvec.map(() => 0) };
  }
  const { dtype, shape, low, high } = space as Box;
  return { type: 'Box', dtype, shape: [...shape], low: Array.from(low), high: Array.from(high) };
}
