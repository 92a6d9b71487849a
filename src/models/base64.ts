/** Typed arrays in JSON: base64 of their little-endian bytes. */
import { badRequest } from '../errors.js';

export function encodeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Decodes what `encodeBytes` wrote; anything else is a `badRequest` at `path`. */
export function decodeBytes(text: unknown, path: string): Uint8Array {
  if (typeof text !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw badRequest(path, 'this is not base64: the file is damaged or cut short');
  }
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

export function encodeFloat32(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return encodeBytes(new Uint8Array(view.buffer));
}

export function decodeFloat32(text: unknown, path: string): Float32Array {
  const bytes = decodeBytes(text, path);
  if (bytes.length % 4 !== 0) throw badRequest(path, `${bytes.length} bytes are no whole number of 4-byte values`);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
