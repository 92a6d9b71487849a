/** Constant folding: the arithmetic on shapes that exporters write, and constants of whatever size by their dimensions. */
import { integerOf } from './attributes.js';
import type { OnnxNode } from './model.js';
import {
  coordinatesOf,
  expanded,
  flattened,
  gathered,
  numbersOf,
  permutationOf,
  rearrangedConstant,
  reshaped,
  sliced,
  splitSizes,
  squeezed,
  stridesOf,
  unsqueezed,
} from './rearrange.js';
import { unsupported } from './unsupported.js';
import { broadcast, type Constant, normalAxis, product } from './value.js';

const most = 4096;

type Fold = (node: OnnxNode, inputs: readonly (Constant | undefined)[]) => readonly Constant[];

/** What a node makes of constants, or undefined when it is no operator of constants. */
export function fold(node: OnnxNode, inputs: readonly (Constant | undefined)[]): readonly Constant[] | undefined {
  return folds.get(node.op)?.(node, inputs);
}

/** Whether an operator is computed here when all it reads is known. */
export const isFoldable = (op: string): boolean => folds.has(op);

const first = ([constant]: readonly (Constant | undefined)[]): Constant => {
  if (constant === undefined) throw unsupported('it lacks its first operand');
  return constant;
};

const moving =
  (move: (node: OnnxNode, input: Constant, inputs: readonly (Constant | undefined)[]) => readonly number[]): Fold =>
  (node, inputs) => {
    const input = first(inputs);
    return [rearrangedConstant(input, { dims: move(node, input, inputs) })];
  };

const unary =
  (compute: (value: number) => number, integer?: boolean): Fold =>
  (_node, inputs) => {
    const input = first(inputs);
    return [{ ...input, data: input.data?.map(compute), integer: integer ?? input.integer }];
  };

const binary =
  (compute: (a: number, b: number, integer: boolean) => number, integer?: boolean): Fold =>
  (_node, inputs) => [
    inputs
      .slice(1)
      .reduce((a, b) => combine(a as Constant, b as Constant, compute, integer), first(inputs)) as Constant,
  ];

function combine(
  a: Constant,
  b: Constant,
  compute: (a: number, b: number, integer: boolean) => number,
  integer?: boolean,
): Constant {
  const dims = broadcast(a.dims, b.dims);
  if (dims === undefined) throw unsupported(`[${a.dims.join(', ')}] and [${b.dims.join(', ')}] do not broadcast`);
  const whole = a.integer && b.integer;
  if (a.data === undefined || b.data === undefined || product(dims) > most) {
    return { kind: 'constant', dims, integer: integer ?? whole };
  }
  const [left, right] = [spread(a, dims), spread(b, dims)];
  return {
    kind: 'constant',
    dims,
    data: left.map((x, i) => compute(x, right[i] as number, whole)),
    integer: integer ?? whole,
  };
}

/** Values of a constant repeated to larger dimensions. */
function spread(constant: Constant, dims: readonly number[]): readonly number[] {
  const lead = dims.length - constant.dims.length;
  return rearrangedConstant(constant, {
    dims,
    from: (at) => constant.dims.map((size, axis) => (size === 1 ? 0 : (at[lead + axis] as number))),
  }).data as readonly number[];
}

const reduce =
  (compute: (values: readonly number[]) => number): Fold =>
  (node, inputs) => {
    const input = first(inputs);
    const axes = numbersOf(node, inputs[1], 'axes') ?? input.dims.map((_, axis) => axis);
    const gone = new Set(axes.map((axis) => normalAxis(axis, input.dims.length)));
    const keep = integerOf(node, 'keepdims', 1) === 1;
    const dims = input.dims.flatMap((size, axis) => (gone.has(axis) ? (keep ? [1] : []) : [size]));
    const whole = gone.size === input.dims.length && input.data !== undefined;
    return [
      { kind: 'constant', dims, ...(whole ? { data: [compute(input.data ?? [])] } : {}), integer: input.integer },
    ];
  };

