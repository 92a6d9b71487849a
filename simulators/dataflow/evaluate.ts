/** Cost of one layer on one array: the entry of the model. */
import { CogymError } from '../../src/errors.js';
import { areaOf, powerOf } from './area.js';
import { energyOf } from './energy.js';
import { type LayerShape, layerShape } from './layer.js';
import { Level } from './level.js';
import {
  expandTemplate,
  listOf,
  MAX_CLUSTERS,
  operatorMapping,
  type ResolvedMapping,
  readDirectives,
} from './mapping.js';
import { type Settings, settingsOf } from './request.js';
import { runMapping, type Traffic } from './run.js';
import { fillTables } from './tables.js';
import type { Accesses, Directive, LayerCost, LayerRequest, LayerSummary } from './types.js';

/** Levels are filled anew by each evaluation; they are kept to save their allocation. */
const levels: readonly Level[] = Array.from({ length: MAX_CLUSTERS + 1 }, () => new Level());

/** Everything counted, before energy and area. */
interface Counts {
  readonly settings: Settings;
  readonly shape: LayerShape;
  readonly mapping: ResolvedMapping;
  readonly cycles: number;
  readonly averageActive: number;
  readonly macs: number;
  /** Partial sums that the walk over the mapping met. */
  readonly enumerated: number;
  readonly l1: number;
  readonly l2: number;
  readonly accesses: Accesses;
  readonly dramBytes: number;
  /** A map of an inner level is larger than what it is applied to. */
  readonly oversized: boolean;
}

/**
 * Cost of a layer under a mapping (MAESTRO, Kwon et al., MICRO 2019, commit 4eb08d17; mode `corrected` is ours).
 * @throws CogymError `badRequest` (a field outside its range), `clusterTooLarge` (clusters hold more PEs than there are),
 *   `noSpatialMap`, `duplicateDimension`, `degenerateMapping` (no cycle would be counted), `countOverflow` (a count
 *   beyond 2^53 - 1)
 */
export function evaluateLayer(request: LayerRequest): LayerCost {
  const counts = countLayer(request);
  const { settings, shape, cycles, macs, l1, l2, accesses, dramBytes } = counts;
  const { pes, nocBandwidth, simdLanes, nocArea, mode } = settings;
  const { costs, l1Bytes, l2Bytes } = request;
  const size = { pes, nocBandwidth, simdLanes, nocArea, l1Bytes: l1Bytes ?? l1, l2Bytes: l2Bytes ?? l2 };
  const sized = l1Bytes !== undefined || l2Bytes !== undefined;
  return {
    cycles,
    macs,
    macsTrue: shape.macs,
    averageActivePes: counts.averageActive,
    utilization: shape.macs / (cycles * pes),
    cluster: reportedCluster(request, counts.mapping),
    l1RequiredBytes: l1,
    l2RequiredBytes: l2,
    fits: sized ? l1 <= size.l1Bytes && l2 <= size.l2Bytes : null,
    accesses,
    dramBytes,
    energyPj: energyOf(macs, accesses, dramBytes, costs, mode === 'maestro'),
    areaUm2: areaOf(size, costs),
    powerMw: powerOf(size, costs),
    provenance: {
      mode,
      costs: costs.name,
      validated: mode === 'maestro' && macs === shape.macs && !counts.oversized,
    },
  };
}

/** The figures of `evaluateLayer` that do not depend on the sizes of buffers, without the rest; the same bits. */
export function layerCost(request: LayerRequest): LayerSummary {
  const { settings, cycles, macs, l1, l2, accesses, dramBytes } = countLayer(request);
  const energy = energyOf(macs, accesses, dramBytes, request.costs, settings.mode === 'maestro');
  return { cycles, energyPj: energy.total, l1RequiredBytes: l1, l2RequiredBytes: l2 };
}

/**
 * MACs that the walk over a mapping meets, and the layer's own. They differ where a mapping leaves gaps or does work
 * twice, and in mode `maestro` where the tool miscounts; mode `corrected` reports the layer's own.
 */
export function coverage(request: LayerRequest): { enumerated: number; macs: number } {
  const { enumerated, shape } = countLayer(request);
  return { enumerated, macs: shape.macs };
}

/** The mapping of a request as a directive list with numbers: what a template becomes for the layer. */
export function directivesOf(request: LayerRequest): Directive[] {
  const { mapping, shape } = resolve(request, settingsOf(request));
  return listOf(mapping, shape);
}

function resolve(request: LayerRequest, { mode, pes }: Settings): { shape: LayerShape; mapping: ResolvedMapping } {
  const { layer, template, directives = [] } = request;
  if (template === undefined) {
    const shape = layerShape(layer, mode, false);
    return { shape, mapping: readDirectives(directives, shape) };
  }
  const { mapping, asConvolution } = operatorMapping(template, layer);
  const shape = layerShape(layer, mode, asConvolution);
  return { shape, mapping: expandTemplate(mapping, shape, pes, request.cluster) };
}

