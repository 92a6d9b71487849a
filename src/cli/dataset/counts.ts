import type { DatasetManifest } from '../../experiments/dataset/dataset-manifest.js';

/** What the data set in `folder` holds, as one line of JSON. */
export const countsJson = (folder: string, { counts, schemaHash }: DatasetManifest): string =>
  JSON.stringify({ folder, runs: counts.runs, rows: counts.evaluations, schemaHash });
