/** `cogym simulate npu-cim`: a network on an NPU beside compute-in-memory macros. */
import { type Static, Type } from '@sinclair/typebox';
import { SystemBuilder } from '../../../envs/npu-cim-codesign/system.js';
import { cimTechnology, loadTemplate, templateNames } from '../../../hwtemplates/index.js';
import type { cim } from '../../../simulators/index.js';
import { npuCim } from '../../../simulators/index.js';
import { accuracyEstimator } from '../../accuracy/index.js';
import { fillOptions } from '../../design/options.js';
import { badRequest, CogymError } from '../../errors.js';
import { loadNetwork, type Network, networkFamily } from '../../networks/index.js';
import type { SimulateHandler } from '../simulate.js';

const closed = { additionalProperties: false };
const positive = Type.Number({ exclusiveMinimum: 0 });
const oneOf = <T extends string>(values: readonly T[], rest: object = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...rest });

const Cim = Type.Object(
  {
    macros: Type.Integer({ minimum: 1, maximum: 65536 }),
    pingPong: Type.Boolean({ default: false }),
    volatile: Type.Optional(Type.Boolean({ description: 'cells are written at will; default: those of SRAM' })),
    packDepthwise: Type.Boolean({ default: false }),
    dynamicWeights: Type.Boolean({ default: false }),
  },
  { additionalProperties: true, description: 'and the fields of one macro, as `cogym simulate cim` takes them' },
);

const System = Type.Object(
  {
    npu: Type.Object({ accelerator: oneOf(templateNames('npu')) }, closed),
    cim: Type.Optional(Cim),
    sram: Type.Object({ kib: positive, gbPerSecond: Type.Optional(positive) }, closed),
    offChip: Type.Object({ gbPerSecond: positive, pjPerByte: Type.Optional(positive) }, closed),
  },
  closed,
);

const Accuracy = Type.Object(
  {
    estimator: Type.String({ default: 'published-imagenet' }),
    task: Type.String({ default: 'imagenet-1k' }),
    adcRange: oneOf(['calibrated', 'full'] as const, { default: 'calibrated' }),
    cellError: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
  },
  closed,
);

const Request = Type.Object(
  {
    system: System,
    network: Type.Object({}, { additionalProperties: true }),
    assignment: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
    policy: Type.Optional(oneOf(npuCim.policies)),
    schedule: oneOf(npuCim.schedules, { default: 'sequential' }),
    residency: Type.Optional(oneOf(npuCim.residencies)),
    contention: oneOf(npuCim.contentions, { default: 'fluid' }),
    splitOutputChannels: Type.Boolean({ default: false }),
    accuracy: Type.Optional(Accuracy),
  },
  closed,
);
type Request = Static<typeof Request>;

/** Layers up to which the residency defaults to `optimal`. */
const OPTIMAL_RESIDENCY = 64;

const builder = new SystemBuilder();

export const handler: SimulateHandler = (given) => {
  const request = fillOptions(Request, given) as Request;
  const { network, family } = networkOf(request.network);
  const system = systemOf(request);
  const work = npuCim.workOf(network, loadTemplate('npu/system', 'default').passes);
  const result = npuCim.evaluateSystem({
    system,
    work,
    assignment: assignmentOf(request, work.length),
    schedule: request.schedule,
    residency: request.residency ?? (work.length <= OPTIMAL_RESIDENCY ? 'optimal' : 'greedy'),
    contention: request.contention,
    splitOutputChannels: request.splitOutputChannels,
  });
  return { ...answer(result), ...quality(request, { network, family }, system, work, result) };
};

interface NamedNetwork {
  readonly network: Network;
  readonly family?: string | undefined;
}

/** A network as layers, or as a family with its parameters. */
function networkOf(given: Readonly<Record<string, unknown>>): NamedNetwork {
  const { family: name, ...parameters } = given;
  if (name === undefined) return { network: loadNetwork(given, { path: '/network' }) };
  if (typeof name !== 'string') throw badRequest('/network/family', 'family is a name');
  const family = networkFamily(name);
  return { network: family.build(family.parse(parameters, '/network')), family: name };
}

function systemOf({ system: { npu, cim: given, sram, offChip } }: Request): npuCim.System {
  const parts = {
    accelerator: npu.accelerator,
    sramBytes: sram.kib * 1024,
    offChipBytesPerNs: offChip.gbPerSecond,
    ...(sram.gbPerSecond === undefined ? {} : { sramBytesPerNs: sram.gbPerSecond }),
    ...(offChip.pjPerByte === undefined ? {} : { offChipPjPerByte: offChip.pjPerByte }),
  };
  if (given === undefined) return builder.build(parts);
  const { macros, pingPong, volatile: rewritable, packDepthwise, dynamicWeights, ...macro } = given;
  const use = { macros, pingPong, packDepthwise, dynamicWeights, ...(rewritable === undefined ? {} : { rewritable }) };
  try {
    return builder.build({ ...parts, cim: { macro: macro as unknown as cim.Macro, ...use } });
  } catch (error) {
    if (!(error instanceof CogymError)) throw error;
    throw new CogymError(error.code, error.message, error.path?.replace(/^\/macro/, '/system/cim'));
  }
}

