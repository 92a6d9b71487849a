/**
 * What a DRAM device and a set of address maps of `simulators/dram` must look like.
 *
 * Times are clocks of the memory (tCK). A device carries its complete list of timing constraints as resolved numbers,
 * so that the simulator needs no knowledge of a standard.
 */
import { type Static, Type } from '@sinclair/typebox';

/** The simulator counts no wait beyond this, about a millisecond. */
const longestCycles = 2 ** 20;
const cycles = Type.Integer({ minimum: 0, maximum: longestCycles });
const leastCycles = Type.Integer({ maximum: longestCycles });
const scope = Type.Union([
  Type.Literal('sameBank'),
  Type.Literal('sameBankGroup'),
  Type.Literal('sameRank'),
  Type.Literal('otherRank'),
  Type.Literal('otherStack'),
]);
const condition = Type.Union([Type.Literal('lastBankOfRound'), Type.Literal('notLastBankOfRound')]);

/**
 * `[scope, first command, second command, least clocks between them]`, and when it holds if not always. The clocks may
 * be negative, which says nothing.
 */
const constraint = Type.Union([
  Type.Tuple([scope, Type.String(), Type.String(), leastCycles]),
  Type.Tuple([scope, Type.String(), Type.String(), leastCycles, condition]),
]);

/** One channel of a DRAM device; unknown fields (notes, derived figures) are allowed and ignored. */
export const dramDeviceSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  standard: Type.Union(['DDR3', 'DDR4', 'DDR5', 'LPDDR4', 'LPDDR5', 'HBM2'].map((name) => Type.Literal(name))),
  /** Where the figures come from. */
  source: Type.String(),
  /** Runs on this device were compared with DRAMSys and agree; false when absent. */
  validated: Type.Optional(Type.Boolean()),
  /** Clock period, ps. */
  tCK_ps: Type.Number({ exclusiveMinimum: 0 }),
  architecture: Type.Object({
    burstLength: Type.Integer({ minimum: 1 }),
    dataRate: Type.Integer({ minimum: 1 }),
    /** Per rank; no standard has more. */
    nbrOfBanks: Type.Integer({ minimum: 1, maximum: 32 }),
    /** Per rank; 1 when absent. */
    nbrOfBankGroups: Type.Optional(Type.Integer({ minimum: 1 })),
    nbrOfRanks: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
    /** HBM2's name for ranks. */
    nbrOfPseudoChannels: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
    nbrOfStacks: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
    nbrOfRows: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    nbrOfColumns: Type.Integer({ minimum: 1 }),
    /** Data bits of one chip. */
    width: Type.Integer({ minimum: 1 }),
    /** Chips side by side. */
    nbrOfDevices: Type.Integer({ minimum: 1 }),
  }),
  timing_cycles: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
  /** Currents in mA and voltages in V of one chip; null when the standard has no energy model. */
  power: Type.Union([Type.Record(Type.String(), Type.Number({ minimum: 0 })), Type.Null()]),
  burst_cycles: Type.Integer({ minimum: 1 }),
  bytes_per_burst: Type.Integer({ minimum: 1 }),
  /** Clocks that a command keeps its bus: `all`, or by command; one not named takes 1. */
  command_length_cycles: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
  command_buses: Type.String(),
  /** No more than `activations` of `counts` in a window, before one of `applies_to`. */
  faw: Type.Object({
    window_cycles: cycles,
    activations: Type.Literal(4),
    counts: Type.Array(Type.String()),
    applies_to: Type.Array(Type.String()),
  }),
  constraints: Type.Array(constraint),
  /** From the issue of the command to its last beat. */
  read_data_end_cycles: cycles,
  write_data_end_cycles: cycles,
  refresh_interval_cycles: Type.Object({ allBank: cycles, perBank: Type.Union([cycles, Type.Null()]) }),
});

/** Bits of the byte address that make a field, least significant first; an inner list is their exclusive or. */
const bits = Type.Array(
  Type.Union([
    Type.Integer({ minimum: 0, maximum: 31 }),
    Type.Array(Type.Integer({ minimum: 0, maximum: 31 }), { minItems: 1 }),
  ]),
);

/** Which bits of a byte address say row, column, bank and so on; a field that is missing is 0. */
export const dramAddressMapSchema = Type.Object(
  {
    BYTE_BIT: Type.Optional(bits),
    COLUMN_BIT: Type.Optional(bits),
    ROW_BIT: Type.Optional(bits),
    BANK_BIT: Type.Optional(bits),
    BANKGROUP_BIT: Type.Optional(bits),
    RANK_BIT: Type.Optional(bits),
    PSEUDOCHANNEL_BIT: Type.Optional(bits),
    STACK_BIT: Type.Optional(bits),
  },
  { additionalProperties: false },
);

/** The address maps that fit the devices of one standard. */
export const dramAddressMapsSchema = Type.Object(
  {
    standard: Type.String(),
    source: Type.String(),
    maps: Type.Record(Type.String(), dramAddressMapSchema),
  },
  { additionalProperties: false },
);

export type DramConstraint = Static<typeof constraint>;
export type DramDevice = Static<typeof dramDeviceSchema>;
export type DramAddressMap = Static<typeof dramAddressMapSchema>;
export type DramAddressMaps = Static<typeof dramAddressMapsSchema>;
