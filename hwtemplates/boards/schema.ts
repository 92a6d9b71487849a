/** What a microcontroller board, a processor core and an inference runtime of `simulators/mcu` must look like. */
import { type Static, Type } from '@sinclair/typebox';

const closed = { additionalProperties: false };
const positive = Type.Number({ exclusiveMinimum: 0 });
const name = Type.String({ minLength: 1 });
const source = Type.String({ minLength: 1 });
const nullable = <T extends ReturnType<typeof Type.Number>>(schema: T) => Type.Union([schema, Type.Null()]);

/** A board: memories, clock and active power. */
export const boardSchema = Type.Object(
  {
    name,
    part: name,
    /** Name of a file in `boards/cores`. */
    core: name,
    mhz: positive,
    /** What the application may use, KiB. */
    sramKib: positive,
    flashKib: positive,
    /** Medians of energy over latency by supply voltage; `volts` null: voltage not stated. */
    power: Type.Array(Type.Object({ volts: nullable(positive), milliwatts: positive }, closed)),
    /** Active power in general, where no median covers the voltage. */
    activeMilliwatts: Type.Optional(positive),
    conditions: Type.Optional(Type.String()),
    source,
  },
  closed,
);
export type Board = Static<typeof boardSchema>;

/** A processor core: its speed and power beside the others'. */
export const coreSchema = Type.Object(
  {
    name,
    /** Cycles as a multiple of the Cortex-M7's; null: no measurement. */
    cyclesFactor: nullable(positive),
    /** True where the factor is an assumption, not a median of measurements. */
    assumed: Type.Boolean(),
    /** mW per MHz below 3 V and from 3 V on; null: no measurement. */
    milliwattsPerMhz: Type.Object({ below3V: nullable(positive), from3V: nullable(positive) }, closed),
    /** Which CMSIS-NN kernels run. */
    kernels: Type.Union([Type.Literal('dsp'), Type.Literal('helium'), Type.Literal('none')]),
    source,
  },
  closed,
);
export type Core = Static<typeof coreSchema>;

/** An inference runtime: code size and cycles on a Cortex-M7. */
export const runtimeSchema = Type.Object(
  {
    name,
    codeFlashBytes: Type.Integer({ minimum: 0 }),
    /** Cycles per MAC by kind of layer, and per element of a depthwise output. */
    cycles: Type.Object(
      {
        conv: Type.Number({ minimum: 0 }),
        pointwise: Type.Number({ minimum: 0 }),
        depthwise: Type.Number({ minimum: 0 }),
        depthwiseOutput: Type.Number({ minimum: 0 }),
      },
      closed,
    ),
    /** Boards on which reference rows cover the latency. */
    validatedBoards: Type.Array(name),
    /** True where code size or cycles are assumptions. */
    assumed: Type.Boolean(),
    source,
  },
  closed,
);
export type RuntimeCosts = Static<typeof runtimeSchema>;
