/** What each operator makes of its inputs: the canonical fields of a layer and its output shape. */
import { badRequest, type CogymError } from '../errors.js';
import { inconsistent } from './inconsistent.js';
import type { LayerData } from './load-schema.js';
import type { Layer, Operator, Padding, Pair, Shape } from './network.js';
import { deconvolutionSide, pair, volume, windowSide } from './shape.js';

/** The canonical fields that depend on the operator. */
export type Derived = Omit<
  Layer,
  'i' | 'inputs' | 'act' | 'norm' | 'useBias' | 'role' | 'bits' | 'macs' | 'weights' | 'bias'
>;

type Rule = (data: LayerData, delivered: readonly Shape[], path: string) => Derived;

/** Fields of a layer from what is given and what its inputs deliver; a given shape that differs is refused. */
export function derive(data: LayerData, delivered: readonly Shape[], path: string): Derived {
  return rules[data.op](data, delivered, path);
}

const unary: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  return { op: data.op, in: shape, out: agreed(data, shape, path) };
};

const convolution: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const [, , channels] = given(data, 'out', path);
  const groups = data.groups ?? 1;
  const depthwise = data.op === 'dwconv2d' || (groups > 1 && groups === shape[2] && groups === channels);
  if (depthwise && channels !== shape[2]) {
    throw badRequest(
      `${path}/out`,
      `dwconv2d has multiplier 1: ${shape[2]} channels in, ${channels} out; write a multiplier as conv2d with groups`,
    );
  }
  if (!depthwise && (shape[2] % groups !== 0 || channels % groups !== 0)) {
    throw badRequest(
      `${path}/groups`,
      `groups ${groups} must divide ${shape[2]} input and ${channels} output channels`,
    );
  }
  const dilation = pair(data.dilation ?? 1);
  const { padding, ...window } = windowOf(data, shape, path);
  const out = agreed(
    data,
    [...sides(window.map, window.kernel, window.stride, dilation, padding, path), channels],
    path,
  );
  return {
    op: depthwise ? 'dwconv2d' : 'conv2d',
    in: shape,
    out,
    kernel: window.kernel,
    stride: window.stride,
    dilation,
    padding,
    ...(padding === 'explicit' ? { padded_in: window.map } : {}),
    ...(depthwise ? {} : { groups }),
  };
};

const pool: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const { padding, map, kernel, stride } = windowOf(data, shape, path);
  const out = agreed(data, [...sides(map, kernel, stride, pair(1), padding, path), shape[2]], path);
  return {
    op: data.op,
    in: shape,
    out,
    kernel,
    stride,
    padding,
    ...(padding === 'explicit' ? { padded_in: map } : {}),
  };
};

const deconvolution: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const [, , channels] = given(data, 'out', path);
  const kernel = pair(given(data, 'kernel', path));
  const stride = pair(data.stride ?? 1);
  const dilation = pair(data.dilation ?? 1);
  const padding = data.padding ?? 'same';
  if (padding === 'explicit')
    throw badRequest(`${path}/padding`, "deconv2d takes padding 'same' or 'valid', not 'explicit'");
  const side = (axis: 0 | 1) => deconvolutionSide(shape[axis], kernel[axis], stride[axis], dilation[axis], padding);
  return {
    op: data.op,
    in: shape,
    out: agreed(data, [side(0), side(1), channels], path),
    kernel,
    stride,
    dilation,
    padding,
  };
};

const fullyConnected: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const [, , channels] = given(data, 'out', path);
  const perPosition = data.perPosition ?? false;
  const out = agreed(data, perPosition ? [shape[0], shape[1], channels] : [1, 1, channels], path);
  return { op: data.op, in: shape, out, perPosition };
};

