/** What the data of `simulators/cim` must look like: converters, cost models, memories, accuracy loss, published macros. */
import { type Static, Type } from '@sinclair/typebox';

const closed = { additionalProperties: false };
const positive = Type.Number({ exclusiveMinimum: 0 });
const share = Type.Number({ minimum: 0 });
const name = Type.String({ minLength: 1 });
const source = Type.String({ minLength: 10 });
const nullable = <T extends ReturnType<typeof Type.Number>>(schema: T) => Type.Union([schema, Type.Null()]);
/** Lowest and highest value that reference rows cover, both inclusive. */
const range = Type.Tuple([Type.Number(), Type.Number()]);

/** Converter of ZigZag-IMC; b bits, rows on one column, V volts. */
export const zigzagAdcSchema = Type.Object(
  {
    name,
    form: Type.Literal('zigzag'),
    /** Area is 10^(areaLog10Um2 + areaLog10Um2PerBit b) 2^b um2. */
    areaLog10Um2: Type.Number(),
    areaLog10Um2PerBit: Type.Number(),
    /** Delay is b (delayNsPerBitAndRow rows + delayNsPerBit) ns. */
    delayNsPerBitAndRow: positive,
    delayNsPerBit: positive,
    /** Energy is (energyFjPerBit b + energyFjPerLevelSquared 4^b) V^2 fJ. */
    energyFjPerBit: positive,
    energyFjPerLevelSquared: positive,
    technologyNm: positive,
    validatedBits: range,
    source,
  },
  closed,
);
export type ZigzagAdc = Static<typeof zigzagAdcSchema>;

/** Bound of an ADC survey: energy and area by bits, node and speed. */
export const surveyAdcSchema = Type.Object(
  {
    name,
    form: Type.Literal('survey-bound'),
    /** SNDR of an ideal converter, dB: sndrDbPerBit b + sndrDb. */
    sndrDbPerBit: positive,
    sndrDb: Type.Number(),
    /** Figure of merit, dB: the lower of the speed's and the low-speed line. */
    figureOfMeritDb: Type.Number(),
    figureOfMeritDbPerLnHz: Type.Number(),
    lowSpeedFigureOfMeritDb: Type.Number(),
    lowSpeedFigureOfMeritDbPerBit: Type.Number(),
    /** ln of the energy's factor for node and bits. */
    energyLn: Type.Number(),
    energyLnPerLnNm: Type.Number(),
    energyLnPerLnBits: Type.Number(),
    energyLnShift: Type.Number(),
    /** ln of the area, um2. */
    areaLn: Type.Number(),
    areaLnPerLnNm: Type.Number(),
    areaLnPerLnHz: Type.Number(),
    areaLnPerLnPj: Type.Number(),
    validatedBits: range,
    source,
  },
  closed,
);
export type SurveyAdc = Static<typeof surveyAdcSchema>;

const neurosimCell = Type.Object(
  {
    /** One conversion takes (b + 1) (conversionFjPerBit b + conversionFj) fJ. */
    conversionFjPerBit: positive,
    conversionFj: positive,
    /** Each row that is on adds (b + 1) columnFj fJ, in RRAM times the cell's conductance in uS. */
    columnFj: positive,
    areaFactor: positive,
  },
  closed,
);

/** SAR converter of NeuroSim with the current of its column. */
export const neurosimAdcSchema = Type.Object(
  {
    name,
    form: Type.Literal('neurosim'),
    technologyNm: positive,
    rram: neurosimCell,
    sram: neurosimCell,
    /** Area is (areaUm2 + areaUm2PerBit b) areaFactor. */
    areaUm2: positive,
    areaUm2PerBit: positive,
    validatedBits: range,
    source,
  },
  closed,
);
export type NeurosimAdc = Static<typeof neurosimAdcSchema>;

export const cimAdcSchema = Type.Union([zigzagAdcSchema, surveyAdcSchema, neurosimAdcSchema]);

