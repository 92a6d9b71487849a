/** The values of small tensors: shape constants, limits of clips, scales. */
import type { ByteSource } from './byte-source.js';
import { limits } from './limits.js';
import { elementTypes, type OnnxTensor, type Payload } from './model.js';

type Decode = (view: DataView, at: number) => number;

/** Element type -> bytes of one element in raw_data, and how to read it. */
const raw: ReadonlyMap<number, readonly [bytes: number, decode: Decode]> = new Map([
  [elementTypes.float, [4, (view, at) => view.getFloat32(at, true)]],
  [elementTypes.uint8, [1, (view, at) => view.getUint8(at)]],
  [elementTypes.int8, [1, (view, at) => view.getInt8(at)]],
  [elementTypes.uint16, [2, (view, at) => view.getUint16(at, true)]],
  [elementTypes.int16, [2, (view, at) => view.getInt16(at, true)]],
  [elementTypes.int32, [4, (view, at) => view.getInt32(at, true)]],
  [elementTypes.int64, [8, (view, at) => Number(view.getBigInt64(at, true))]],
  [elementTypes.bool, [1, (view, at) => view.getUint8(at)]],
  [elementTypes.float16, [2, (view, at) => halfPrecision(view.getUint16(at, true))]],
  [elementTypes.double, [8, (view, at) => view.getFloat64(at, true)]],
  [elementTypes.uint32, [4, (view, at) => view.getUint32(at, true)]],
  [elementTypes.uint64, [8, (view, at) => Number(view.getBigUint64(at, true))]],
] satisfies readonly [number, readonly [number, Decode]][]);

/** Values in row-major order, or undefined when the tensor is large, kept in another file, or incomplete. */
export function tensorValues(source: ByteSource, tensor: OnnxTensor): readonly number[] | undefined {
  const count = tensor.dims.reduce((product, side) => product * side, 1);
  if (count > limits.values || tensor.external) return undefined;
  if (count === 0) return [];
  const values = [...tensor.loose];
  for (const payload of tensor.payloads) {
    // Nothing that a small tensor needs is longer than this; what is, contradicts the dimensions.
    if (payload.length > limits.values * 10) return undefined;
    decodePayload(source, payload, tensor.type, values);
  }
  if (values.length !== count) return undefined;
  // Half precision in int32_data is stored as its bits (onnx.proto, int32_data).
  const asBits = tensor.type === elementTypes.float16 && tensor.payloads.every(({ kind }) => kind !== 'raw');
  return asBits ? values.map(halfPrecision) : values;
}

export function isIntegerType(type: number): boolean {
  return type !== elementTypes.float && type !== elementTypes.float16 && type !== elementTypes.double;
}

function decodePayload(source: ByteSource, payload: Payload, type: number, into: number[]): void {
  const bytes = source.read(payload.offset, payload.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (payload.kind === 'varint') {
    decodeVarints(bytes, into);
    return;
  }
  const [width, decode] =
    payload.kind === 'raw'
      ? (raw.get(type) ?? [0, () => 0])
      : (raw.get(payload.kind === 'float' ? elementTypes.float : elementTypes.double) as readonly [number, Decode]);
  if (width === 0) return;
  for (let at = 0; at + width <= bytes.length; at += width) into.push(decode(view, at));
}

function decodeVarints(bytes: Uint8Array, into: number[]): void {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80 && shift < 70n) continue;
    into.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
}

/** IEEE 754 binary16 from its bits. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
