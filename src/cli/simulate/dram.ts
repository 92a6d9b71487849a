/** `cogym simulate dram`: one trace through one DRAM channel; the request names device, address map and trace. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { gunzipSync } from 'node:zlib';
import {
  type DramAddressMap,
  type DramDevice,
  loadTemplate,
  templateNames,
  validateTemplate,
} from '../../../hwtemplates/index.js';
import {
  type DramGenerator,
  type DramRequest,
  type DramTrace,
  type DramTraceFormat,
  dramTraceFormats,
  generateTrace,
  simulateDram,
  TraceReader,
} from '../../../simulators/dram/index.js';
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { PictureArguments, SimulateHandler } from '../simulate.js';
import { drawing } from './dram-timeline.js';

type Fields = Readonly<Record<string, unknown>>;

const requestFields = ['device', 'addressMap', 'mode', 'trace', 'controller', 'include'];
const traceFileFields = ['file', 'format', 'requests', 'maxOutstandingReads'];
const includes = ['commands', 'requests'];

/** Traces and devices of files and generators of late requests: decoding is kept by object. */
const recent = new Map<string, object>();
const RECENT = 32;

export const handler: SimulateHandler = (request) => simulateDram(readRequest(request));

export const withTimeline = (picture: PictureArguments): SimulateHandler => drawing(picture, readRequest);

/**
 * A request of the machine interface with the data that it names.
 * @throws CogymError `badRequest`, or `notFound` for a file that is not there
 */
export function readRequest(request: Fields): DramRequest {
  refuseUnknown(request, requestFields, '');
  for (const name of ['device', 'trace']) {
    if (request[name] === undefined) throw badRequest(`/${name}`, `${name} is missing`);
  }
  const { controller, include, mode } = request;
  if (controller !== undefined && !isRecord(controller)) {
    throw badRequest('/controller', `controller is an object, not ${JSON.stringify(controller)}`);
  }
  if (include !== undefined && !(Array.isArray(include) && include.every((name) => includes.includes(name)))) {
    throw badRequest('/include', `include is a list of ${includes.join(', ')}, not ${JSON.stringify(include)}`);
  }
  const device = deviceOf(request['device']);
  return {
    device,
    addressMap: addressMapOf(request['addressMap'] ?? 'rbc', device),
    trace: traceOf(request['trace'], device),
    ...(mode === undefined ? {} : { mode: mode as NonNullable<DramRequest['mode']> }),
    ...(controller === undefined ? {} : { controller }),
    ...(include === undefined ? {} : { include: include as NonNullable<DramRequest['include']> }),
  };
}

function deviceOf(given: unknown): DramDevice {
  if (typeof given === 'string') {
    const names = templateNames('dram');
    if (names.includes(given)) return loadTemplate('dram', given);
    const near = nearest(given, names).join(', ');
    throw badRequest('/device', `no device ${JSON.stringify(given)}; did you mean ${near}?`);
  }
  if (!isRecord(given))
    throw badRequest('/device', `device is an id, {"file": path} or an object, not ${String(given)}`);
  if (given['file'] === undefined) return remembered(JSON.stringify(given), () => checkDevice(given));
  refuseUnknown(given, ['file'], '/device');
  const path = pathOf(given['file'], '/device/file');
  return remembered(`device ${stamp(path, '/device/file')}`, () => {
    try {
      return checkDevice(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      if (error instanceof CogymError) throw error;
      throw badRequest('/device/file', `${path} holds no JSON: ${(error as Error).message}`);
    }
  });
}

function checkDevice(data: unknown): DramDevice {
  try {
    return validateTemplate('dram', data);
  } catch (error) {
    if (error instanceof CogymError) throw badRequest(`/device${error.path ?? ''}`, error.message);
    throw error;
  }
}

function addressMapOf(name: unknown, device: DramDevice): DramAddressMap {
  const { maps } = loadTemplate('dram/address-maps', device.standard.toLowerCase());
  const map = typeof name === 'string' && Object.hasOwn(maps, name) ? maps[name] : undefined;
  if (map !== undefined) return map;
  const known = Object.keys(maps).join(', ');
  throw badRequest('/addressMap', `addressMap of ${device.standard} is one of ${known}, not ${JSON.stringify(name)}`);
}

function traceOf(given: unknown, device: DramDevice): DramTrace {
  if (!isRecord(given))
    throw badRequest('/trace', `trace is an object with a file or a generator, not ${String(given)}`);
  if (given['file'] === undefined) {
    return remembered(JSON.stringify(given), () => generateTrace(given as unknown as DramGenerator));
  }
  refuseUnknown(given, traceFileFields, '/trace');
  for (const name of ['requests', 'maxOutstandingReads']) {
    const value = given[name];
    if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 1)) continue;
    throw badRequest(`/trace/${name}`, `${name} is an integer from 1, not ${JSON.stringify(value)}`);
  }
  const path = pathOf(given['file'], '/trace/file');
  const format = formatOf(given['format'], path);
  const options = {
    bytesPerBurst: device.bytes_per_burst,
    ...(given['requests'] === undefined ? {} : { requests: given['requests'] as number }),
    ...(given['maxOutstandingReads'] === undefined
      ? {}
      : { maxOutstandingReads: given['maxOutstandingReads'] as number }),
  };
  const key = JSON.stringify([stamp(path, '/trace/file'), format, options]);
  return remembered(key, () => readTrace(path, format, options));
}

