/** Defaults and limits of a request. */
import { badRequest } from '../../src/errors.js';
import { outputExtent } from './layer.js';
import type { DramPolicy, Layer, LayerRequest, Mode, NocArea } from './types.js';

export const defaults = {
  nocLatencyCycles: 1,
  simdLanes: 1,
  offchipBandwidth: 70000,
  mode: 'corrected',
  costs: 'maestro-2021',
  dramPolicy: 'perLayer',
} as const;

/** Default arbiter of each mode. */
export const defaultNocArea: Readonly<Record<Mode, NocArea>> = { maestro: 'flat', corrected: 'tree' };

const MAX_DIMENSION = 65536;
const MAX_BANDWIDTH = 1e6;

/** The settings of a request beside layer, mapping and costs, with defaults filled in. */
export interface Settings {
  readonly pes: number;
  readonly nocBandwidth: number;
  readonly nocLatencyCycles: number;
  readonly simdLanes: number;
  readonly offchipBandwidth: number;
  readonly mode: Mode;
  readonly nocArea: NocArea;
  readonly dramPolicy: DramPolicy;
}

/** Checks every number of the request but those of the mapping; throws `badRequest` with the field's pointer. */
export function settingsOf(request: LayerRequest): Settings {
  const { pes, nocBandwidth } = request;
  const {
    nocLatencyCycles = defaults.nocLatencyCycles,
    simdLanes = defaults.simdLanes,
    offchipBandwidth = defaults.offchipBandwidth,
    mode = defaults.mode,
    dramPolicy = defaults.dramPolicy,
  } = request;
  checkLayer(request.layer);
  checkInteger(pes, 'pes', 1, MAX_DIMENSION);
  checkInteger(nocBandwidth, 'nocBandwidth', 1, MAX_BANDWIDTH);
  checkInteger(nocLatencyCycles, 'nocLatencyCycles', 0, 1000);
  checkInteger(simdLanes, 'simdLanes', 1, 1024);
  checkInteger(offchipBandwidth, 'offchipBandwidth', 1, MAX_BANDWIDTH);
  if (mode !== 'maestro' && mode !== 'corrected') refuseChoice('mode', mode, 'maestro or corrected');
  const { nocArea = defaultNocArea[mode] } = request;
  if (nocArea !== 'flat' && nocArea !== 'tree') refuseChoice('nocArea', nocArea, 'flat or tree');
  if (dramPolicy !== 'perLayer' && dramPolicy !== 'weightsOnly') {
    refuseChoice('dramPolicy', dramPolicy, 'perLayer or weightsOnly');
  }
  checkBuffer(request.l1Bytes, 'l1Bytes');
  checkBuffer(request.l2Bytes, 'l2Bytes');
  if ((request.template === undefined) === (request.directives === undefined)) {
    throw badRequest('/template', 'give exactly one of template and directives');
  }
  if (request.cluster !== undefined) {
    if (request.template === undefined)
      throw badRequest('/cluster', 'cluster belongs to a template; a list has its own');
    checkInteger(request.cluster, 'cluster', 1, MAX_DIMENSION);
  }
  return { pes, nocBandwidth, nocLatencyCycles, simdLanes, offchipBandwidth, mode, nocArea, dramPolicy };
}

function checkLayer(layer: Layer): void {
  if (typeof layer !== 'object' || layer === null)
    throw badRequest('/layer', 'layer is an object with op and dimensions');
  if (layer.op === 'gemm') {
    checkInteger(layer.m, 'layer/m', 1, MAX_DIMENSION);
    checkInteger(layer.n, 'layer/n', 1, MAX_DIMENSION);
    checkInteger(layer.k, 'layer/k', 1, MAX_DIMENSION);
    return;
  }
  if (layer.op === 'conv2d') checkInteger(layer.k, 'layer/k', 1, MAX_DIMENSION);
  else if (layer.op !== 'depthwiseConv2d') {
    refuseChoice('layer/op', (layer as { op: unknown }).op, 'conv2d, depthwiseConv2d or gemm');
  } else if (layer.k !== undefined && layer.k !== 1) {
    throw badRequest('/layer/k', `k of a depthwise layer is absent or 1, not ${String(layer.k)}`);
  }
  checkInteger(layer.c, 'layer/c', 1, MAX_DIMENSION);
  checkInteger(layer.r, 'layer/r', 1, MAX_DIMENSION);
  checkInteger(layer.s, 'layer/s', 1, MAX_DIMENSION);
  checkInteger(layer.y, 'layer/y', 1, MAX_DIMENSION);
  checkInteger(layer.x, 'layer/x', 1, MAX_DIMENSION);
  checkInteger(layer.strideY ?? 1, 'layer/strideY', 1, MAX_DIMENSION);
  checkInteger(layer.strideX ?? 1, 'layer/strideX', 1, MAX_DIMENSION);
  checkCovered(layer.y, layer.r, 'y', 'r');
  checkCovered(layer.x, layer.s, 'x', 's');
}

function checkCovered(input: number, kernel: number, inputName: string, kernelName: string): void {
  if (outputExtent(input, kernel, 1) >= 1) return;
  const message = `${inputName} = ${input} is smaller than the kernel's ${kernelName} = ${kernel}; add the padding to it`;
  throw badRequest(`/layer/${inputName}`, message);
}

function checkInteger(value: number, name: string, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw badRequest(
    `/${name}`,
    `${name.slice(name.indexOf('/') + 1)} is an integer from ${low} to ${high}, not ${show(value)}`,
  );
}

function checkBuffer(bytes: number | undefined, name: string): void {
  if (bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 1)) return;
  throw badRequest(`/${name}`, `${name} is an integer number of bytes from 1 to 2^53 - 1, not ${show(bytes)}`);
}

function refuseChoice(name: string, value: unknown, allowed: string): never {
  throw badRequest(`/${name}`, `${name.slice(name.indexOf('/') + 1)} is ${allowed}, not ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
