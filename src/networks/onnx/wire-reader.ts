/**
 * Reader of the protobuf wire format (protobuf.dev, "Encoding"): tags, varints, fixed-width and length-delimited
 * fields. It holds one window of the file; skipping a field moves the position and reads nothing.
 */
import type { ByteSource } from './byte-source.js';
import { limits } from './limits.js';
import { malformed } from './malformed.js';

/** Wire types; groups (3 and 4) are deprecated and refused. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const WINDOW = 65_536;
const decoder = new TextDecoder();

/** Takes one field of a message; false when it did not want it, and it is skipped. */
export type Visit = (field: number, type: number) => boolean;

/** Place of a length-delimited field. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export class WireReader {
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  #position = 0;
  /** End of the message being read. */
  #end: number;
  #fields = 0;
  #nameBytes = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#end = source.size;
  }

  /** Visits the fields of the message that fills the whole file. */
  root(visit: Visit): void {
    this.#message(this.#source.size, visit);
  }

  /** Visits the fields of a nested message. */
  nested(type: number, visit: Visit): void {
    const { offset, length } = this.extent(type);
    this.#position = offset;
    this.#message(offset + length, visit);
  }

  /** Place of a length-delimited field, which is skipped. */
  extent(type: number): Extent {
    this.#expect(type, wire.bytes);
    const length = this.#rawVarint();
    const offset = this.#position;
    if (!(length >= 0 && length <= this.#end - offset)) {
      throw malformed(`a field at byte ${offset} claims ${length} bytes, but ${this.#end - offset} are left`);
    }
    this.#position = offset + length;
    return { offset, length };
  }

  /** Place of the length-delimited field that comes next, without skipping it. */
  peek(type: number): Extent {
    const start = this.#position;
    const extent = this.extent(type);
    this.#position = start;
    return extent;
  }

  text(type: number): string {
    const { offset, length } = this.extent(type);
    this.#nameBytes += length;
    if (length > limits.name || this.#nameBytes > limits.names) {
      throw malformed(
        `a name at byte ${offset} has ${length} bytes; at most ${limits.name} a name, ${limits.names} in all`,
      );
    }
    return decoder.decode(this.#bytes(offset, length));
  }

  /** An int64, rounded to a double beyond 2^53. */
  integer(type: number): number {
    this.#expect(type, wire.varint);
    return this.#rawVarint();
  }

  float(type: number): number {
    this.#expect(type, wire.fixed32);
    const bytes = this.#fixed(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  }

  double(type: number): number {
    this.#expect(type, wire.fixed64);
    const bytes = this.#fixed(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }

  /** Appends a repeated int64 field, packed or not, to `into`; beyond `most` values it is refused. */
  integers(type: number, into: number[], most: number): void {
    if (type !== wire.bytes) {
      into.push(this.integer(type));
    } else {
      const { offset, length } = this.extent(type);
      if (length > most * 10) throw tooMany(offset, most);
      const outer = this.#end;
      this.#position = offset;
      this.#end = offset + length;
      while (this.#position < this.#end && into.length <= most) into.push(this.#rawVarint());
      this.#end = outer;
    }
    if (into.length > most) throw tooMany(this.#position, most);
  }

  /** Appends a repeated float field, packed or not, to `into`. */
  floats(type: number, into: number[], most: number): void {
    if (type !== wire.bytes) {
      into.push(this.float(type));
    } else {
      const { offset, length } = this.extent(type);
      if (length > most * 4 || length % 4 !== 0) throw tooMany(offset, most);
      const bytes = this.#bytes(offset, length);
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      for (let at = 0; at < length; at += 4) into.push(view.getFloat32(at, true));
    }
    if (into.length > most) throw tooMany(this.#position, most);
  }

  #message(end: number, visit: Visit): void {
    const outer = this.#end;
    this.#end = end;
    while (this.#position < end) {
      if (++this.#fields > limits.fields) throw malformed(`more than ${limits.fields} protobuf fields`);
      const at = this.#position;
      const tag = this.#rawVarint();
      const field = Math.floor(tag / 8);
      if (!(field >= 1 && field < 2 ** 29)) throw malformed(`byte ${at} starts no protobuf field`);
      const type = tag % 8;
      if (!visit(field, type)) this.#skip(type);
    }
    this.#end = outer;
  }

  #skip(type: number): void {
    if (type === wire.varint) this.#rawVarint();
    else if (type === wire.fixed64) this.#fixed(8);
    else if (type === wire.fixed32) this.#fixed(4);
    else this.extent(type);
  }

  #expect(type: number, expected: number): void {
    if (type !== expected) {
      throw malformed(`the field before byte ${this.#position} has wire type ${type}, not ${expected}`);
    }
  }

  #fixed(length: number): Uint8Array {
    if (this.#end - this.#position < length) throw truncated(this.#position);
    const bytes = this.#bytes(this.#position, length);
    this.#position += length;
    return bytes;
  }

  /** Two's complement of 64 bits in at most ten groups of seven. */
  #rawVarint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#position >= this.#end) throw truncated(this.#position);
      const byte = this.#byte(this.#position++);
      const bits = byte & 0x7f;
      if (shift === 63 && bits > 1) break;
      if (shift < 28) low += bits * 2 ** shift;
      else if (shift === 28) {
        low += (bits & 0xf) * 2 ** 28;
        high += bits >> 4;
      } else high += bits * 2 ** (shift - 32);
      if (byte < 0x80) return (high >= 2 ** 31 ? high - 2 ** 32 : high) * 2 ** 32 + low;
    }
    throw malformed(`the number before byte ${this.#position} has more than 64 bits`);
  }

  #byte(offset: number): number {
    const at = offset - this.#windowStart;
    if (at >= 0 && at < this.#window.length) return this.#window[at] as number;
    this.#window = this.#source.read(offset, Math.min(WINDOW, this.#source.size - offset));
    this.#windowStart = offset;
    const byte = this.#window[0];
    if (byte === undefined) throw truncated(offset);
    return byte;
  }

  #bytes(offset: number, length: number): Uint8Array {
    const at = offset - this.#windowStart;
    if (at >= 0 && at + length <= this.#window.length) return this.#window.subarray(at, at + length);
    const bytes = this.#source.read(offset, length);
    if (bytes.length < length) throw truncated(offset + bytes.length);
    return bytes;
  }
}

const truncated = (offset: number) => malformed(`it ends at byte ${offset}, in the middle of a field`);
const tooMany = (offset: number, most: number) => malformed(`a list before byte ${offset} is longer than ${most}`);
