/**
 * What evaluations tell beyond their figures: of networks on sub-accelerators the layers, their places and the schedule;
 * of a network on the devices of one system the same, with memory traffic; of a design that serves several workloads the
 * figures of each.
 */
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Layer = Type.Object({
  name: Type.String(),
  op: Type.String(),
  shape: Type.String(),
  macs: Type.Number(),
  accelerator: Type.Number({ description: 'number of the sub-accelerator it runs on, from 1' }),
  startCycle: Type.Number(),
  endCycle: Type.Number(),
});

const Network = Type.Object({
  name: Type.String(),
  task: Type.String(),
  family: Type.String(),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  macs: Type.Number(),
  params: Type.Number({ description: 'weights' }),
  accuracy: Type.Optional(
    Type.Object({
      value: Type.Number({ description: 'fraction' }),
      standardError: Type.Number({ description: 'fraction' }),
      scale: Type.String({ description: 'measured, surrogate, predictor or proxy' }),
    }),
  ),
  quality: Type.Number({ description: '0..1; an accuracy only when `accuracy` is given' }),
  layers: Type.Array(Layer),
  freeLayers: Type.Array(Type.String(), { description: 'operators without a cost in the model' }),
});

const Accelerator = Type.Object({
  number: Type.Number(),
  template: Type.String(),
  pes: Type.Number(),
  nocBandwidth: Type.Number({ description: 'elements per cycle' }),
  l1Bytes: Type.Number({ description: 'of each processing element' }),
  l2Bytes: Type.Number(),
  areaMm2: Type.Number(),
  energyJ: Type.Number(),
  busyCycles: Type.Number(),
});

const Details = Type.Object({
  networks: Type.Array(Network),
  accelerators: Type.Array(Accelerator),
  clockHz: Type.Number({ exclusiveMinimum: 0 }),
  makespanCycles: Type.Number(),
});

export type LayerDetails = Static<typeof Layer>;
export type NetworkDetails = Static<typeof Network>;
export type CodesignDetails = Static<typeof Details>;

const Part = Type.Object({
  layer: Type.Number({ description: 'from 0' }),
  name: Type.String(),
  shape: Type.String(),
  device: Type.String(),
  reason: Type.String({ description: 'why it runs there' }),
  startS: Type.Number(),
  endS: Type.Number(),
  handoverS: Type.Number({ description: 'at its start: a map moves from the other device' }),
  reloadS: Type.Number({ description: 'then: its weights are written, as far as nothing hides it' }),
  resident: Type.Boolean({ description: 'its weights stay on the device' }),
  share: Type.Number({ description: 'of the layer: less than 1 where it is split between devices' }),
  offChipBytes: Type.Number(),
  energyJ: Type.Number(),
});

const System = Type.Object({
  latencyS: Type.Number({ exclusiveMinimum: 0 }),
  devices: Type.Object({ offChip: Type.Object({ gbPerSecond: Type.Number() }) }, { additionalProperties: true }),
  energyJ: Type.Record(Type.String(), Type.Number(), { description: 'by component' }),
  schedule: Type.Array(Part, { minItems: 1 }),
});

export type PartDetails = Static<typeof Part>;
export type SystemDetails = Static<typeof System>;

const Workloads = Type.Object({ workloads: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number())) });

/** Workload -> its metrics. */
export type WorkloadDetails = Static<typeof Workloads>['workloads'];

/** The figures of each workload, when `details` hold those of several. */
export function workloadDetails(details: unknown): WorkloadDetails | undefined {
  return Value.Check(Workloads, details) && Object.keys(details.workloads).length > 1 ? details.workloads : undefined;
}

/** `details` of an evaluation when they are of this kind; other problems have others or none. */
export function codesignDetails(details: unknown): CodesignDetails | undefined {
  return Value.Check(Details, details) ? details : undefined;
}

/** `details` of an evaluation when they are of a network on the devices of one system. */
export function systemDetails(details: unknown): SystemDetails | undefined {
  return Value.Check(System, details) ? details : undefined;
}
