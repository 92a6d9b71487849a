/** One network on one board under one runtime: memory to the byte, flash, latency, energy. */
import { badRequest, CogymError } from '../../src/errors.js';
import type { ModelProgram } from '../../src/networks/index.js';
import type { Arena } from './arena.js';
import { type Halo, haloOf } from './halo.js';
import { latencyOf, powerOf } from './latency.js';
import { mcuformerFigures } from './mcuformer.js';
import { type Operations, operationsOf, type Work, workOf } from './operations.js';
import { checkSplit, planPatches } from './patch-exact.js';
import { planPatchesAsTool } from './patch-tool.js';
import { scheduleOf } from './schedule.js';
import { planTflm, type TflmPlan } from './tflm.js';
import { planTflmProgram } from './tflm-program.js';
import { planLayers, type TinyEnginePlan } from './tinyengine.js';
import {
  type LayerNetwork,
  type McuRequest,
  type McuResult,
  type PatchFigures,
  type Reason,
  runtimes,
  type Schedule,
  type TransformerNetwork,
} from './types.js';

/** Memory and flash of a network under one runtime, before the board comes in. */
interface Plan {
  readonly peakSramBytes: number | null;
  readonly arenaBytes: number | null;
  readonly breakdown: McuResult['breakdown'];
  readonly flashBytes: number;
  readonly arena?: Arena;
  readonly patch?: PatchFigures;
  readonly paramsAsLogged?: number;
  readonly reasons: readonly Reason[];
  readonly work: Work;
  /** The memory rule has been compared with its reference. */
  readonly compared: boolean;
  /** An assumed constant decided something. */
  readonly assumption: boolean;
  /** Values of more than 8 bits, for which no cycles are known. */
  readonly wide?: boolean;
}

/**
 * @throws CogymError `badRequest` for an unknown switch or value; `splitOutOfRange`, `splitCrossesResidual`,
 *   `tooManyPatches`, `runtimeHasNoPatches`, `runtimeNetworkMismatch`, `unsupportedOperator` for what cannot be run
 */
export function evaluateMcu(request: McuRequest): McuResult {
  const { network, board, core, costs, supplyVolts } = request;
  const schedule = scheduleOf(request.schedule);
  checkNumber('latencyMs', request.latencyMs);
  checkNumber('supplyVolts', supplyVolts);
  const plan = planOf(request, network, schedule);
  const { work, peakSramBytes, flashBytes } = plan;
  const latencyMs = request.latencyMs ?? (plan.wide ? null : latencyOf(work, costs, core, board));
  const power = powerOf(board, core, supplyVolts);
  const energyUj = latencyMs === null || power.milliwatts === null ? null : power.milliwatts * latencyMs;
  const reasons = [...plan.reasons];
  const sramBytes = board.sramKib * 1024;
  const flashBudget = board.flashKib * 1024;
  const runs = !reasons.some(({ code }) => code === 'unsupportedOperator');
  const fits = (peakSramBytes ?? 0) <= sramBytes && flashBytes <= flashBudget;
  if (peakSramBytes !== null && peakSramBytes > sramBytes) {
    const liveTogether = plan.arena?.fullest();
    reasons.push({
      code: 'sramExceeded',
      budgetBytes: sramBytes,
      neededBytes: peakSramBytes,
      ...(liveTogether === undefined ? {} : { liveTogether }),
    });
  }
  if (flashBytes > flashBudget) {
    reasons.push({ code: 'flashExceeded', budgetBytes: flashBudget, neededBytes: flashBytes });
  }
  const validated = plan.compared && costs.validatedBoards.includes(board.name);
  const modelled = request.latencyMs === undefined;
  return {
    peakSramBytes,
    arenaBytes: plan.arenaBytes,
    breakdown: plan.breakdown,
    flashBytes,
    latencyMs,
    energyUj,
    macs: work.macs,
    toolMacs: work.toolMacs,
    params: work.params,
    ...(plan.paramsAsLogged === undefined ? {} : { paramsAsLogged: plan.paramsAsLogged }),
    ...(plan.patch === undefined ? {} : { patch: plan.patch }),
    feasible: runs && fits,
    reasons,
    provenance: {
      validated,
      extrapolated: !validated,
      assumption: plan.assumption || costs.assumed || power.assumed || (modelled && core.assumed),
    },
    ...(request.includeTimeline ? { timeline: plan.arena?.timeline() ?? [] } : {}),
  };
}

function checkNumber(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && Number.isFinite(value))) return;
  throw badRequest(`/${name}`, `${name} is a number above 0, not ${JSON.stringify(value)}`);
}

