/**
 * Reader of FlatBuffers (flatbuffers.dev, "FlatBuffer internals"): tables with vtables, vectors and strings, all little
 * endian. It reads only what is asked for, by pages, and every position is checked against the file.
 */
import type { ByteSource } from '../onnx/byte-source.js';
import { limits } from './limits.js';
import { malformed } from './malformed.js';

const PAGE = 4096;
/** Pages kept: 4 MiB. */
const MOST_PAGES = 1024;
/** Longest number; pages overlap by it, so that no number crosses one. */
const WIDEST = 8;
const decoder = new TextDecoder();

/** Place of a vector's elements. */
export interface VectorExtent {
  readonly offset: number;
  readonly length: number;
}

export class FlatbufferReader {
  readonly #source: ByteSource;
  readonly #pages = new Map<number, DataView>();
  #references = 0;
  #nameBytes = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#source.size;
  }

  /** The table that the file's first word points at. */
  root(): FlatTable {
    return this.tableAt(0);
  }

  uint8(at: number): number {
    const { view, offset } = this.#at(at, 1);
    return view.getUint8(offset);
  }

  int8(at: number): number {
    const { view, offset } = this.#at(at, 1);
    return view.getInt8(offset);
  }

  uint16(at: number): number {
    const { view, offset } = this.#at(at, 2);
    return view.getUint16(offset, true);
  }

  uint32(at: number): number {
    const { view, offset } = this.#at(at, 4);
    return view.getUint32(offset, true);
  }

  int32(at: number): number {
    const { view, offset } = this.#at(at, 4);
    return view.getInt32(offset, true);
  }

  /** Exact up to 2^53; larger values are rounded, which every check against the file's size refuses anyway. */
  uint64(at: number): number {
    return this.uint32(at) + 2 ** 32 * this.uint32(at + 4);
  }

  /** The table that the offset stored at `at` points at. */
  tableAt(at: number): FlatTable {
    return new FlatTable(this, at + this.uint32(at));
  }

  /** The vector that the offset stored at `at` points at, of elements of `bytes` each. */
  vectorAt(at: number, bytes: number): VectorExtent {
    const start = at + this.uint32(at);
    const length = this.uint32(start);
    this.check(start + 4, length * bytes);
    return { offset: start + 4, length };
  }

  textAt(at: number): string {
    const { offset, length } = this.vectorAt(at, 1);
    this.#nameBytes += length;
    if (length > limits.name || this.#nameBytes > limits.names) {
      throw malformed(
        `a name at byte ${offset} has ${length} bytes; at most ${limits.name} a name, ${limits.names} in all`,
      );
    }
    return decoder.decode(this.#source.read(offset, length));
  }

  /** The integers of a vector of 32-bit ones, counted among the references of the whole file. */
  integersAt(at: number): number[] {
    const { offset, length } = this.vectorAt(at, 4);
    this.#references += length;
    if (this.#references > limits.references) {
      throw malformed(`its tensors and operators hold more than ${limits.references} dimensions and references`);
    }
    return Array.from({ length }, (_, i) => this.int32(offset + 4 * i));
  }

  check(offset: number, length: number): void {
    if (offset >= 0 && offset + length <= this.#source.size) return;
    throw malformed(`${length} bytes at ${offset} lie outside the file of ${this.#source.size} bytes`);
  }

  #at(at: number, length: number): { view: DataView; offset: number } {
    this.check(at, length);
    const page = Math.floor(at / PAGE);
    let view = this.#pages.get(page);
    if (view === undefined) {
      const bytes = this.#source.read(page * PAGE, PAGE + WIDEST);
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const [oldest] = this.#pages.keys();
      if (this.#pages.size >= MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
      this.#pages.set(page, view);
    }
    const offset = at - page * PAGE;
    if (offset + length > view.byteLength) throw malformed(`the file ends before byte ${at + length}`);
    return { view, offset };
  }
}

/** A table: fields by their position in the schema, each with the schema's default where it is left out. */
export class FlatTable {
  readonly #reader: FlatbufferReader;
  readonly #position: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;
  readonly #tableBytes: number;

  constructor(reader: FlatbufferReader, position: number) {
    this.#reader = reader;
    this.#position = position;
    this.#vtable = position - reader.int32(position);
    this.#vtableBytes = reader.uint16(this.#vtable);
    this.#tableBytes = reader.uint16(this.#vtable + 2);
    if (this.#vtableBytes < 4 || this.#vtableBytes % 2 !== 0 || this.#tableBytes < 4) {
      throw malformed(`the table at byte ${position} has no sound vtable`);
    }
    reader.check(this.#vtable, this.#vtableBytes);
    reader.check(position, this.#tableBytes);
  }

  uint8(field: number, otherwise = 0): number {
    const at = this.#field(field, 1);
    return at === undefined ? otherwise : this.#reader.uint8(at);
  }

  int8(field: number, otherwise = 0): number {
    const at = this.#field(field, 1);
    return at === undefined ? otherwise : this.#reader.int8(at);
  }

  uint32(field: number, otherwise = 0): number {
    const at = this.#field(field, 4);
    return at === undefined ? otherwise : this.#reader.uint32(at);
  }

  int32(field: number, otherwise = 0): number {
    const at = this.#field(field, 4);
    return at === undefined ? otherwise : this.#reader.int32(at);
  }

  uint64(field: number, otherwise = 0): number {
    const at = this.#field(field, 8);
    return at === undefined ? otherwise : this.#reader.uint64(at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#field(field, 4);
    return at === undefined ? undefined : this.#reader.tableAt(at);
  }

  text(field: number): string {
    const at = this.#field(field, 4);
    return at === undefined ? '' : this.#reader.textAt(at);
  }

  /** @param bytes of one element */
  vector(field: number, bytes: number): VectorExtent {
    const at = this.#field(field, 4);
    return at === undefined ? { offset: 0, length: 0 } : this.#reader.vectorAt(at, bytes);
  }

  integers(field: number): number[] {
    const at = this.#field(field, 4);
    return at === undefined ? [] : this.#reader.integersAt(at);
  }

  /** @throws CogymError `malformedModel` for more than `most` tables */
  tables(field: number, what: string, most: number): FlatTable[] {
    const { offset, length } = this.vector(field, 4);
    if (length > most) throw malformed(`it has ${length} ${what}; at most ${most} are read`);
    return Array.from({ length }, (_, i) => this.#reader.tableAt(offset + 4 * i));
  }

  #field(field: number, bytes: number): number | undefined {
    const slot = 4 + 2 * field;
    const offset = slot < this.#vtableBytes ? this.#reader.uint16(this.#vtable + slot) : 0;
    if (offset === 0) return undefined;
    if (offset < 4 || offset + bytes > this.#tableBytes) {
      throw malformed(`field ${field} of the table at byte ${this.#position} lies outside it`);
    }
    return this.#position + offset;
  }
}
