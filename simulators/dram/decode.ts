/** From line numbers to banks, rows and columns; done once for each trace, map and device. */
import type { DramAddressMap, DramDevice } from '../../hwtemplates/dram/schema.js';
import { badRequest } from '../../src/errors.js';
import { type CompiledDevice, compileDevice } from './device.js';
import type { DramTrace } from './types.js';

/** By request. */
export interface DecodedTrace {
  /** Number of the bank in the channel. */
  readonly banks: Uint16Array;
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly stacks: Uint8Array;
}

type Field = 'COLUMN_BIT' | 'ROW_BIT' | 'BANK_BIT' | 'BANKGROUP_BIT' | 'RANK_BIT' | 'PSEUDOCHANNEL_BIT' | 'STACK_BIT';

/** Adjacent address bits that go to adjacent bits of a field; a field is the exclusive or of its runs. */
interface Run {
  readonly from: number;
  readonly to: number;
  width: number;
  /** Its bits, of a value shifted down to them. */
  mask: number;
}

const cache = new WeakMap<DramTrace, WeakMap<DramAddressMap, WeakMap<DramDevice, DecodedTrace>>>();

/**
 * The decoded trace.
 * @throws CogymError `badRequest` for an empty or malformed trace, addresses beyond the map, and a map that the device
 * is too small for
 */
export function decodeTrace(trace: DramTrace, map: DramAddressMap, device: DramDevice): DecodedTrace {
  const ofTrace = cache.get(trace) ?? new WeakMap<DramAddressMap, WeakMap<DramDevice, DecodedTrace>>();
  cache.set(trace, ofTrace);
  const ofMap = ofTrace.get(map) ?? new WeakMap<DramDevice, DecodedTrace>();
  ofTrace.set(map, ofMap);
  let decoded = ofMap.get(device);
  if (decoded === undefined) {
    checkTrace(trace);
    decoded = decode(trace.lines, map, device);
    ofMap.set(device, decoded);
  }
  return decoded;
}

function checkTrace({ clocks, writes, lines }: DramTrace): void {
  if (!(clocks instanceof Float64Array && writes instanceof Uint8Array && lines instanceof Uint32Array)) {
    throw badRequest('/trace', 'clocks, writes and lines are a Float64Array, a Uint8Array and a Uint32Array');
  }
  if (lines.length === 0) throw badRequest('/trace', 'a trace has at least one request');
  if (clocks.length !== lines.length || writes.length !== lines.length) {
    const lengths = `${clocks.length}, ${writes.length}, ${lines.length}`;
    throw badRequest('/trace', `clocks, writes and lines have one length, not ${lengths}`);
  }
  let last = 0;
  for (let i = 0; i < clocks.length; i++) {
    const clock = clocks[i] as number;
    if (!Number.isSafeInteger(clock) || clock < last) {
      throw badRequest(
        '/trace/clocks',
        `arrival clocks are integers that never decrease; request ${i} arrives at ${clock}, after ${last}`,
      );
    }
    last = clock;
  }
}

function decode(lines: Uint32Array, map: DramAddressMap, device: DramDevice): DecodedTrace {
  const compiled = compileDevice(device);
  const runs = (field: Field) => runsOf(map[field] ?? []);
  const [row, column, bank, group, stack] = [
    runs('ROW_BIT'),
    runs('COLUMN_BIT'),
    runs('BANK_BIT'),
    runs('BANKGROUP_BIT'),
    runs('STACK_BIT'),
  ];
  const rank = runsOf(map.RANK_BIT ?? map.PSEUDOCHANNEL_BIT ?? []);
  checkFit(map, device, compiled);
  const limit = bytesOf(map);
  const bytes = device.bytes_per_burst;
  const n = lines.length;
  const banks = new Uint16Array(n);
  const rows = new Uint32Array(n);
  const columns = new Uint32Array(n);
  const stacks = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const line = lines[i] as number;
    if (line * bytes >= limit) {
      throw badRequest(
        '/trace/lines',
        `request ${i}: line ${line} (byte ${line * bytes}) lies beyond the ${limit} bytes of the address map`,
      );
    }
    const address = line * bytes;
    rows[i] = field(address, row);
    columns[i] = field(address, column);
    banks[i] =
      field(address, rank) * compiled.banksPerRank +
      field(address, group) * compiled.banksPerGroup +
      field(address, bank);
    stacks[i] = field(address, stack);
  }
  return { banks, rows, columns, stacks };
}

function field(address: number, runs: readonly Run[]): number {
  let value = 0;
  for (let k = 0; k < runs.length; k++) {
    const { from, to, mask } = runs[k] as Run;
    value ^= ((address >>> from) & mask) << to;
  }
  return value >>> 0;
}

function runsOf(bits: readonly (number | readonly number[])[]): Run[] {
  const runs: Run[] = [];
  bits.forEach((bit, to) => {
    for (const from of typeof bit === 'number' ? [bit] : bit) {
      const run = runs.find(
        (candidate) => candidate.from + candidate.width === from && candidate.to + candidate.width === to,
      );
      if (run === undefined) runs.push({ from, to, width: 1, mask: 1 });
      else {
        run.width++;
        run.mask = run.mask * 2 + 1;
      }
    }
  });
  return runs;
}

/** Size of the space that the map covers. */
function bytesOf(map: DramAddressMap): number {
  return 2 ** (Math.max(-1, ...Object.values(map).flat(2)) + 1);
}

function checkFit(map: DramAddressMap, device: DramDevice, compiled: CompiledDevice): void {
  const { nbrOfRows, nbrOfColumns } = device.architecture;
  const most: readonly (readonly [Field, number])[] = [
    ['ROW_BIT', nbrOfRows],
    ['COLUMN_BIT', nbrOfColumns],
    ['BANK_BIT', compiled.banksPerGroup],
    ['BANKGROUP_BIT', compiled.groupsPerRank],
    ['RANK_BIT', compiled.ranks],
    ['PSEUDOCHANNEL_BIT', compiled.ranks],
    ['STACK_BIT', compiled.stacks],
  ];
  for (const [name, count] of most) {
    const width = map[name]?.length ?? 0;
    if (2 ** width > count) {
      throw badRequest(`/addressMap/${name}`, `${width} bits, but the device ${device.id} has ${count} of them`);
    }
  }
}