function planOf(request: McuRequest, network: LayerNetwork | TransformerNetwork, schedule: Schedule): Plan {
  const { runtime } = request;
  if (!runtimes.includes(runtime)) {
    throw badRequest('/runtime', `no runtime ${JSON.stringify(runtime)}; allowed: ${runtimes.join(', ')}`);
  }
  const tiled = schedule.patches > 1 && schedule.splitIndex > 0;
  if (tiled && runtime !== 'tinyengine') {
    throw new CogymError(
      'runtimeHasNoPatches',
      `${runtime} runs layer by layer; set patches to 1`,
      '/schedule/patches',
    );
  }
  const transformer = 'family' in network;
  if (transformer !== (runtime === 'mcuformer')) {
    throw new CogymError(
      'runtimeNetworkMismatch',
      transformer
        ? `${runtime} does not run family mcuformer; use runtime mcuformer`
        : 'runtime mcuformer runs networks of family mcuformer only',
      '/runtime',
    );
  }
  if (transformer) return transformerPlan(network, request, schedule);
  const { layers } = network;
  const wide = layers.some(({ bits = 8 }) => bits > 8);
  if (request.program !== undefined && isTflm(runtime))
    return { ...programPlan(request.program, layers, request, schedule), wide };
  if (wide && runtime === 'tinyengine') throw tooWide(layers);
  const operations = operationsOf(network, runtime === 'tinyengine' || runtime === 'xcubeai');
  const quantisedBelow8 = layers.some(({ bits = 8 }) => bits !== 8);
  switch (runtime) {
    case 'tinyengine':
      return tinyEnginePlan(operations, network, request, schedule, tiled, quantisedBelow8);
    case 'xcubeai': {
      const work = workOf(layers);
      const modelFlashBytes = modelBytes(work);
      const { codeFlashBytes } = request.costs;
      const breakdown = { modelFlashBytes, codeFlashBytes };
      const flashBytes = modelFlashBytes + codeFlashBytes;
      const unknown = { peakSramBytes: null, arenaBytes: null, reasons: [], compared: false, assumption: true };
      return { ...unknown, breakdown, flashBytes, work, wide };
    }
    default:
      return { ...tflmPlan(operations, request, schedule, quantisedBelow8), wide };
  }
}

const isTflm = (runtime: McuRequest['runtime']): boolean => runtime === 'tflm-ref' || runtime === 'tflm-cmsis';

function tooWide(layers: LayerNetwork['layers']): CogymError {
  const { i, bits } = layers.find((layer) => (layer.bits ?? 8) > 8) as LayerNetwork['layers'][number];
  return new CogymError(
    'unsupportedOperator',
    `layer ${i} has values of ${bits} bits; tinyengine runs 8-bit networks: quantise the model`,
    `/network/layers/${i}/bits`,
  );
}

/** Weights, and a bias and a scale of 4 bytes each per output channel. */
const modelBytes = (work: Work): number => work.weightBytes + 8 * work.biases;

function tinyEnginePlan(
  operations: Operations,
  network: LayerNetwork,
  { costs }: McuRequest,
  schedule: Schedule,
  tiled: boolean,
  quantisedBelow8: boolean,
): Plan {
  const { layers } = operations;
  const halo = tiled ? tilesOf(operations, schedule) : undefined;
  const work = workOf(layers, halo?.repeats);
  let plan: TinyEnginePlan;
  let patch: PatchFigures | undefined;
  if (halo === undefined) plan = planLayers(operations, schedule.inPlace);
  else [plan, patch] = tiledPlan(operations, network, schedule, halo, work);
  const modelFlashBytes = modelBytes(work);
  const { codeFlashBytes } = costs;
  return {
    peakSramBytes: plan.arenaBytes + plan.im2colBytes + plan.kernelBufferBytes,
    arenaBytes: plan.arenaBytes,
    breakdown: {
      im2colBytes: plan.im2colBytes,
      kernelBufferBytes: plan.kernelBufferBytes,
      weightBytes: work.weightBytes,
      biasBytes: 4 * work.biases,
      scaleBytes: 4 * work.biases,
      modelFlashBytes,
      codeFlashBytes,
    },
    flashBytes: modelFlashBytes + codeFlashBytes,
    arena: plan.arena,
    ...(patch === undefined ? {} : { patch }),
    reasons: plan.reasons,
    work,
    compared: !(tiled && schedule.patchAccounting === 'exact') && plan.reasons.length === 0 && !quantisedBelow8,
    assumption: quantisedBelow8,
  };
}

function tilesOf(operations: Operations, { patches, splitIndex, patchAccounting }: Schedule): Halo {
  const { layers } = operations;
  if (splitIndex >= layers.length) {
    throw new CogymError(
      'splitOutOfRange',
      `splitIndex is ${splitIndex}; the network has ${layers.length} layers, so it is from 1 to ${layers.length - 1}`,
      '/schedule/splitIndex',
    );
  }
  const side = Math.min(...(layers[splitIndex - 1]?.out.slice(0, 2) ?? []));
  if (patches > side) {
    throw new CogymError(
      'tooManyPatches',
      `${patches} patches a side, but the stage's output has ${side} rows or columns; use fewer or split earlier`,
      '/schedule/patches',
    );
  }
  if (patchAccounting === 'exact') checkSplit(operations, splitIndex);
  return haloOf(operations, splitIndex, patches);
}

