/** Writes FlatBuffers: a table, then what it points at, so that every offset points forward. */

export type Field =
  | { readonly uint8: number }
  | { readonly int32: number }
  | { readonly uint32: number }
  | { readonly uint64: number }
  | { readonly table: Table }
  | { readonly tables: readonly Table[] }
  | { readonly text: string }
  | { readonly integers: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly bytes: Uint8Array };

/** Fields by their position in the schema. */
export type Table = Readonly<Record<number, Field | undefined>>;

/** A file with the root table `root` and a four-letter identifier. */
export function flatbuffer(root: Table, identifier: string): Uint8Array {
  const writer = new Writer();
  const at = writer.reserve(4);
  writer.append(Buffer.from(identifier, 'latin1'));
  writer.point(at, writer.table(root));
  return writer.bytes();
}

class Writer {
  #buffer = Buffer.alloc(1 << 16);
  #size = 0;

  bytes(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#size));
  }

  reserve(length: number): number {
    while (this.#size + length > this.#buffer.length) {
      this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#buffer.length)]);
    }
    this.#size += length;
    return this.#size - length;
  }

  append(content: Uint8Array): number {
    const at = this.reserve(content.length);
    this.#buffer.set(content, at);
    return at;
  }

  /** Lets the word at `at` point at `target`. */
  point(at: number, target: number): void {
    this.#buffer.writeUInt32LE(target - at, at);
  }

  table(fields: Table): number {
    this.#align();
    const numbers = Object.keys(fields)
      .map(Number)
      .filter((field) => fields[field] !== undefined);
    const slots = Math.max(-1, ...numbers) + 1;
    const vtable = this.reserve(4 + 2 * slots + (slots % 2) * 2);
    let length = 4;
    const places = numbers.map((field) => {
      const at = length;
      length += 'uint64' in (fields[field] as Field) ? 8 : 4;
      this.#buffer.writeUInt16LE(at, vtable + 4 + 2 * field);
      return at;
    });
    this.#buffer.writeUInt16LE(4 + 2 * slots, vtable);
    this.#buffer.writeUInt16LE(length, vtable + 2);
    const table = this.reserve(length);
    this.#buffer.writeInt32LE(table - vtable, table);
    for (const [i, field] of numbers.entries()) this.#field(fields[field] as Field, table + (places[i] as number));
    return table;
  }

  #field(field: Field, at: number): void {
    if ('uint8' in field) this.#buffer.writeUInt8(field.uint8, at);
    else if ('int32' in field) this.#buffer.writeInt32LE(field.int32, at);
    else if ('uint32' in field) this.#buffer.writeUInt32LE(field.uint32, at);
    else if ('uint64' in field) this.#buffer.writeBigUInt64LE(BigInt(field.uint64), at);
    else if ('table' in field) this.point(at, this.table(field.table));
    else this.point(at, this.#vector(field));
  }

  #vector(
    field: Extract<
      Field,
      { tables: unknown } | { text: unknown } | { integers: unknown } | { floats: unknown } | { bytes: unknown }
    >,
  ): number {
    this.#align();
    if ('tables' in field) {
      const at = this.#length(field.tables.length);
      const slots = field.tables.map(() => this.reserve(4));
      // A table that is listed several times is written once.
      const places = new Map<Table, number>();
      for (const [i, table] of field.tables.entries()) {
        const place = places.get(table) ?? this.table(table);
        places.set(table, place);
        this.point(slots[i] as number, place);
      }
      return at;
    }
    if ('text' in field) {
      const at = this.#length(Buffer.byteLength(field.text));
      this.append(Buffer.from(`${field.text}\0`));
      return at;
    }
    if ('bytes' in field) {
      const at = this.#length(field.bytes.length);
      this.append(field.bytes);
      return at;
    }
    const [values, array] = 'integers' in field ? [field.integers, Int32Array] : [field.floats, Float32Array];
    const at = this.#length(values.length);
    this.append(new Uint8Array(array.from(values).buffer));
    return at;
  }

  #length(length: number): number {
    const at = this.reserve(4);
    this.#buffer.writeUInt32LE(length, at);
    return at;
  }

  #align(): void {
    this.reserve((4 - (this.#size % 4)) % 4);
  }
}