/** By what the name of the file ends in, unless the request says. */
function formatOf(given: unknown, path: string): DramTraceFormat {
  if (given !== undefined) {
    if (dramTraceFormats.includes(given as DramTraceFormat)) return given as DramTraceFormat;
    throw badRequest('/trace/format', `format is one of ${dramTraceFormats.join(', ')}, not ${JSON.stringify(given)}`);
  }
  return /\.stl(\.gz)?$/.test(path) ? 'stl' : 'csv';
}

function readTrace(path: string, format: DramTraceFormat, options: ConstructorParameters<typeof TraceReader>[1]) {
  const reader = new TraceReader(format, options);
  if (path.endsWith('.gz')) {
    eachLine(unpack(path), reader);
    return reader.finish();
  }
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(2 ** 20);
    let rest = '';
    for (let size = readSync(file, buffer); size > 0 && !reader.full; size = readSync(file, buffer)) {
      const text = rest + decoder.write(buffer.subarray(0, size));
      const end = text.lastIndexOf('\n') + 1;
      eachLine(text.slice(0, end), reader);
      rest = text.slice(end);
    }
    if (!reader.full) eachLine(rest, reader);
  } finally {
    closeSync(file);
  }
  return reader.finish();
}

function eachLine(text: string, reader: TraceReader): void {
  for (let start = 0; start < text.length && !reader.full; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    reader.add(text.slice(start, end));
    start = end + 1;
  }
}

function unpack(path: string): string {
  try {
    return gunzipSync(readFileSync(path)).toString('utf8');
  } catch (error) {
    throw badRequest('/trace/file', `${path} cannot be unpacked: ${(error as Error).message}`);
  }
}

function pathOf(given: unknown, pointer: string): string {
  if (typeof given !== 'string' || given === '') throw badRequest(pointer, `a file is a path, not ${String(given)}`);
  return resolve(given);
}

/** The path with what changes when its file does. */
function stamp(path: string, pointer: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) throw new CogymError('notFound', `no file ${path}`, pointer);
  return `${path} ${found.mtimeMs} ${found.size}`;
}

function remembered<T extends object>(key: string, make: () => T): T {
  const known = recent.get(key);
  recent.delete(key);
  const value = (known as T | undefined) ?? make();
  recent.set(key, value);
  if (recent.size > RECENT) recent.delete(recent.keys().next().value as string);
  return value;
}

function refuseUnknown(fields: Fields, known: readonly string[], path: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known).join(', ');
  throw badRequest(`${path}/${unknown}`, `unknown field ${JSON.stringify(unknown)}; did you mean ${near}?`);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
