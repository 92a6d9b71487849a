export {
  type Batched,
  batchRows,
  batchSpace,
  copyBatch,
  createBatch,
  createSharedBatch,
  fillBatch,
  readBatch,
  writeBatch,
} from './batch.js';
export { Box } from './box.js';
export { Dict, type DictValue } from './dict.js';
export { Discrete } from './discrete.js';
export { allocate, type Dtype, type FlatArray, type FlatDtype, type TypedArray, type TypedArrays } from './dtype.js';
export { flatdim, flatten, flattenSpace, unflatten } from './flatten.js';
export { fromJSON } from './from-json.js';
export type { JsonValue, SpaceJson } from './json.js';
export { MultiBinary } from './multi-binary.js';
export { MultiDiscrete } from './multi-discrete.js';
export { type Refusal, refusalMessage, Space, type SpaceValue } from './space.js';
export { Tuple, type TupleValue } from './tuple.js';
