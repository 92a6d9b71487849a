/** Data sets: rows of evaluated designs with what is known of them. */
export { combineSchemas, type DataSchema, hashOfSchema } from './data-schema.js';
export { type Dataset, type OpenOptions, openDataset } from './dataset.js';
export type { DatasetManifest, DatasetProblem, DatasetSource } from './dataset-manifest.js';
export { type Coded, type ReadOptions, type Rows, readRows } from './read.js';
