/** `manifest.json`: what a folder of runs holds and how to compute it again. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { searcherDefinition } from '../../agents/index.js';
import type { Parameter } from '../design/parameter.js';
import type { MetricSpec, Objective } from '../design/problem.js';
import { CogymError } from '../errors.js';
import { backendName } from '../nn/index.js';
import { canonicalJson } from './canonical.js';
import { hashOfSchema } from './dataset/data-schema.js';
import { type Write, writeAtomically } from './disk.js';
import type { Experiment, ExperimentSpec } from './spec.js';
import { problemHash, type Run } from './work-list.js';

export interface Manifest {
  readonly format: 1;
  /** SHA-256 of the canonical JSON of the parameters and of the metrics with their units. */
  readonly schemaHash: string;
  readonly package: { readonly name: string; readonly version: string };
  /** Commit of the checkout that computed it; null for an installed package. */
  readonly commit: string | null;
  readonly node: string;
  /** Neural network backend; `none` when no agent uses one. */
  readonly nnBackend: string;
  /** Terms under which the rows may be used. */
  readonly licence: string;
  /** ISO 8601; `ended` is null while runs are missing. */
  readonly started: string;
  readonly ended: string | null;
  readonly problem: {
    readonly id: string;
    readonly version: string;
    readonly hash: string;
    readonly workload: string | null;
    readonly objectives: readonly Objective[];
    readonly parameters: readonly Parameter[];
    readonly metrics: readonly MetricSpec[];
    readonly referencePoint: readonly number[] | null;
    /** What the problem warns of; absent when it does not. */
    readonly warnings?: readonly string[];
  };
  /** Workload -> hash of the problem that stands for it. */
  readonly workloadHashes: Readonly<Record<string, string>>;
  /** The last experiment that ran here; `cogym run --resume` continues it. */
  readonly spec: ExperimentSpec;
  readonly seeds: readonly number[];
  /** Agent -> the hyperparameter sets that ran. */
  readonly hyperparameterGrid: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly counts: { readonly runs: number; readonly runsDone: number; readonly evaluations: number };
  readonly runs: readonly ManifestRun[];
}

/** A run and how many rows its file has. */
export interface ManifestRun extends Run {
  readonly done: boolean;
}

const NAME = 'manifest.json';

/** The schema hash of the rows of `problem`. */
export function schemaHash(problem: Experiment['problem']): string {
  return hashOfSchema({ parameters: problem.space.parameters, metrics: problem.metrics });
}

/**
 * The manifest of the experiment in `folder`; undefined when there is none.
 * @throws CogymError `manifestDamaged` naming the file, `storeMissing` for a merged data set
 */
export function readManifest(folder: string): Manifest | undefined {
  const manifest = readManifestJson(folder);
  if (manifest?.kind === undefined) return manifest;
  throw new CogymError(
    'storeMissing',
    `${folder} holds a merged data set, not an experiment. Use cogym query or cogym dataset with it`,
  );
}

/**
 * The manifest of `folder`, which holds an experiment or, where `kind` is there, a merged data set.
 * @throws CogymError `manifestDamaged` naming the file
 */
export function readManifestJson(folder: string): (Manifest & { readonly kind?: 'dataset' }) | undefined {
  const file = join(folder, NAME);
  if (!existsSync(file)) return undefined;
  const advice = 'Delete it and start the experiment with the same file and --out again: finished runs are kept';
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch (error) {
    throw new CogymError('manifestDamaged', `${file} cannot be read: ${(error as Error).message}. ${advice}.`);
  }
  if (manifest?.format !== 1 || !Array.isArray(manifest.runs) || typeof manifest.schemaHash !== 'string') {
    throw new CogymError('manifestDamaged', `${file} is not a manifest of format 1. ${advice}.`);
  }
  return manifest;
}

/** Writes the manifest of `folder`. */
export function writeManifest(folder: string, manifest: Pick<Manifest, 'format' | 'schemaHash'>, write?: Write): void {
  writeAtomically(join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`, write);
}

/** The manifest of `experiment` with the given runs; `previous` keeps its start. */
export function makeManifest(experiment: Experiment, runs: readonly ManifestRun[], previous?: Manifest): Manifest {
  const { problem, spec } = experiment;
  const hash = problemHash(experiment);
  const manifest: Manifest = {
    format: 1,
    schemaHash: schemaHash(problem),
    ...provenance(),
    nnBackend: runs.some(({ agent }) => searcherDefinition(agent).prepare !== undefined)
      ? (backendName() ?? previous?.nnBackend ?? 'none')
      : 'none',
    licence: 'CC0-1.0',
    started: previous?.started ?? new Date().toISOString(),
    ended: previous?.ended ?? null,
    problem: {
      id: problem.id,
      version: problem.version,
      hash,
      workload: problem.workload ?? null,
      objectives: problem.objectives,
      parameters: problem.space.parameters,
      metrics: problem.metrics,
      referencePoint: problem.referencePoint ?? null,
      ...(problem.warnings === undefined ? {} : { warnings: problem.warnings }),
    },
    workloadHashes: { [problem.workload ?? problem.id]: hash },
    spec,
    seeds: [],
    hyperparameterGrid: {},
    counts: { runs: 0, runsDone: 0, evaluations: 0 },
    runs,
  };
  return withRuns(manifest, runs);
}

/** `manifest` with these runs and what follows from them. */
export function withRuns(manifest: Manifest, runs: readonly ManifestRun[]): Manifest {
  const done = runs.filter((run) => run.done);
  return {
    ...manifest,
    ended: done.length === runs.length ? (manifest.ended ?? new Date().toISOString()) : null,
    seeds: [...new Set(runs.map(({ seed }) => seed))],
    hyperparameterGrid: gridOf(runs),
    counts: {
      runs: runs.length,
      runsDone: done.length,
      evaluations: done.reduce((sum, { budget }) => sum + budget, 0),
    },
    runs,
  };
}

/** The hyperparameter sets of each agent. */
export function gridOf(runs: readonly ManifestRun[]): Manifest['hyperparameterGrid'] {
  const grid: Record<string, Map<string, ManifestRun['hyperparameters']>> = {};
  for (const { agent, hyperparameters } of runs) {
    grid[agent] ??= new Map();
    grid[agent].set(canonicalJson(hyperparameters), hyperparameters);
  }
  return Object.fromEntries(Object.entries(grid).map(([agent, sets]) => [agent, [...sets.values()]]));
}

let known: Pick<Manifest, 'package' | 'commit' | 'node'> | undefined;

/** What computes here; the commit only when the package runs from its own checkout. */
export function provenance(): Pick<Manifest, 'package' | 'commit' | 'node'> {
  known ??= readProvenance();
  return known;
}

function readProvenance(): Pick<Manifest, 'package' | 'commit' | 'node'> {
  let root = new URL('../../', import.meta.url);
  if (!existsSync(new URL('package.json', root))) root = new URL('../', root);
  const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest['package'];
  let commit: string | null = null;
  if (existsSync(new URL('.git', root))) {
    try {
      commit = execFileSync('git', ['rev-parse', 'HEAD'], {
        cwd: fileURLToPath(root),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      commit = null;
    }
  }
  return { package: { name, version }, commit, node: process.versions.node };
}
