/** Networks: the format that all simulators share, counting, families as design spaces. */
export { makeDivisible } from './blocks.js';
export { NetworkBuilder } from './builder.js';
export type * from './builder-options.js';
export {
  CELLS,
  type CellOperation,
  cellCode,
  cellEdges,
  cellOperations,
  cellString,
  countEdges,
  parseCell,
  pruneCell,
} from './cell.js';
export { type Countable, type Counts, countLayer, trainableParams } from './count.js';
export { type DataflowLayer, type PlacedDataflowLayer, toDataflowLayer, toDataflowLayers } from './dataflow-layers.js';
export {
  buildNetwork,
  familyIds,
  hybrid,
  mbconv,
  mcuformer,
  mobilenetV2,
  mobilenetV3,
  nasBench201,
  networkFamily,
  ofaMobilenetV3,
  resnet9,
  resnet50,
  unet,
  vgg16,
} from './families/index.js';
export type { McuformerParameters } from './families/mcuformer.js';
export { type MobilenetV2Parameters, mobilenetV2Blocks } from './families/mobilenet-v2.js';
export { type MobilenetV3Parameters, mobilenetV3Blocks } from './families/mobilenet-v3.js';
export type { NasBench201Parameters } from './families/nas-bench-201.js';
export { type OfaMobilenetV3Parameters, ofaMobilenetV3Blocks } from './families/ofa-mobilenet-v3.js';
export type { Resnet9Parameters } from './families/resnet9.js';
export type { UnetParameters } from './families/unet.js';
export { defineFamily, type Family, type FamilyDefinition, type FamilyExample } from './family.js';
export { liveLayers, sinksOf } from './graph.js';
export { buildPlaced, type HybridPlace, headsOf } from './hybrid/build.js';
export type { HybridParameters } from './hybrid/parameters.js';
export { type LoadOptions, loadNetwork } from './load.js';
export { buildMbconv } from './mbconv/build.js';
export type { MbconvParameters } from './mbconv/parameters.js';
export { mbconvTotals } from './mbconv/totals.js';
export {
  mcuformerParameters,
  paddingOf,
  type SupernetName,
  supernetSpace,
  supernets,
} from './mcuformer/supernets.js';
export {
  type Activation,
  activations,
  type Layer,
  LONGEST_NETWORK,
  type Network,
  type NetworkInput,
  type NetworkTotals,
  type Normalisation,
  type Operator,
  operators,
  type Padding,
  type Pair,
  type Role,
  roles,
  type Shape,
} from './network.js';
export {
  type ByteSource,
  type DimensionValues,
  type ImportedNetwork,
  type ImportOptions,
  importOnnx,
  memorySource,
} from './onnx/index.js';
export { countOperations, type OperationConvention } from './operations.js';
export { drawNetwork, layerName } from './picture/draw.js';
export { withoutPrefix, withPrefix } from './prefix.js';
export { samePadding, volume } from './shape.js';
export { packedBytes, type TensorBytes, tensorBytes } from './tensor-bytes.js';
export {
  type ImportedTflite,
  importTflite,
  type ModelProgram,
  type ProgramOperator,
  type ProgramTensor,
} from './tflite/index.js';
export { macsByRole, type NetworkSummary, summarise, totalsOf } from './totals.js';
export { type TransformerBlock, transformerBlock } from './transformer.js';
export { atPath } from './validate.js';
