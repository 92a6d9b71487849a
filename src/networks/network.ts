/** The network format that all simulators share (plain JSON data; batch is always 1; shapes are [h, w, c]). */

/** Most layers that a network may have. */
export const LONGEST_NETWORK = 4096;

export type Shape = readonly [height: number, width: number, channels: number];
export type Pair = readonly [vertical: number, horizontal: number];

export const operators = [
  'conv2d',
  'dwconv2d',
  'deconv2d',
  'fc',
  'matmul',
  'batchnorm',
  'layernorm',
  'instancenorm',
  'groupnorm',
  'rmsnorm',
  'lrn',
  'add',
  'mul',
  'avgpool',
  'maxpool',
  'act',
  'softmax',
  'concat',
  'slice',
  'gather',
  'upsample',
  'constant',
  'parameter',
] as const;
export type Operator = (typeof operators)[number];

/** Functions of one value; none costs multiply-accumulates. `pointwise` is any that has no name here. */
export const activations = [
  'none',
  'relu',
  'relu6',
  'h_swish',
  'h_sigmoid',
  'sigmoid',
  'gelu',
  'silu',
  'tanh',
  'h_tanh',
  'leaky_relu',
  'prelu',
  'elu',
  'selu',
  'celu',
  'softplus',
  'softsign',
  'mish',
  'clip',
  'pointwise',
] as const;
export type Activation = (typeof activations)[number];

export const roles = [
  'stem',
  'expand',
  'depthwise',
  'project',
  'seReduce',
  'seExpand',
  'head',
  'classifier',
  'query',
  'key',
  'value',
  'score',
  'mix',
  'projection',
  'mlp1',
  'mlp2',
  'edge',
  'reduction',
  'other',
] as const;
export type Role = (typeof roles)[number];

export type Normalisation = 'none' | 'batch' | 'layer';
export type Padding = 'same' | 'valid' | 'explicit';

/** One layer with every derived field filled in. Skip connections are edges (`inputs`), never layers. */
export interface Layer {
  /** Position in execution order. */
  readonly i: number;
  readonly op: Operator;
  /** Indices of earlier layers; -1 is the network's input. */
  readonly inputs: readonly number[];
  readonly in: Shape;
  readonly out: Shape;
  readonly kernel?: Pair;
  readonly stride?: Pair;
  readonly dilation?: Pair;
  readonly padding?: Padding;
  /** Input shape after explicit padding. */
  readonly padded_in?: Shape;
  readonly groups?: number;
  /** fc only: a linear map at each position instead of a flattened one. */
  readonly perPosition?: boolean;
  /** matmul only: `batch` products of m x k by k x n. */
  readonly batch?: number;
  readonly m?: number;
  readonly k?: number;
  readonly n?: number;
  readonly transposeB?: boolean;
  /** upsample only. */
  readonly scale?: number;
  /** Fused activation. */
  readonly act: Activation;
  /** Normalisation directly after the layer, folded at inference. */
  readonly norm: Normalisation;
  /** Explicit trained bias. */
  readonly useBias: boolean;
  readonly role?: Role;
  /** Bits per weight and activation, default 8. */
  readonly bits?: number;
  /** Multiply-accumulates of convolutions, fc and matmul. */
  readonly macs: number;
  readonly weights: number;
  /** Bias values at inference (normalisation folded in). */
  readonly bias: number;
}

export interface NetworkInput {
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly dtype?: string;
}

export interface NetworkTotals {
  readonly macs: number;
  readonly weights: number;
  readonly biases: number;
  /** Weights + biases as deployed, normalisation folded. */
  readonly params: number;
  /** What papers print: weights + explicit biases + two values per normalised channel. */
  readonly trainableParams: number;
  readonly layers: number;
}

export interface Network {
  readonly id: string;
  readonly input: NetworkInput;
  readonly layers: readonly Layer[];
  readonly totals: NetworkTotals;
  /** Indices of the output layers, where there are several; without it the last layer is the output. */
  readonly outputs?: readonly number[];
  /** True where layers that no output depends on are meant to be there. */
  readonly allowDead?: boolean;
}
