/** Arrays of masks in the memory of a WebAssembly module, and what it does with them. */
import { BLOCK_BYTES, BLOCK_TREES, type MaskLoops, MOST_LEAVES, maskModule } from './mask-module.js';

/** What is used here of WebAssembly, which the types of Node leave out. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE_BYTES = 65_536;

/** A sum and two kinds for a row; masks and two kinds for a kind; and what alignment may cost. */
const [ROW_BYTES, KIND_BYTES] = [32, BLOCK_BYTES + 64];

/** Masks by kind, each kind's for the trees of a block in two words a tree, the lower first; and kinds chosen from them. */
export interface ChosenMasks {
  readonly masks: Int32Array;
  readonly kinds: Int32Array;
}

/** Runs the loops of the module on arrays in its memory, of which there is enough for the rows and kinds announced. */
export class MaskKernels {
  /** Leaf values of the trees of the block, 64 each. */
  readonly values: Float64Array;
  readonly #buffer: ArrayBuffer;
  readonly #loops: MaskLoops;
  #end = 0;

  /**
   * Memory costs nothing before it is used.
   * @param rows that there are at most between two calls of `clear`
   * @param kinds that masks are asked for at most in that time
   * @throws ReferenceError, or an error of WebAssembly, where it does not run
   */
  constructor(rows: number, kinds: number) {
    const bytes = 8 * MOST_LEAVES * BLOCK_TREES + ROW_BYTES * rows + KIND_BYTES * kinds;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(maskModule()), { own: { memory } });
    this.#buffer = memory.buffer;
    this.#loops = exports as MaskLoops;
    this.values = new Float64Array(memory.buffer, 0, MOST_LEAVES * BLOCK_TREES);
    this.clear();
  }

  /** Takes back all arrays. */
  clear(): void {
    this.#end = this.values.byteLength;
  }

  /** Room for the masks of so many kinds. */
  masks(kinds: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(BLOCK_BYTES * kinds), (BLOCK_BYTES / 4) * kinds);
  }

  /** A copy in the memory. */
  kinds(values: Int32Array): Int32Array {
    const kinds = new Int32Array(this.#buffer, this.#take(values.byteLength), values.length);
    kinds.set(values);
    return kinds;
  }

  /** A copy in the memory. */
  sums(values: Float64Array): Float64Array {
    const sums = new Float64Array(this.#buffer, this.#take(values.byteLength), values.length);
    sums.set(values);
    return sums;
  }

  /** Writes the leaves that each two chosen kinds have in common. */
  intersect(masks: Int32Array, a: ChosenMasks, b: ChosenMasks): void {
    this.#run(this.#loops.intersect, masks, a, b);
  }

  /** Adds to each row's sum, tree after tree, the value of the one leaf that its two kinds have in common. */
  addLeaves(sums: Float64Array, a: ChosenMasks, b: ChosenMasks): void {
    this.#run(this.#loops.addLeaves, sums, a, b);
  }

  #run(loop: MaskLoops['intersect'], out: Int32Array | Float64Array, a: ChosenMasks, b: ChosenMasks): void {
    const [masksA, masksB] = [a.masks.byteOffset, b.masks.byteOffset];
    loop(a.kinds.length, out.byteOffset, masksA, masksB, a.kinds.byteOffset, b.kinds.byteOffset);
  }

  #take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    return at;
  }
}
