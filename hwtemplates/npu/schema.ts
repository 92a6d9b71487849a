/** What an NPU, its memories and the technology that it is built in must look like for `simulators/npu`. */
import { type Static, Type } from '@sinclair/typebox';

const closed = { additionalProperties: false };
const positive = Type.Number({ exclusiveMinimum: 0 });
const count = Type.Integer({ minimum: 1 });
const cycles = Type.Integer({ minimum: 0 });
const name = Type.String({ minLength: 1 });
const source = Type.String({ minLength: 1 });
/** Figures of a template that no source gives. */
const assumptions = Type.Array(Type.String());

/** An accelerator of the Ethos-U kind: an array of micro-blocks that reads its maps through a banked buffer. */
export const npuAcceleratorSchema = Type.Object(
  {
    name,
    /** Outputs computed together: rows, columns, channels; each with 8 MACs. */
    microBlock: Type.Tuple([count, count, count]),
    cores: count,
    /** Banks of 1 KiB of the buffer. */
    shramBanks: count,
    /** Banks are given to inputs and accumulators in multiples of these. */
    bankGranule: Type.Object({ input: count, accumulator: count }, closed),
    /** Width of the port to the shared SRAM. */
    sramBytesPerCycle: positive,
    /** Cycles of the output unit per element, by operator. */
    outputCycles: Type.Object({ add: positive, mul: positive, maxPool: positive, other: positive }, closed),
    /** Cycles per element that a fused activation takes at least. */
    activationCycles: Type.Object({ lut: positive, relu: positive }, closed),
    /** Cycles between dependent steps of one micro-block. */
    delayCycles: cycles,
    /** Name of a file in `npu/memory`. */
    memorySystem: name,
    /** True: not one of the configurations that were compared with Vela. */
    assumed: Type.Boolean(),
    source,
  },
  closed,
);
export type NpuAccelerator = Static<typeof npuAcceleratorSchema>;

/** Clock, and the memories behind the port: weights off chip, maps in SRAM. */
export const npuMemorySystemSchema = Type.Object(
  {
    name,
    clockHz: positive,
    sram: Type.Object({ burstBytes: count, readLatencyCycles: cycles, writeLatencyCycles: cycles }, closed),
    offChip: Type.Object(
      {
        kind: Type.Union([Type.Literal('flash'), Type.Literal('dram')]),
        bytesPerCycle: positive,
        burstBytes: count,
        readLatencyCycles: cycles,
        writeLatencyCycles: cycles,
      },
      closed,
    ),
    /** SRAM for maps and weight buffers; absent: as much as they need. */
    sramLimitBytes: Type.Optional(count),
    /** SRAM assumed for area, leakage and energy per access. */
    sramBytes: count,
    source,
  },
  closed,
);
export type NpuMemorySystem = Static<typeof npuMemorySystemSchema>;

/** Energy, area and leakage of an int8 MAC array and of memories. */
export const npuTechnologySchema = Type.Object(
  {
    name,
    macPj: positive,
    macAreaUm2: positive,
    /** Control and local buffers, as a share of the MACs' energy and area. */
    overhead: Type.Number({ minimum: 0 }),
    offChipPjPerByte: Type.Object({ dram: positive, flash: positive }, closed),
    leakageWattPerMac: Type.Number({ minimum: 0 }),
    leakageWattPerMib: Type.Number({ minimum: 0 }),
    assumptions,
    source,
  },
  closed,
);
export type NpuTechnology = Static<typeof npuTechnologySchema>;

/** What an NPU does beside operators, and what a system of several devices adds. */
export const npuSystemSchema = Type.Object(
  {
    name,
    /** Passes of the output unit over a map, by operator of the network format; others are free. */
    passes: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    /** Cycles of the NPU's clock that a change of device takes beside the transfer. */
    switchCycles: cycles,
    assumptions,
    source,
  },
  closed,
);
export type NpuSystemConstants = Static<typeof npuSystemSchema>;

/** An accelerator known by two fitted figures alone. */
export const twoParameterNpuSchema = Type.Object(
  {
    name,
    macsPerSecond: positive,
    /** Share of the peak that networks reach. */
    utilization: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    /** Weights that stay on chip; the rest streams in. */
    weightBufferBytes: count,
    bytesPerSecond: positive,
    source,
  },
  closed,
);
export type TwoParameterNpu = Static<typeof twoParameterNpuSchema>;
