/** Arrays in the linear memory, without checks of indices, and the clocks among them, which move with the epoch. */
import { LONGEST_WAIT, NEVER } from './clocks';

/** An array of 32-bit words. */
@unmanaged
export class Words {
  @operator('[]')
  at(i: i32): i32 {
    return load<i32>(changetype<usize>(this) + ((<usize>i) << 2));
  }

  @operator('[]=')
  put(i: i32, value: i32): void {
    store<i32>(changetype<usize>(this) + ((<usize>i) << 2), value);
  }
}

/** An array of bytes. */
@unmanaged
export class Bytes {
  @operator('[]')
  at(i: i32): i32 {
    return load<u8>(changetype<usize>(this) + <usize>i);
  }

  @operator('[]=')
  put(i: i32, value: i32): void {
    store<u8>(changetype<usize>(this) + <usize>i, <u8>value);
  }
}

/** An array of unsigned words of 16 bits. */
@unmanaged
export class Shorts {
  @operator('[]')
  at(i: i32): i32 {
    return load<u16>(changetype<usize>(this) + ((<usize>i) << 1));
  }
}

/** An array of doubles. */
@unmanaged
export class Doubles {
  @operator('[]')
  at(i: i32): f64 {
    return load<f64>(changetype<usize>(this) + ((<usize>i) << 3));
  }

  @operator('[]=')
  put(i: i32, value: f64): void {
    store<f64>(changetype<usize>(this) + ((<usize>i) << 3), value);
  }
}

const PAGE_BITS = 16;
/** Everything that is taken ends before this. */
const MOST_BYTES: usize = 0xffff0000;
let end: usize = 0;
/** Whether something did not fit. */
export let exhausted = false;

/** Frees everything. */
export function release(): void {
  end = (__heap_base + 7) & ~7;
  tables = 0;
  exhausted = false;
}

/** Takes `bytes` bytes, all 0, at a place that suits doubles; returns 0 when the memory ends. */
export function take(bytes: usize): usize {
  const at = end;
  if (bytes > MOST_BYTES - at || !grow(at + bytes)) {
    exhausted = true;
    return 0;
  }
  end = (at + bytes + 7) & ~7;
  memory.fill(at, 0, bytes);
  return at;
}

function grow(bytes: usize): bool {
  const pages = <i32>((bytes + ((1 << PAGE_BITS) - 1)) >> PAGE_BITS) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

export function words(length: i32): Words {
  return changetype<Words>(take((<usize>length) << 2));
}

export function bytes(length: i32): Bytes {
  return changetype<Bytes>(take(<usize>length));
}

export function doubles(length: i32): Doubles {
  return changetype<Doubles>(take((<usize>length) << 3));
}

/** Tables of clocks, fewer than this: place, rows, words of a row, and how many of these, from the first on, are clocks. */
const MOST_TABLES = 16;
const FIELDS = 4;
const registered = memory.data(MOST_TABLES * FIELDS * 4, 8);
let tables: i32 = 0;

/** The first `clocks` of each of `rows` rows of `width` words are clocks that move with the epoch. */
export function register(table: Words, rows: i32, width: i32, clocks: i32): void {
  const entry = changetype<Words>(registered + <usize>(tables * FIELDS * 4));
  entry[0] = <i32>changetype<usize>(table);
  entry[1] = rows;
  entry[2] = width;
  entry[3] = clocks;
  tables++;
}

/** An array of clocks; every clock that is kept from event to event is in such an array or in a table. */
export function clockArray(length: i32, start: i32): Words {
  const made = words(length);
  startClocks(made, length, start);
  return made;
}

/** Makes an array one of clocks. */
export function startClocks(array: Words, length: i32, start: i32): void {
  register(array, length, 1, 1);
  for (let i = 0; i < length; i++) array[i] = start;
}

/** Clocks from the beginning of the run to the present epoch. */
export let epoch: f64 = 0;

export function resetEpoch(): void {
  epoch = 0;
}

/** Moves the epoch to `LONGEST_WAIT` clocks before `now`; what lies further back no longer makes a difference. */
export function moveEpoch(now: i32): void {
  const by = now - LONGEST_WAIT;
  epoch += <f64>by;
  for (let k = 0; k < tables; k++) {
    const entry = changetype<Words>(registered + <usize>(k * FIELDS * 4));
    const moved = changetype<Words>(<usize>entry[0]);
    const width = entry[2];
    const size = entry[1] * width;
    for (let row = 0; row < size; row += width) {
      for (let i = row; i < row + entry[3]; i++) {
        const clock = moved[i];
        if (clock !== NEVER) moved[i] = max(0, clock - by);
      }
    }
  }
}