function countLayer(request: LayerRequest): Counts {
  const settings = settingsOf(request);
  const { template } = request;
  const { mode, pes } = settings;
  const corrected = mode === 'corrected';
  const { shape, mapping } = resolve(request, settings);
  checkCount(shape.macs, 'the MACs');
  const oversized = completeLevels(mapping, shape, pes, corrected, template === undefined ? '/directives' : '/cluster');
  const traffic = runMapping(levels, mapping.levels.length, {
    latency: settings.nocLatencyCycles,
    bandwidth: settings.nocBandwidth,
    lanes: settings.simdLanes,
    corrected,
    offchipBandwidth: settings.offchipBandwidth,
  });
  if (traffic.cycles <= 0) {
    const message = 'no cycle would be counted: a tile is larger than its dimension, or holds no whole output';
    throw new CogymError('degenerateMapping', message, template === undefined ? '/directives' : '/template');
  }
  const dramBytes = corrected ? dramBytesOf(shape, settings) : 0;
  const macs = corrected ? shape.macs : traffic.partialSums;
  const counts: Counts = {
    settings,
    shape,
    mapping,
    cycles: corrected ? Math.max(traffic.cycles, Math.ceil(dramBytes / settings.offchipBandwidth)) : traffic.cycles,
    averageActive: traffic.averageActive,
    macs,
    enumerated: traffic.partialSums,
    l1: requiredL1(levels[mapping.levels.length - 1] as Level, corrected),
    l2: traffic.requiredInput + traffic.requiredWeight + traffic.requiredOutput,
    accesses: accessesOf(traffic, macs, shape, corrected),
    dramBytes,
    oversized,
  };
  checkCounts(counts);
  return counts;
}

/** Completes the levels and their tables; returns whether an inner map is larger than what it is applied to. */
function completeLevels(mapping: ResolvedMapping, shape: LayerShape, pes: number, corrected: boolean, path: string) {
  const { clusters } = mapping;
  let clustered = 1;
  for (let i = 0; i < clusters.length; i++) clustered *= clusters[i] as number;
  if (clustered > pes) {
    throw new CogymError('clusterTooLarge', `the clusters hold ${clustered} PEs and there are ${pes}`, path);
  }
  let oversized = false;
  let unitPes = clustered;
  let outer: Level | undefined;
  for (let i = 0; i < mapping.levels.length; i++) {
    const level = levels[i] as Level;
    const units = i === 0 ? Math.floor(pes / clustered) : (clusters[i - 1] as number);
    level.complete(mapping.levels[i] ?? [], outer, shape, units, corrected);
    fillTables(level, shape, corrected);
    level.unitPes = unitPes;
    unitPes /= clusters[i] ?? 1;
    if (outer !== undefined && level.oversized) oversized = true;
    outer = level;
  }
  return oversized;
}

function accessesOf(traffic: Readonly<Traffic>, macs: number, shape: LayerShape, corrected: boolean): Accesses {
  const { inputReads, weightReads, outputWrites } = traffic;
  // Partial sums come back as often as the array gave an output up before its last reduction step.
  const outputReads = corrected ? Math.max(0, outputWrites - shape.outputs) : shape.unstridedOutputs;
  return {
    input: { l1Reads: macs, l1Writes: inputReads, l2Reads: inputReads, l2Writes: shape.inputs },
    weight: { l1Reads: macs, l1Writes: weightReads, l2Reads: weightReads, l2Writes: shape.weights },
    output: { l1Reads: macs, l1Writes: macs, l2Reads: outputReads, l2Writes: outputWrites },
  };
}

/** Double-buffered tiles of the innermost level. The tool takes the input's Y and X for the output. */
function requiredL1(level: Level, corrected: boolean): number {
  const output = product(level, level.outputMask, corrected ? level.outTile : level.tile);
  return 2 * (product(level, level.inputMask, level.tile) + product(level, level.weightMask, level.tile) + output);
}

function product(level: Level, maps: number, tiles: Float64Array): number {
  let elements = 1;
  for (let p = 0; p < level.count; p++) if ((maps & (1 << p)) !== 0) elements *= tiles[p] as number;
  return elements;
}

function dramBytesOf(shape: LayerShape, { dramPolicy }: Settings): number {
  return dramPolicy === 'weightsOnly' ? shape.weights : shape.inputs + shape.weights + shape.outputs;
}

function reportedCluster(request: LayerRequest, { clusters }: ResolvedMapping): number {
  if (request.template !== undefined) return clusters[clusters.length - 1] ?? 1;
  return clusters.reduce((all, cluster) => all * cluster, 1);
}

/** Counts are sums and products of integers: one beyond 2^53 - 1 would be rounded. */
function checkCounts(counts: Counts): void {
  const { input, weight, output } = counts.accesses;
  checkCount(counts.cycles, 'the cycles');
  checkCount(counts.macs, 'the MACs');
  checkCount(counts.enumerated, 'the MACs');
  checkCount(counts.l1, 'the buffers of the PEs');
  checkCount(counts.l2, 'the shared buffer');
  checkCount(input.l2Reads, 'the reads of the input');
  checkCount(input.l2Writes, 'the elements of the input');
  checkCount(weight.l2Reads, 'the reads of the weights');
  checkCount(weight.l2Writes, 'the weights');
  checkCount(output.l2Reads, 'the reads of the output');
  checkCount(output.l2Writes, 'the writes of the output');
  checkCount(counts.dramBytes, 'the bytes of DRAM');
}

function checkCount(count: number, what: string): void {
  if (Number.isSafeInteger(count)) return;
  const message = `${what} exceed 2^53 - 1 and cannot be counted exactly; take a smaller layer`;
  throw new CogymError('countOverflow', message, '/layer');
}