const product: Rule = (data, delivered, path) => {
  const [batch, m, k, n] = [data.batch ?? 1, given(data, 'm', path), given(data, 'k', path), given(data, 'n', path)];
  for (const [position, elements] of [batch * m * k, batch * k * n].entries()) {
    const found = delivered[position] as Shape;
    // One tensor may hold several operands, as a fused query, key and value projection does.
    if (volume(found) % elements !== 0) {
      const [rows, columns] = position === 0 ? [m, k] : [k, n];
      throw inconsistent(
        `${path}/inputs/${position}`,
        `${batch} operand(s) of ${rows} x ${columns} take ${elements} values, but the input delivers ${volume(found)} (${text(found)})`,
      );
    }
  }
  const [first] = delivered as [Shape];
  const shape = data.in ?? (volume(first) === batch * m * k ? first : ([1, m, batch * k] as const));
  if (volume(shape) !== batch * m * k && volume(shape) !== volume(first)) {
    throw inconsistent(
      `${path}/in`,
      `in ${text(shape)} holds neither batch*m*k = ${batch * m * k} values nor what the input delivers`,
    );
  }
  const out = data.out ?? ([1, m, batch * n] as const);
  if (volume(out) !== batch * m * n) {
    throw inconsistent(
      `${path}/out`,
      `out ${text(out)} holds ${volume(out)} values, but batch*m*n is ${batch * m * n}`,
    );
  }
  return { op: data.op, in: shape, out, batch, m, k, n, transposeB: data.transposeB ?? false };
};

/**
 * An operand may have fewer channels than the sum (a padding of its channels is folded in), or be [1, 1, c], which is
 * added at every position.
 */
const sum: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const widest = delivered.reduce((a, b) => (volume(b) > volume(a) ? b : a));
  const out = data.out ?? widest;
  if (volume(out) !== volume(widest)) throw mismatch('out', out, widest, path);
  for (const [position, operand] of delivered.entries()) {
    const narrower = operand[0] === out[0] && operand[1] === out[1] && operand[2] <= out[2];
    if (volume(operand) !== volume(out) && !narrower && !perChannel(operand, out))
      throw operandMismatch(data.op, position, operand, out, path);
  }
  return { op: data.op, in: shape, out };
};

/** An operand may be [1, 1, c], which scales the channels of the other one. */
const scaling: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const largest = delivered.reduce((a, b) => (volume(b) > volume(a) ? b : a));
  const out = data.out ?? largest;
  if (volume(out) !== volume(largest)) throw mismatch('out', out, largest, path);
  for (const [position, operand] of delivered.entries()) {
    if (volume(operand) !== volume(out) && !perChannel(operand, out))
      throw operandMismatch(data.op, position, operand, out, path);
  }
  return { op: data.op, in: shape, out };
};

const concatenation: Rule = (data, delivered, path) => {
  const [first] = delivered as [Shape];
  const elements = delivered.reduce((total, shape) => total + volume(shape), 0);
  const channels = delivered.reduce((total, shape) => total + shape[2], 0);
  const out = data.out ?? ([first[0], first[1], channels] as const);
  if (volume(out) !== elements) {
    throw inconsistent(
      `${path}/out`,
      `out ${text(out)} holds ${volume(out)} values, but the inputs deliver ${elements}`,
    );
  }
  const shape = data.in ?? first;
  if (volume(shape) !== volume(first) && volume(shape) !== elements) throw mismatch('in', shape, first, path);
  return { op: data.op, in: shape, out };
};

/** A part of its input; which one does not matter to any cost. */
const part: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const out = given(data, 'out', path);
  if (volume(out) > volume(shape)) {
    throw inconsistent(`${path}/out`, `out ${text(out)} is no part of the input, ${text(shape)}`);
  }
  return { op: data.op, in: shape, out };
};

/** Values picked from its input, some perhaps several times: a look-up in a table, a repetition, a padding. */
const selection: Rule = (data, delivered, path) => ({
  op: data.op,
  in: inputShape(data, delivered, path),
  out: given(data, 'out', path),
});

const upsampling: Rule = (data, delivered, path) => {
  const shape = inputShape(data, delivered, path);
  const scale = given(data, 'scale', path);
  return { op: data.op, in: shape, out: agreed(data, [shape[0] * scale, shape[1] * scale, shape[2]], path), scale };
};

