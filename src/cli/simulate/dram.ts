/** `cogym simulate dram`: one trace through one DRAM channel; the request names device, address map and trace. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type DramAddressMap,
  type DramDevice,
  loadTemplate,
  templateNames,
  validateTemplate,
} from '../../../hwtemplates/index.js';
import { evaluateLayer } from '../../../simulators/dataflow/index.js';
import {
  type DramGenerator,
  type DramRequest,
  type DramTrace,
  type DramTraceFormat,
  dramTraceFormats,
  generateTrace,
  layerTrace,
  simulateDram,
} from '../../../simulators/dram/index.js';
import { badRequest, CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import { readTraceFile } from '../dram-trace-file.js';
import type { PictureArguments, SimulateHandler } from '../simulate.js';
import { readRequest as readLayerRequest } from './dataflow.js';
import { drawing } from './dram-timeline.js';

type Fields = Readonly<Record<string, unknown>>;

const requestFields = ['device', 'addressMap', 'mode', 'trace', 'controller', 'include'];
const traceFileFields = ['file', 'format', 'requests', 'maxOutstandingReads'];
const layerTraceFields = ['dataflow', 'clockGHz'];
const includes = ['commands', 'requests'];

/** Traces and devices of files and generators of late requests: decoding is kept by object. */
const recent = new Map<string, object>();
const RECENT = 32;

export const handler: SimulateHandler = (request) => simulateDram(readRequest(request));

export const withTimeline = (picture: PictureArguments): SimulateHandler => drawing(picture, readRequest);

/**
 * Reads the trace file that a request names: piece by piece, which cannot be done while the handler answers.
 * @throws CogymError `badRequest` for a device or trace that is wrong, `notFound` for a file that is not there
 */
export async function prepare(request: Fields): Promise<void> {
  const { device, trace } = request;
  if (!isRecord(trace) || trace['file'] === undefined || device === undefined) return;
  const { key, path, format, options } = traceFileOf(trace, deviceOf(device));
  if (recent.has(key)) return;
  const read = await readTraceFile(path, format, options);
  remembered(key, () => read);
}

/**
 * A request of the machine interface with the data that it names; the trace file of a request has to be prepared.
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
  if (given['dataflow'] !== undefined) return layerTraceOf(given, device);
  if (given['file'] === undefined) {
    return remembered(JSON.stringify(given), () => generateTrace(given as unknown as DramGenerator));
  }
  const { key, path } = traceFileOf(given, device);
  return remembered(key, () => {
    throw new CogymError('internalError', `${path} was not read before the request was answered`, '/trace/file');
  });
}

/** The traffic of a layer: `dataflow` is a request of `cogym simulate dataflow`. */
function layerTraceOf(given: Fields, device: DramDevice): DramTrace {
  refuseUnknown(given, layerTraceFields, '/trace');
  const { dataflow, clockGHz } = given;
  if (!isRecord(dataflow)) throw badRequest('/trace/dataflow', 'dataflow is a request of cogym simulate dataflow');
  if (clockGHz !== undefined && typeof clockGHz !== 'number') {
    throw badRequest('/trace/clockGHz', `clockGHz is a number, not ${JSON.stringify(clockGHz)}`);
  }
  const options = { bytesPerBurst: device.bytes_per_burst, tCKps: device.tCK_ps };
  return remembered(JSON.stringify([given, options]), () => {
    const layer = readLayerRequest(dataflow);
    return layerTrace(layer, evaluateLayer(layer), { ...options, ...(clockGHz === undefined ? {} : { clockGHz }) });
  });
}

/** What to read, how, and the name under which it is kept. */
function traceFileOf(given: Fields, device: DramDevice) {
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
  return { key, path, format, options };
}

/** By what the name of the file ends in, unless the request says. */
function formatOf(given: unknown, path: string): DramTraceFormat {
  if (given !== undefined) {
    if (dramTraceFormats.includes(given as DramTraceFormat)) return given as DramTraceFormat;
    throw badRequest('/trace/format', `format is one of ${dramTraceFormats.join(', ')}, not ${JSON.stringify(given)}`);
  }
  return /\.stl(\.gz)?$/.test(path) ? 'stl' : 'csv';
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
