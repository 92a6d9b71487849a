/** Computes a sweep, whole or one shard of it, and puts shards together. */
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { CogymError } from '../../errors.js';
import { makeFolder, writeError } from '../disk.js';
import { parquetFile, runsFolder } from '../execute.js';
import { recheck } from '../proxy/recheck.js';
import { type Part, type PartsOutcome, type RunOptions, runParts } from '../run.js';
import { RunFolder } from '../run-folder.js';
import { workList } from '../work-list.js';
import { belongsTo, type Shard } from './shard.js';
import { expandSweep, type SweepPart, type SweepSpec } from './spec.js';
import { partFolder, requireStudy, sweepHash, writeStudy } from './study.js';

export interface SweepOptions extends RunOptions {
  /** Computes this part of the runs alone. */
  readonly shard?: Shard;
}

/**
 * Computes the runs of `spec` that `folder` does not hold yet.
 * @throws CogymError as `runExperiment`
 */
export async function runSweep(spec: SweepSpec, folder: string, options: SweepOptions = {}): Promise<PartsOutcome> {
  const parts = await expandSweep(spec);
  writeStudy(folder, spec, options.write);
  return runParts(
    parts.map((part, i) => folderOf(part, i, folder, options.shard)),
    options,
  );
}

function folderOf({ name, experiment }: SweepPart, index: number, folder: string, shard: Shard | undefined): Part {
  const part = { name, experiment, folder: partFolder(folder, name) };
  if (shard === undefined) return part;
  const wanted = new Set(
    workList(experiment)
      .filter((_, position) => belongsTo(shard, index, position))
      .map(({ key }) => key),
  );
  return { ...part, wants: ({ key }) => wanted.has(key) };
}

/** What a merge found. */
export interface MergeOutcome {
  readonly runs: number;
  /** Runs that none of the folders holds; resume the sweep to compute them. */
  readonly missing: number;
  /** Runs that came from the shards. */
  readonly copied: number;
}

/**
 * Copies the finished runs of `shards` into `folder`, which becomes the folder of the whole sweep. Where no run is missing,
 * what was found on a proxy is simulated: see {@link recheck}.
 * @throws CogymError `storeMissing`, `otherExperiment` when the shards are not of one sweep, `storeDamaged`, `writeFailed`
 */
export async function mergeShards(folder: string, shards: readonly string[]): Promise<MergeOutcome> {
  const [first, ...others] = shards.map((shard) => ({ shard, spec: requireStudy(shard) }));
  if (first === undefined) throw new CogymError('usage', 'name the folders of the shards to merge');
  for (const { shard, spec } of others) {
    if (sweepHash(spec) === sweepHash(first.spec)) continue;
    throw new CogymError('otherExperiment', `${shard} holds another sweep than ${first.shard}: their specs differ`);
  }
  const parts = await expandSweep(first.spec);
  writeStudy(folder, first.spec);
  const outcome = { runs: 0, missing: 0, copied: 0 };
  for (const { name, experiment } of parts) {
    const target = partFolder(folder, name);
    makeFolder(runsFolder(target));
    const missing = outcome.missing;
    for (const run of workList(experiment)) {
      outcome.runs++;
      const file = parquetFile(target, run);
      if (existsSync(file)) continue;
      const source = shards.map((shard) => parquetFile(partFolder(shard, name), run)).find(existsSync);
      if (source === undefined) outcome.missing++;
      else copy(source, file);
      if (source !== undefined) outcome.copied++;
    }
    // Opening checks every file and writes the manifest.
    (await RunFolder.open(experiment, target)).close();
    if (outcome.missing === missing) await recheck(experiment, target);
  }
  return outcome;
}

/** Copies whole or not at all. */
function copy(source: string, target: string): void {
  try {
    copyFileSync(source, `${target}.tmp`);
    renameSync(`${target}.tmp`, target);
  } catch (error) {
    throw writeError(target, error);
  }
}