/** A tensor that no layer computes: zeros, or learned values. */
const tensor: Rule = (data, _delivered, path) => {
  const out = data.out ?? given(data, 'in', path);
  if (data.in !== undefined && !same(data.in, out)) throw mismatch('in', data.in, out, path);
  return { op: data.op, in: out, out };
};

const rules: Readonly<Record<Operator, Rule>> = {
  conv2d: convolution,
  dwconv2d: convolution,
  deconv2d: deconvolution,
  fc: fullyConnected,
  matmul: product,
  batchnorm: unary,
  layernorm: unary,
  instancenorm: unary,
  groupnorm: unary,
  rmsnorm: unary,
  lrn: unary,
  add: sum,
  mul: scaling,
  avgpool: pool,
  maxpool: pool,
  act: unary,
  softmax: unary,
  concat: concatenation,
  slice: part,
  gather: selection,
  upsample: upsampling,
  constant: tensor,
  parameter: tensor,
};

/** `in` as given, or what the first input delivers; a reshape between the two keeps the volume. */
function inputShape(data: LayerData, [first]: readonly Shape[], path: string): Shape {
  if (first === undefined) throw badRequest(`${path}/inputs`, `${data.op} reads a layer`);
  if (data.in === undefined) return first;
  if (volume(data.in) !== volume(first)) throw mismatch('in', data.in, first, path);
  return data.in;
}

/** `out` as computed; a different one given is refused. */
function agreed(data: LayerData, computed: Shape, path: string): Shape {
  if (data.out !== undefined && !same(data.out, computed)) {
    throw inconsistent(
      `${path}/out`,
      `out is given as ${text(data.out)}, but ${data.op} makes ${text(computed)} of its input`,
    );
  }
  return computed;
}

function given<K extends keyof LayerData>(data: LayerData, name: K, path: string): NonNullable<LayerData[K]> {
  const value = data[name];
  if (value === undefined || value === null)
    throw badRequest(`${path}/${name}`, `'${name}' is missing; ${data.op} needs it`);
  return value as NonNullable<LayerData[K]>;
}

interface Window {
  /** The map that the window slides over: the input, or the padded input. */
  readonly map: Shape;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

function windowOf(data: LayerData, shape: Shape, path: string): Window {
  const kernel = pair(given(data, 'kernel', path));
  const stride = pair(data.stride ?? 1);
  const padding = data.padding ?? (data.padded_in === undefined ? 'same' : 'explicit');
  if (padding !== 'explicit') return { map: shape, kernel, stride, padding };
  const map = given(data, 'padded_in', path);
  if (map[0] < shape[0] || map[1] < shape[1] || map[2] !== shape[2]) {
    throw inconsistent(
      `${path}/padded_in`,
      `padded_in ${text(map)} must be at least as high and wide as in ${text(shape)}, with its channels`,
    );
  }
  return { map, kernel, stride, padding };
}

function sides(
  map: Shape,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
  padding: Padding,
  path: string,
): [number, number] {
  const at = `${path}/kernel`;
  return [
    windowSide(map[0], kernel[0], stride[0], dilation[0], padding, at),
    windowSide(map[1], kernel[1], stride[1], dilation[1], padding, at),
  ];
}

const perChannel = (operand: Shape, out: Shape): boolean =>
  operand[0] === 1 && operand[1] === 1 && operand[2] === out[2];

const same = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
const text = (shape: Shape): string => `[${shape.join(', ')}]`;

const mismatch = (name: 'in' | 'out', got: Shape, expected: Shape, path: string): CogymError =>
  inconsistent(
    `${path}/${name}`,
    `${name} ${text(got)} holds ${volume(got)} values, but the input delivers ${text(expected)}, ${volume(expected)} values`,
  );

const operandMismatch = (op: Operator, position: number, got: Shape, out: Shape, path: string): CogymError =>
  inconsistent(`${path}/inputs/${position}`, `${op} cannot take an operand of shape ${text(got)} to make ${text(out)}`);
