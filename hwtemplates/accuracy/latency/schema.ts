/** Schema of additive latency models: base + the sum over a cell's edges of what their operations take. */
import { type Static, Type } from '@sinclair/typebox';

const closed = { additionalProperties: false };

const PerOperation = Type.Object(
  {
    base: Type.Number({ minimum: 0, description: 'of the network without its edges' }),
    conv1x1: Type.Number({ minimum: 0 }),
    conv3x3: Type.Number({ minimum: 0 }),
    avgpool: Type.Number({ minimum: 0 }),
  },
  { ...closed, description: 'of the 15 copies of one edge together; none and skip cost nothing' },
);

const Device = Type.Object(
  {
    device: Type.String({ minLength: 1 }),
    dataset: Type.String({ minLength: 1 }),
    latencyMs: PerOperation,
    energyMj: Type.Optional(PerOperation),
    powerW: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'where the energy is the latency at constant power' }),
    ),
    /** Largest difference from the table, from rounding of the printed figures. */
    latencyErrorMs: Type.Number({ exclusiveMinimum: 0 }),
  },
  closed,
);

export const additiveLatencySchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    description: Type.String(),
    source: Type.String({ minLength: 10 }),
    family: Type.String({ minLength: 1, description: 'family of networks' }),
    devices: Type.Array(Device, { minItems: 1 }),
  },
  closed,
);
export type AdditiveLatency = Static<typeof additiveLatencySchema>;