const concatenate: Fold = (node, inputs) => {
  const parts = inputs as readonly Constant[];
  const axis = normalAxis(integerOf(node, 'axis', 0), first(inputs).dims.length);
  const dims = first(inputs).dims.map((size, at) =>
    at === axis ? parts.reduce((sum, part) => sum + (part.dims[axis] ?? 0), 0) : size,
  );
  const integer = parts.every((part) => part.integer);
  if (dims.length !== 1 || parts.some((part) => part.data === undefined) || product(dims) > most) {
    return [{ kind: 'constant', dims, integer }];
  }
  return [{ kind: 'constant', dims, data: parts.flatMap((part) => part.data ?? []), integer }];
};

const gather: Fold = (node, inputs) => {
  const input = first(inputs);
  const indices = inputs[1] as Constant;
  const axis = normalAxis(integerOf(node, 'axis', 0), input.dims.length);
  const dims = gathered(input.dims, indices.dims, axis);
  if (indices.data === undefined) return [{ kind: 'constant', dims, integer: input.integer }];
  const strides = stridesOf(indices.dims);
  const from = (at: readonly number[]) => {
    const index = at
      .slice(axis, axis + indices.dims.length)
      .reduce((sum, position, i) => sum + position * (strides[i] as number), 0);
    const picked = normalAxis(indices.data?.[index] ?? 0, input.dims[axis] as number);
    return [...at.slice(0, axis), picked, ...at.slice(axis + indices.dims.length)];
  };
  return [rearrangedConstant(input, { dims, from })];
};

const transpose: Fold = (node, inputs) => {
  const input = first(inputs);
  const permutation = permutationOf(node, input.dims.length);
  const dims = permutation.map((axis) => input.dims[axis] as number);
  const from = (at: readonly number[]) => input.dims.map((_, axis) => at[permutation.indexOf(axis)] as number);
  return [rearrangedConstant(input, { dims, from })];
};

const split: Fold = (node, inputs) => {
  const input = first(inputs);
  const axis = normalAxis(integerOf(node, 'axis', 0), input.dims.length);
  let start = 0;
  return splitSizes(node, input.dims[axis] ?? 1, inputs[1]).map((size) => {
    const offset = start;
    start += size;
    const dims = input.dims.map((side, at) => (at === axis ? size : side));
    return rearrangedConstant(input, { dims, from: (at) => at.map((p, i) => (i === axis ? p + offset : p)) });
  });
};

const filled = (dims: readonly number[], value: number, integer: boolean): Constant => ({
  kind: 'constant',
  dims,
  ...(product(dims) <= most ? { data: Array.from(coordinatesOf(dims), () => value) } : {}),
  integer,
  filled: true,
});

const range: Fold = (_node, inputs) => {
  const [start, limit, delta] = inputs.map((input) => input?.data?.[0]);
  if (start === undefined || limit === undefined || !delta) throw unsupported('its bounds depend on the input');
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!Number.isSafeInteger(count)) throw unsupported('its range has no end');
  const data = count <= most ? Array.from({ length: count }, (_, i) => start + i * delta) : undefined;
  return [{ kind: 'constant', dims: [count], data, integer: first(inputs).integer }];
};

const divide = (a: number, b: number, integer: boolean): number => (integer ? Math.trunc(a / (b || 1)) : a / b);
const truth = (compute: (a: number, b: number) => boolean): Fold => binary((a, b) => (compute(a, b) ? 1 : 0), true);

/** Functions of one value that matter to no shape; their results are known by their dimensions. */
const opaque: Fold = (_node, inputs) => [
  { kind: 'constant', dims: first(inputs).dims, integer: first(inputs).integer },
];

