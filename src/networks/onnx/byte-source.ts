/** Random access to the bytes of a file, so that payloads are skipped and never held in memory. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** `length` bytes from `offset` on; fewer only at the end. The array is not changed afterwards. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}
