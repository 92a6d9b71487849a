/** Reads traces from files piece by piece, packed or not: no more of the text than a few pieces is in memory at a time. */
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import {
  type DramTrace,
  type DramTraceFormat,
  TraceReader,
  type TraceTextOptions,
} from '../../simulators/dram/index.js';
import { badRequest, CogymError } from '../errors.js';

const PIECE = 2 ** 18;
/** No line of any format is as long. */
const LONGEST_LINE = 4096;

/**
 * The trace in `path`; one that ends in `.gz` is unpacked.
 * @throws CogymError `badRequest`: naming the line that is wrong, or for a packed file that is damaged or cut off
 */
export async function readTraceFile(
  path: string,
  format: DramTraceFormat,
  options: TraceTextOptions,
): Promise<DramTrace> {
  const reader = new TraceReader(format, options);
  const lines = new Lines(reader);
  const file = createReadStream(path, { highWaterMark: PIECE });
  const pieces = path.endsWith('.gz') ? unpacked(file) : file;
  try {
    for await (const piece of pieces) {
      lines.add(piece as Buffer);
      if (reader.full) return reader.finish();
    }
  } catch (error) {
    if (error instanceof CogymError) throw error;
    throw badRequest('/trace/file', `${path} cannot be read: ${(error as Error).message}`);
  } finally {
    file.destroy();
  }
  lines.end();
  return reader.finish();
}

/** What a packed file holds; an error of the file is one of the stream. */
function unpacked(file: NodeJS.ReadableStream) {
  const gunzip = createGunzip({ chunkSize: PIECE });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

/** Cuts a stream of bytes into lines. */
class Lines {
  readonly #reader: TraceReader;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  add(piece: Buffer): void {
    const text = this.#rest + this.#decoder.write(piece);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0 && !this.#reader.full; end = text.indexOf('\n', start)) {
      this.#reader.add(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > LONGEST_LINE && !this.#reader.full) this.#reader.add(this.#rest);
  }

  end(): void {
    if (this.#rest !== '' && !this.#reader.full) this.#reader.add(this.#rest);
  }
}