function tiledPlan(
  operations: Operations,
  { input }: LayerNetwork,
  { inPlace, patches, splitIndex, patchAccounting, inputSource }: Schedule,
  halo: Halo,
  work: Work,
): [TinyEnginePlan, PatchFigures] {
  let [stageMacs, stageMacsWithHalo, tileMacs] = [0, 0, 0];
  operations.layers.slice(0, splitIndex).forEach(({ op, macs, out }, k) => {
    stageMacs += macs;
    stageMacsWithHalo += macs * (halo.repeats[k] as number);
    const area = (halo.heights[k + 1] as number) * (halo.widths[k + 1] as number);
    tileMacs += op === 'add' ? area * out[2] : (macs / (out[0] * out[1])) * area;
  });
  const overhead = stageMacsWithHalo - stageMacs;
  const figures = {
    tileInputHeight: halo.heights[0] as number,
    tileInputWidth: halo.widths[0] as number,
    stageMacs,
    stageMacsWithHalo,
    stageOverhead: stageMacs === 0 ? 0 : overhead / stageMacs,
    totalOverhead: work.macs === 0 ? 0 : overhead / work.macs,
  };
  if (patchAccounting === 'tinyengine') {
    const plan = planPatchesAsTool(operations, splitIndex, patches, inPlace, input.c);
    const { tileInputHeight, tileInputWidth, macsOnePatchPlusRest } = plan;
    return [plan, { ...figures, tileInputHeight, tileInputWidth, macsOnePatchPlusRest }];
  }
  const rest = workOf(operations.layers.slice(splitIndex)).toolMacs;
  return [
    planPatches(operations, splitIndex, halo, inPlace, input.c, inputSource),
    { ...figures, macsOnePatchPlusRest: tileMacs + rest },
  ];
}

function tflmPlan(
  operations: Operations,
  { runtime, core, costs }: McuRequest,
  schedule: Schedule,
  quantisedBelow8: boolean,
): Plan {
  const work = workOf(operations.layers);
  const kernels = runtime === 'tflm-cmsis' ? (schedule.coreClass ?? core.kernels) : undefined;
  const unverified = kernels === 'helium';
  return {
    ...memoryOf(planTflm(operations, work, schedule, kernels), costs),
    reasons: [],
    work,
    compared: !unverified && !quantisedBelow8,
    assumption: unverified || quantisedBelow8,
  };
}

/** The file's own tensors and operators; MACs are those of the layers that were read from it. */
function programPlan(
  program: ModelProgram,
  layers: LayerNetwork['layers'],
  { runtime, core, costs }: McuRequest,
  schedule: Schedule,
): Plan {
  const kernels = runtime === 'tflm-cmsis' ? (schedule.coreClass ?? core.kernels) : undefined;
  const plan = planTflmProgram(program, schedule, kernels);
  const assumption = plan.assumed || kernels === 'helium';
  return {
    ...memoryOf(plan, costs),
    reasons: plan.unsupported.length > 0 ? [{ code: 'unsupportedOperator', operators: plan.unsupported }] : [],
    work: workOf(layers),
    compared: !assumption && plan.unsupported.length === 0,
    assumption,
  };
}

/** RAM and flash under a plan of TFLM. */
function memoryOf(
  { arena, arenaBytes, persistentBytes, tensorMetadataBytes, nodeBytes, scratchBytes, modelFileBytes }: TflmPlan,
  { codeFlashBytes }: McuRequest['costs'],
): Pick<Plan, 'peakSramBytes' | 'arenaBytes' | 'breakdown' | 'flashBytes' | 'arena'> {
  return {
    peakSramBytes: arenaBytes + persistentBytes,
    arenaBytes,
    breakdown: { persistentBytes, tensorMetadataBytes, nodeBytes, scratchBytes, modelFileBytes, codeFlashBytes },
    flashBytes: modelFileBytes + codeFlashBytes,
    arena,
  };
}

function transformerPlan(network: TransformerNetwork, { costs }: McuRequest, schedule: Schedule): Plan {
  const figures = mcuformerFigures(network, schedule.mcuformerAccounting);
  const { peakSramBytes, attentionBytes, mlpBytes, tokenBytes, block, macs, params, paramsAsLogged } = figures;
  return {
    peakSramBytes,
    arenaBytes: peakSramBytes,
    breakdown: { attentionBytes, mlpBytes, tokenBytes, block },
    // int8 weights; biases and normalisation take 4 bytes instead of 1.
    flashBytes: params + 3 * figures.wideParams + costs.codeFlashBytes,
    paramsAsLogged,
    reasons: [],
    work: {
      macs,
      toolMacs: macs,
      params,
      weightBytes: params,
      biases: figures.wideParams,
      convMacs: 0,
      pointwiseMacs: macs,
      depthwiseMacs: 0,
      depthwiseOutputs: 0,
    },
    compared: schedule.mcuformerAccounting !== 'honest',
    assumption: true,
  };
}