const perRow = Type.Array(positive, { minItems: 2 });

/** One memory macro by its number of rows; figures of one access of `wordBits`. */
export const cimMemorySchema = Type.Object(
  {
    name,
    wordBits: positive,
    supplyV: positive,
    /** Consecutive powers of two. */
    rows: perRow,
    areaUm2: perRow,
    readPj: perRow,
    writePj: perRow,
    accessNs: perRow,
    source,
  },
  closed,
);
export type CimMemory = Static<typeof cimMemorySchema>;

const relativeGate = Type.Object({ capacitance: positive, area: positive, delay: positive }, closed);

/** Gates and memories of SRAM macros that are counted gate by gate. */
export const gateLevelSchema = Type.Object(
  {
    name,
    technologyNm: positive,
    supplyV: positive,
    nand2: Type.Object({ capacitancePf: positive, areaUm2: positive, delayNs: positive }, closed),
    /** Multiples of the NAND2's figures. */
    xor2: relativeGate,
    flipFlop: Type.Object({ capacitance: positive, area: positive }, closed),
    /** One-bit multiplier, a NOR gate. */
    multiplier: relativeGate,
    /** Bitline or wordline of one cell. */
    line: Type.Object({ capacitance: positive }, closed),
    dacPfPerBit: positive,
    /** SRAM for inputs and outputs; `accessesPerWord` smallest accesses make up one word. */
    buffer: Type.Object({ bits: positive, accessesPerWord: positive }, closed),
    dramPjPerBit: positive,
    /** Parameters of a macro that reference rows cover. */
    validated: Type.Record(Type.String(), range),
    source,
  },
  closed,
);
export type GateLevelConstants = Static<typeof gateLevelSchema>;

const arrayCell = Type.Object(
  {
    /** Which coefficients of the NeuroSim converter apply. */
    adc: Type.Union([Type.Literal('rram'), Type.Literal('sram')]),
    areaUm2: positive,
    /** Drivers, multiplexers and decoder. */
    rowPeripheryUm2: positive,
    /** Area of the shift-accumulators as a multiple of `accumulatorUm2`. */
    accumulatorFactor: positive,
    /** Rectangle around a sub-array less the sum of its parts: constantUm2 + perConverterArea (converter um2) / columnMux. */
    bounding: Type.Object({ constantUm2: share, perConverterArea: share }, closed),
    /** Shift and accumulate, per conversion. */
    accumulationFj: positive,
    /** Drivers, multiplexers, buffers and interconnect as a share of the converters' energy. */
    otherShare: positive,
    onOhm: nullable(positive),
    offOhm: nullable(positive),
    /** One pulse train on one cell; null: written like any SRAM. */
    write: Type.Union([Type.Object({ nanoseconds: positive, picojoules: positive }, closed), Type.Null()]),
    /** True where the read figures are borrowed from another memory. */
    assumed: Type.Boolean(),
  },
  closed,
);

/** Sub-arrays of analog macros by NeuroSim's outputs. */
export const arrayLevelSchema = Type.Object(
  {
    name,
    technologyNm: positive,
    /** Access transistor and wires in series with a cell. */
    seriesOhm: positive,
    /** Clock period is factor ((b + 1) + settling), settling by memory, multiplexing and rows. */
    clock: Type.Object(
      {
        factor: positive,
        settling: Type.Array(
          Type.Object(
            {
              cell: Type.Union([Type.Literal('rram'), Type.Literal('sram')]),
              columnMux: positive,
              rows: Type.Array(positive, { minItems: 1 }),
              nanoseconds: Type.Array(positive, { minItems: 1 }),
            },
            closed,
          ),
          { minItems: 1 },
        ),
      },
      closed,
    ),
    /** Shift-accumulator of one converter. */
    accumulatorUm2: Type.Object({ constant: positive, perSlice: positive, perAdcBit: positive }, closed),
    /** Cells per side of the smallest floorplan as multiples of the rows. */
    floorplan: Type.Object({ processingElement: positive, tile: positive }, closed),
    dramPjPerBit: positive,
    /** Share of ones in the bits of the inputs where a request gives none. */
    defaultInputBitDensity: positive,
    cells: Type.Object({ 'analog-sram': arrayCell, rram: arrayCell, pcm: arrayCell, mram: arrayCell }, closed),
    validated: Type.Record(Type.String(), range),
    source,
  },
  closed,
);
export type ArrayLevelConstants = Static<typeof arrayLevelSchema>;
export type ArrayCell = Static<typeof arrayCell>;

