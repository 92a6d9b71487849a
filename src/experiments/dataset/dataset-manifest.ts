/** `manifest.json` of a data set: what its rows are, and where they come from. */
import { CogymError } from '../../errors.js';
import { canonicalJson } from '../canonical.js';
import { gridOf, type Manifest, type ManifestRun, readManifestJson } from '../manifest.js';
import type { ExperimentSpec } from '../spec.js';
import { combineSchemas, compareText, type DataSchema, hashOfSchema } from './data-schema.js';

/** A problem that rows of a data set were evaluated on. */
export interface DatasetProblem {
  readonly id: string;
  readonly version: string;
  /** Hash of id, version, preset and options. */
  readonly hash: string;
  readonly workload: string | null;
}

/** What computed a part of the rows. */
export interface DatasetSource {
  readonly package: { readonly name: string; readonly version: string };
  readonly commit: string | null;
  readonly node: string;
  readonly nnBackend: string;
  /** ISO 8601; `ended` is null when runs were missing. */
  readonly started: string;
  readonly ended: string | null;
  /** The experiment that ran; null for rows that came from another program. */
  readonly spec: ExperimentSpec | null;
  /** Where rows of another program came from, in words. */
  readonly origin?: string;
}

/** A run with the number of rows that are there of it: fewer than its budget when it was cut short. */
export interface DatasetRun extends ManifestRun {
  readonly rows: number;
}

export interface DatasetManifest extends DataSchema {
  readonly format: 1;
  readonly kind: 'dataset';
  /** SHA-256 of the canonical JSON of the parameters and of the metrics with their units. */
  readonly schemaHash: string;
  readonly licence: string;
  readonly problems: readonly DatasetProblem[];
  readonly sources: readonly DatasetSource[];
  /** Workload -> hashes of the problems that stand for it. */
  readonly workloadHashes: Readonly<Record<string, readonly string[]>>;
  readonly warnings: readonly string[];
  readonly seeds: readonly number[];
  readonly hyperparameterGrid: Manifest['hyperparameterGrid'];
  readonly counts: { readonly runs: number; readonly evaluations: number };
  /** Sorted by id. */
  readonly runs: readonly DatasetRun[];
}

/**
 * What the manifest of `folder` says, of an experiment or of a data set; undefined when there is none.
 * @throws CogymError `manifestDamaged` naming the file
 */
export function readAnyManifest(folder: string): Manifest | DatasetManifest | undefined {
  const manifest: unknown = readManifestJson(folder);
  return manifest as Manifest | DatasetManifest | undefined;
}

/** `runs` of an experiment as a data set. */
export function fromExperiment(manifest: Manifest, runs: readonly DatasetRun[]): DatasetManifest {
  const { problem, schemaHash: hash, package: made, commit, node, nnBackend, started, ended, spec } = manifest;
  const { id, version, workload, parameters, metrics, objectives, warnings = [] } = problem;
  return datasetManifest({
    schemaHash: hash,
    licence: manifest.licence,
    problems: [{ id, version, hash: problem.hash, workload }],
    sources: [{ package: made, commit, node, nnBackend, started, ended, spec }],
    parameters,
    metrics,
    objectives,
    warnings,
    runs,
  });
}

/**
 * The data set of all rows of `manifests`, the same whatever their order; of a run that is in several the longest counts.
 * @throws CogymError `schemaMismatch` when their rows cannot be put together
 */
export function combineManifests(
  manifests: readonly { readonly from: string; readonly manifest: DatasetManifest }[],
  force = false,
): DatasetManifest {
  const all = manifests.map(({ manifest }) => manifest);
  const schema = combineSchemas(
    manifests.map(({ from, manifest: { parameters, metrics, objectives } }) => ({
      from,
      parameters,
      metrics,
      objectives,
    })),
    force,
  );
  const problems = distinct(all.flatMap((manifest) => manifest.problems));
  if (!force) checkProblems(all, problems);
  const runs = new Map<string, DatasetRun>();
  for (const run of all.flatMap((manifest) => manifest.runs)) {
    if (run.rows >= (runs.get(run.key)?.rows ?? 0)) runs.set(run.key, run);
  }
  return datasetManifest({
    schemaHash: hashOfSchema(schema),
    licence: [...new Set(all.map(({ licence }) => licence))].sort(compareText).join(' AND '),
    problems,
    sources: distinct(all.flatMap((manifest) => manifest.sources)),
    ...schema,
    warnings: [...new Set(all.flatMap(({ warnings }) => warnings))].sort(compareText),
    runs: [...runs.values()],
  });
}

type Derived = 'format' | 'kind' | 'workloadHashes' | 'seeds' | 'hyperparameterGrid' | 'counts';

const workloadOf = ({ id, workload }: DatasetProblem): string => workload ?? id;

/** A manifest with what follows from problems and runs. */
export function datasetManifest(given: Omit<DatasetManifest, Derived>): DatasetManifest {
  const runs = [...given.runs].sort((a, b) => compareText(a.id, b.id));
  const workloads = [...new Set(given.problems.map(workloadOf))];
  const hashesOf = (name: string): string[] =>
    given.problems.filter((problem) => workloadOf(problem) === name).map(({ hash }) => hash);
  return {
    format: 1,
    kind: 'dataset',
    ...given,
    workloadHashes: Object.fromEntries(workloads.map((name) => [name, hashesOf(name)])),
    seeds: [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b),
    hyperparameterGrid: gridOf(runs),
    counts: { runs: runs.length, evaluations: runs.reduce((sum, { rows }) => sum + rows, 0) },
    runs,
  };
}

/**
 * With other options or another version a problem can give one design other figures on the same workload. Refuses such
 * mixtures, unless one of the data sets has been put together like that already.
 */
function checkProblems(manifests: readonly DatasetManifest[], problems: readonly DatasetProblem[]): void {
  for (const { id, workload } of problems) {
    const same = (problem: DatasetProblem): boolean => problem.id === id && problem.workload === workload;
    const all = problems.filter(same);
    if (manifests.some((manifest) => manifest.problems.filter(same).length === all.length)) continue;
    const versions = [...new Set(all.map(({ version }) => version))];
    throw new CogymError(
      'schemaMismatch',
      `rows of ${id}${workload === null ? '' : ` on ${workload}`} come from ` +
        `${versions.length === 1 ? 'differing options' : `the versions ${versions.join(' and ')}`}: one design can have ` +
        'different figures in them. Name data sets of one kind only, or put them together anyway with --force',
    );
  }
}

/** Without repetitions, sorted. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value]))]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, value]) => value);
}
