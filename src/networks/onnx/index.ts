/** Import of ONNX models. */
export { type ByteSource, memorySource } from './byte-source.js';
export type { DimensionValues } from './dimensions.js';
export { type ImportedNetwork, type ImportOptions, importOnnx } from './import-onnx.js';
