/**
 * The two inner loops of `LeafMasks` as a WebAssembly module, for that has what JavaScript has not: 64-bit integers, and no
 * check of every index. Instructions have the names of its text format and the codes of its binary one ("WebAssembly Core
 * Specification 2.0", W3C, chapter 5).
 */

/** Leaves that a mask has room for: leaf l is bit l. */
export const MOST_LEAVES = 64;

/** Trees whose masks lie side by side. */
export const BLOCK_TREES = 16;

/** The masks of all trees of a block for one kind of rows. */
export const BLOCK_BYTES = 8 * BLOCK_TREES;

/** Addresses of an output, of the masks of two lists of kinds, and of `count` >= 1 kinds chosen from each. */
type Loop = (count: number, out: number, masksA: number, masksB: number, kindsA: number, kindsB: number) => void;

export interface MaskLoops {
  /** Writes what each two chosen masks have in common. */
  readonly intersect: Loop;
  /** Adds to each float64, tree after tree, the value of the leaf that two chosen masks have in common. */
  readonly addLeaves: Loop;
}

type Code = readonly number[];

const op = {
  loop: [0x03, 0x40],
  end: [0x0b],
  brIf: [0x0d, 0],
  localGet: (local: number) => [0x20, local],
  localSet: (local: number) => [0x21, local],
  localTee: (local: number) => [0x22, local],
  i32Const: (value: number) => [0x41, ...leb(value)],
  i32Load: [0x28, 2, 0],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32Mul: [0x6c],
  i32WrapI64: [0xa7],
  i64Load: (offset: number) => [0x29, 3, ...leb(offset)],
  i64Ctz: [0x7a],
  i64And: [0x83],
  f64Load: (offset: number) => [0x2b, 3, ...leb(offset)],
  f64Store: [0x39, 3, 0],
  f64Add: [0xa0],
  v128Load: (offset: number) => [0xfd, 0, 4, ...leb(offset)],
  v128Store: (offset: number) => [0xfd, 11, 4, ...leb(offset)],
  v128And: [0xfd, 78],
} as const;

/** Arguments of a loop, and where the masks of the two kinds lie that it is at. */
const [COUNT, OUT, MASKS_A, MASKS_B, KINDS_A, KINDS_B, A, B] = [0, 1, 2, 3, 4, 5, 6, 7];
const I32 = 0x7f;

/** The module; it imports `own.memory`. Values lie from address 0 on, `MOST_LEAVES` float64 a tree. */
export function maskModule(): Uint8Array {
  const section = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 };
  const sectionOf = (id: number, ...items: Code[]): Code => [id, ...sized(listed(items))];
  const type = [0x60, ...listed(Array<Code>(6).fill([I32])), 0];
  const memory = [...named('own'), ...named('memory'), 2, 0, 1];
  const module = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    sectionOf(section.types, type),
    sectionOf(section.imports, memory),
    sectionOf(section.functions, [0], [0]),
    sectionOf(section.exports, [...named('intersect'), 0, 0], [...named('addLeaves'), 0, 1]),
    sectionOf(section.code, intersect(), addLeaves()),
  ];
  return Uint8Array.from(module.flat());
}

/** Two trees at a time, 128 bits. */
function intersect(): Code {
  const common = Array.from({ length: BLOCK_BYTES / 16 }, (_, i) => [
    ...op.localGet(OUT),
    ...[...op.localGet(A), ...op.v128Load(16 * i)],
    ...[...op.localGet(B), ...op.v128Load(16 * i)],
    ...[...op.v128And, ...op.v128Store(16 * i)],
  ]);
  return loopOf(common.flat(), BLOCK_BYTES);
}

/** The common leaf is the one bit that both masks have. */
function addLeaves(): Code {
  const leafValues = Array.from({ length: BLOCK_TREES }, (_, tree) => [
    ...[...op.localGet(A), ...op.i64Load(8 * tree)],
    ...[...op.localGet(B), ...op.i64Load(8 * tree)],
    ...[...op.i64And, ...op.i64Ctz, ...op.i32WrapI64, ...op.i32Const(8), ...op.i32Mul],
    ...op.f64Load(8 * MOST_LEAVES * tree),
  ]);
  const sum = [...op.localGet(OUT), ...op.f64Load(0), ...leafValues.flatMap((value) => [...value, ...op.f64Add])];
  return loopOf([...op.localGet(OUT), ...sum, ...op.f64Store], 8);
}

/** A function that does `body` for each two kinds, with OUT `step` bytes further every time. */
function loopOf(body: Code, step: number): Code {
  const find = (address: number, masks: number, kinds: number): Code => [
    ...[...op.localGet(kinds), ...op.i32Load, ...op.i32Const(BLOCK_BYTES), ...op.i32Mul],
    ...[...op.localGet(masks), ...op.i32Add, ...op.localSet(address)],
  ];
  const advance = (address: number, bytes: number): Code => [
    ...[...op.localGet(address), ...op.i32Const(bytes), ...op.i32Add, ...op.localSet(address)],
  ];
  const code = [
    ...[...op.loop, ...find(A, MASKS_A, KINDS_A), ...find(B, MASKS_B, KINDS_B), ...body],
    ...[...advance(KINDS_A, 4), ...advance(KINDS_B, 4), ...advance(OUT, step)],
    ...[...op.localGet(COUNT), ...op.i32Const(1), ...op.i32Sub, ...op.localTee(COUNT), ...op.brIf],
    ...[...op.end, ...op.end],
  ];
  const locals = listed([[2, I32]]);
  return sized([...locals, ...code]);
}

const sized = (code: Code): Code => [...leb(code.length), ...code];
const listed = (items: readonly Code[]): Code => [...leb(items.length), ...items.flat()];
const named = (name: string): Code => sized([...name].map((letter) => letter.charCodeAt(0)));

/** A whole number >= 0 in the format's variable length; its last byte is below 64, as it must be where numbers have signs. */
function leb(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}