function assignmentOf({ assignment, policy }: Request, layers: number): npuCim.Assignment | npuCim.Policy {
  if (assignment !== undefined && policy !== undefined) {
    throw badRequest('/policy', 'give an assignment or a policy, not both');
  }
  if (assignment === undefined) return policy ?? 'optimal';
  if (typeof assignment === 'string') return policyOf(assignment);
  if (assignment.length !== layers) {
    throw badRequest('/assignment', `one entry per layer: the network has ${layers}, not ${assignment.length}`);
  }
  return assignment.map((entry, i) => {
    if (entry === 'npu') return 0;
    if (entry === 'cim') return 1;
    const share = /^split:(0?\.\d+)$/.exec(entry)?.[1];
    if (share !== undefined) return Number(share);
    throw badRequest(`/assignment/${i}`, `npu, cim or split:x with x between 0 and 1, not ${JSON.stringify(entry)}`);
  });
}

function policyOf(name: string): npuCim.Policy {
  const policy = npuCim.policies.find((each) => each === name);
  if (policy !== undefined) return policy;
  const known = npuCim.policies.join(', ');
  throw badRequest('/assignment', `a device for each layer, or one of ${known}, not ${JSON.stringify(name)}`);
}

function answer(result: npuCim.SystemResult) {
  const { energyPj, area, latencyNs, periodNs, macs, schedule, layerEnergyPj, busyNs } = result;
  const energyMj = Object.values(energyPj).reduce((sum, pj) => sum + pj, 0) / 1e9;
  const areaMm2 = (area.npu + area.cim + area.sram) / 1e6;
  const [latencyMs, periodMs] = [latencyNs / 1e6, periodNs / 1e6];
  const edpMjMs = energyMj * latencyMs;
  const { feasible, reason, violations, macrosUsed, sramBytes, offChipBytes, provenance } = result;
  return {
    latencyMs,
    periodMs,
    fps: 1e3 / periodMs,
    energyMj,
    powerMw: (1e3 * energyMj) / periodMs,
    areaMm2,
    edpMjMs,
    edapMjMsMm2: edpMjMs * areaMm2,
    macs,
    tops: (2 * macs) / periodNs / 1e3,
    topsPerWatt: (2 * macs) / (energyMj * 1e9),
    feasible,
    ...(reason === undefined ? {} : { reason }),
    violations,
    schedule,
    breakdown: {
      energyMj: Object.fromEntries(Object.entries(energyPj).map(([part, pj]) => [part, pj / 1e9])),
      layerEnergyMj: layerEnergyPj.map((pj) => pj / 1e9),
      areaMm2: { npu: area.npu / 1e6, cim: area.cim / 1e6, sram: area.sram / 1e6 },
      busyMs: { npu: busyNs.npu / 1e6, cim: busyNs.cim / 1e6 },
      macrosUsed,
      sramBytes,
      offChipBytes,
    },
    provenance,
  };
}

/** Noise of the layers on macros (null: exact), and the estimated accuracy less what it costs. */
function quality(
  { accuracy }: Request,
  { network, family }: NamedNetwork,
  system: npuCim.System,
  work: readonly npuCim.Work[],
  { assignment }: npuCim.SystemResult,
) {
  const technology = cimTechnology();
  const analog = npuCim.analogQuality(system.cim, work, assignment, technology, noiseOptions(accuracy));
  const sqnrDb = Number.isFinite(analog.sqnrDb) ? analog.sqnrDb : null;
  if (accuracy === undefined) return { sqnrDb };
  const input = { network, ...(family === undefined ? {} : { family }) };
  const estimate = accuracyEstimator(accuracy.estimator).estimate(input, accuracy.task);
  const drop = npuCim.analogDrop(technology, estimate.accuracy, analog);
  return { sqnrDb, accuracy: { ...estimate, accuracy: estimate.accuracy - drop, analogDrop: drop } };
}

const noiseOptions = ({ adcRange, cellError }: Partial<Static<typeof Accuracy>> = {}): cim.NoiseOptions => ({
  ...(adcRange === undefined ? {} : { adcRange }),
  ...(cellError === undefined ? {} : { cellError }),
});