/** From the noise of converters and cells to the loss of accuracy of a network. */
export const analogLossSchema = Type.Object(
  {
    name,
    /** Operands of a layer that brings none: a rectified and a plain normal variable, sigma as a share of 2^bits. */
    operands: Type.Object({ inputSigma: positive, weightSigma: positive }, closed),
    /** Standard deviations above the mean at which a calibrated converter's range ends. */
    calibrationSigmas: positive,
    /** Weight of a layer's noise in the network's. */
    sensitivity: Type.Object({ default: positive, first: positive, last: positive, attentionOutput: positive }, closed),
    /** A network of accuracy a loses a (1 - exp(-(r / scale)^exponent)), r its noise. */
    scale: positive,
    exponent: positive,
    pcm: Type.Object(
      {
        /** Conductance of the highest level, uS. */
        largestUs: positive,
        /** Standard deviation after programming, uS: coefficients of 1, g, g^2, g the level in 0..1. */
        programmingUs: Type.Tuple([Type.Number(), Type.Number(), Type.Number()]),
        /** Mean drift exponent is driftPerLnLevel ln g + drift, clipped to driftRange. */
        driftPerLnLevel: Type.Number(),
        drift: Type.Number(),
        driftRange: range,
        /** Time after programming of the first read, s. */
        readSeconds: positive,
        source,
      },
      closed,
    ),
    source,
  },
  closed,
);
export type AnalogLoss = Static<typeof analogLossSchema>;

const macroFields = {
  rows: positive,
  macros: Type.Optional(positive),
  inputBits: Type.Optional(positive),
  weightBits: Type.Optional(positive),
  technologyNm: Type.Optional(positive),
  supplyV: Type.Optional(positive),
};

/** A published macro: what was printed, and the parameters that describe it to `simulators/cim`. */
export const cimMacroSchema = Type.Object(
  {
    name,
    title: name,
    venue: name,
    year: Type.Integer({ minimum: 1990 }),
    technologyNm: positive,
    /** Printed figures, each at the precision and voltage it was measured at. */
    measured: Type.Array(
      Type.Object(
        {
          topsPerWatt: positive,
          /** Voltage, precision, and what else the figure depends on. */
          condition: name,
        },
        closed,
      ),
      { minItems: 1 },
    ),
    macro: Type.Union([
      Type.Object(
        {
          ...macroFields,
          costModel: Type.Literal('gate-level'),
          kind: Type.Union([Type.Literal('digital-sram'), Type.Literal('analog-sram')]),
          outputsPerWordline: positive,
          groupDepth: Type.Optional(positive),
          inputBitsPerCycle: Type.Optional(positive),
          adcModel: Type.Optional(Type.Literal('zigzag-28nm')),
          adcBits: Type.Optional(positive),
        },
        closed,
      ),
      Type.Object(
        {
          ...macroFields,
          costModel: Type.Literal('array-level'),
          kind: Type.Union([Type.Literal('rram'), Type.Literal('pcm'), Type.Literal('mram')]),
          columns: positive,
          cellBits: positive,
          rowsParallel: positive,
          adcModel: Type.Literal('neurosim-sar'),
          adcBits: positive,
        },
        closed,
      ),
    ]),
    /** What the parameters leave out of the chip. */
    notes: name,
    source,
  },
  closed,
);
export type PublishedMacro = Static<typeof cimMacroSchema>;