const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Identity', unary((x) => x)],
  ['Dropout', unary((x) => x)],
  [
    'Cast',
    (node, inputs) =>
      [{ ...first(inputs), integer: ![1, 10, 11, 16].includes(integerOf(node, 'to', 1)) }].map((constant) => ({
        ...constant,
        data: constant.integer ? constant.data?.map(Math.trunc) : constant.data,
      })),
  ],
  // The second operand lends its type; one that depends on the input is a float.
  ['CastLike', (_node, inputs) => [{ ...first(inputs), integer: inputs[1]?.integer ?? false }]],
  ['DequantizeLinear', opaque],
  ['QuantizeLinear', opaque],
  ['Neg', unary((x) => -x)],
  ['Abs', unary(Math.abs)],
  ['Floor', unary(Math.floor)],
  ['Ceil', unary(Math.ceil)],
  ['Round', unary(Math.round)],
  ['Sqrt', unary(Math.sqrt)],
  ['Exp', unary(Math.exp)],
  ['Log', unary(Math.log)],
  ['Reciprocal', unary((x) => 1 / x)],
  ['Not', unary((x) => (x === 0 ? 1 : 0), true)],
  ...['Sin', 'Cos', 'Softmax', 'Sigmoid', 'Tanh', 'Relu', 'Erf', 'Clip', 'Trilu', 'CumSum', 'LayerNormalization'].map(
    (op) => [op, opaque] as const,
  ),
  ['Add', binary((a, b) => a + b)],
  ['Sub', binary((a, b) => a - b)],
  ['Mul', binary((a, b) => a * b)],
  ['Div', binary(divide)],
  ['Mod', binary((a, b) => (b === 0 ? 0 : a - Math.floor(a / b) * b))],
  ['Pow', binary((a, b) => a ** b)],
  ['Min', binary((a, b) => Math.min(a, b))],
  ['Max', binary((a, b) => Math.max(a, b))],
  ['Equal', truth((a, b) => a === b)],
  ['Less', truth((a, b) => a < b)],
  ['LessOrEqual', truth((a, b) => a <= b)],
  ['Greater', truth((a, b) => a > b)],
  ['GreaterOrEqual', truth((a, b) => a >= b)],
  ['And', truth((a, b) => a !== 0 && b !== 0)],
  ['Or', truth((a, b) => a !== 0 || b !== 0)],
  [
    'Where',
    (_node, [condition, yes, no]) => {
      const merged = combine(
        condition as Constant,
        yes as Constant,
        (c, y) => (c !== 0 ? y : Number.NaN),
        yes?.integer,
      );
      return [combine(merged, no as Constant, (y, n) => (Number.isNaN(y) ? n : y), yes?.integer)];
    },
  ],
  ['ReduceProd', reduce((values) => values.reduce((a, b) => a * b, 1))],
  ['ReduceSum', reduce((values) => values.reduce((a, b) => a + b, 0))],
  ['ReduceMax', reduce((values) => Math.max(...values))],
  ['ReduceMin', reduce((values) => Math.min(...values))],
  ['ReduceMean', reduce((values) => values.reduce((a, b) => a + b, 0) / values.length)],
  [
    'Reshape',
    moving((node, input, inputs) =>
      reshaped(input.dims, numbersOf(node, inputs[1], 'shape') ?? [], integerOf(node, 'allowzero', 0) === 1),
    ),
  ],
  ['Flatten', moving((node, input) => flattened(input.dims, integerOf(node, 'axis', 1)))],
  ['Squeeze', moving((node, input, inputs) => squeezed(input.dims, numbersOf(node, inputs[1], 'axes')))],
  ['Unsqueeze', moving((node, input, inputs) => unsqueezed(input.dims, numbersOf(node, inputs[1], 'axes') ?? []))],
  ['Concat', concatenate],
  ['Gather', gather],
  ['Transpose', transpose],
  ['Split', split],
  ['Slice', (node, inputs) => [rearrangedConstant(first(inputs), sliced(node, first(inputs).dims, inputs))]],
  [
    'Expand',
    (_node, inputs) => {
      const input = first(inputs);
      const dims = expanded(input.dims, inputs[1]?.data ?? []);
      return [
        input.data === undefined || product(dims) > most
          ? { kind: 'constant', dims, integer: input.integer }
          : { ...input, dims, data: spread(input, dims), filled: product(input.dims) === 1 },
      ];
    },
  ],
  [
    'Tile',
    (_node, inputs) => {
      const input = first(inputs);
      const dims = input.dims.map((size, axis) => size * (inputs[1]?.data?.[axis] ?? 1));
      return [rearrangedConstant(input, { dims, from: (at) => at.map((p, axis) => p % (input.dims[axis] as number)) })];
    },
  ],
  [
    'ConstantOfShape',
    (_node, inputs) => {
      const { data } = first(inputs);
      if (data === undefined) throw unsupported('its shape depends on the input');
      // The fill value is an attribute of the node, handed over as a second operand.
      return [filled(data, inputs[1]?.data?.[0] ?? 0, inputs[1]?.integer ?? false)];
    },
  ],
  ['Range', range],
]);
