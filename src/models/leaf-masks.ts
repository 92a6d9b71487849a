/**
 * Many rows through trees of at most 64 leaves without walking them: QuickScorer (Lucchese et al., "QuickScorer: a fast
 * algorithm to rank documents with additive ensembles of regression trees", SIGIR 2015).
 *
 * A set of leaves is a 64-bit mask. The value of a feature rules out the leaves that no row with this value reaches; the
 * sets that all features leave have one leaf in common, the row's own. Here the features are cut into two halves: rows
 * that agree in a half share its mask, which is built once a tree, so that a row costs two look-ups a tree.
 */
import { binOf, type Cuts } from './feature-bins.js';
import type { Tree } from './tree-ensemble.js';

/** Leaves that a mask holds. */
export const MOST_LEAVES = 64;

/** The splits of one tree on one feature, in the arrays of {@link LeafMasks}. */
interface Part {
  readonly feature: number;
  readonly first: number;
  readonly end: number;
}

/** Rows by what they have in some of the features: row i is of kind `kinds[i]`. */
interface Half {
  readonly kinds: Int32Array;
  readonly count: number;
  /** Of a feature in this half: the bin of each kind. */
  readonly codes: ReadonlyMap<number, Uint8Array>;
}

export class LeafMasks {
  readonly #base: number;
  readonly #cuts: readonly Cuts[];
  /** Features before this one are the first half. */
  readonly #middle: number;
  readonly #parts: readonly (readonly Part[])[];
  /** Of each split: its bin, and the leaves left to rows at most in it and to all others, in two words each. */
  readonly #bins: Uint8Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** 64 a tree, and zeros for the partner of a last one without. */
  readonly #values: Float64Array;
  /** Masks of the bins of one feature. */
  readonly #byBin = new Int32Array(2 * 256);

  /** @param trees each with at most 64 leaves */
  constructor(base: number, cuts: readonly Cuts[], trees: readonly Tree[]) {
    const splits = trees.reduce((sum, { feature }) => sum + feature.length, 0);
    this.#base = base;
    this.#cuts = cuts;
    this.#middle = middleOf(cuts);
    this.#bins = new Uint8Array(splits);
    this.#left = new Int32Array(2 * splits);
    this.#right = new Int32Array(2 * splits);
    this.#values = new Float64Array(MOST_LEAVES * (trees.length + 1));
    let first = 0;
    this.#parts = trees.map((tree, t) => {
      this.#values.set(tree.values, MOST_LEAVES * t);
      const parts = this.#addTree(tree, first);
      first += tree.feature.length;
      return parts;
    });
  }

  /** Predictions for the whole rows of a row-major matrix of at least one column; each sums the trees in their order. */
  predict(matrix: Float64Array): Float64Array {
    const columns = this.#cuts.length;
    const rows = matrix.length / columns;
    const halves = [
      this.#half(matrix, rows, 0, this.#middle),
      this.#half(matrix, rows, this.#middle, columns),
    ] as const;
    const masks = (half: Half): Int32Array => new Int32Array(2 * half.count);
    const [a, b, c, d] = [masks(halves[0]), masks(halves[1]), masks(halves[0]), masks(halves[1])];
    const [kindA, kindB] = [halves[0].kinds, halves[1].kinds];
    const sums = new Float64Array(rows).fill(this.#base);
    const values = this.#values;
    // Two trees at a time: kinds and sums are read and written half as often. An empty first word has 32 leading zeros,
    // and then alone `>> 5` is 1: no branch, for which way it goes nobody can guess.
    for (let t = 0; t < this.#parts.length; t += 2) {
      this.#fillMasks(a, halves[0], t);
      this.#fillMasks(b, halves[1], t);
      this.#fillMasks(c, halves[0], t + 1);
      this.#fillMasks(d, halves[1], t + 1);
      const first = MOST_LEAVES * t;
      const second = first + MOST_LEAVES;
      for (let row = 0; row < rows; row++) {
        const i = kindA[row] << 1;
        const j = kindB[row] << 1;
        const k = Math.clz32(a[i] & b[j]);
        const l = Math.clz32(c[i] & d[j]);
        const sum = sums[row] + values[first + k + (k >> 5) * Math.clz32(a[i + 1] & b[j + 1])];
        sums[row] = sum + values[second + l + (l >> 5) * Math.clz32(c[i + 1] & d[j + 1])];
      }
    }
    return sums;
  }

  #addTree(tree: Tree, first: number): Part[] {
    const order = tree.feature.map((_, split) => split).sort((i, j) => tree.feature[i] - tree.feature[j]);
    const below = leavesBelow(tree);
    const parts: { feature: number; first: number; end: number }[] = [];
    order.forEach((split, k) => {
      const at = first + k;
      this.#bins[at] = tree.bin[split];
      for (const word of [0, 1]) {
        this.#left[2 * at + word] = ~below.right[2 * split + word];
        this.#right[2 * at + word] = ~below.left[2 * split + word];
      }
      const last = parts.at(-1);
      if (last?.feature === tree.feature[split]) last.end = at + 1;
      else parts.push({ feature: tree.feature[split], first: at, end: at + 1 });
    });
    return parts;
  }

  /** Kinds of the rows in the features from `from` up to `to`. */
  #half(matrix: Float64Array, rows: number, from: number, to: number): Half {
    const columns = this.#cuts.length;
    let kinds = new Int32Array(rows);
    let firstRows = new Int32Array(Math.min(1, rows));
    const bins = new Map<number, Uint8Array>();
    for (let j = from; j < to; j++) {
      const codes = new Uint8Array(rows);
      for (let row = 0; row < rows; row++) codes[row] = binOf(this.#cuts[j], matrix[row * columns + j]);
      bins.set(j, codes);
      const split = splitKinds(kinds, firstRows.length, codes, this.#cuts[j].length + 1);
      kinds = split.kinds;
      firstRows = split.firstRows;
    }
    const codes = [...bins].map(([j, all]) => [j, Uint8Array.from(firstRows, (row) => all[row])] as const);
    return { kinds, count: firstRows.length, codes: new Map(codes) };
  }

  /** Writes for each kind of `half` the leaves of tree `t` that its features leave. */
  #fillMasks(masks: Int32Array, { codes, count }: Half, t: number): void {
    masks.fill(-1);
    const byBin = this.#byBin;
    for (const { feature, first, end } of this.#parts[t] ?? []) {
      const kindCodes = codes.get(feature);
      if (kindCodes === undefined) continue;
      this.#fillBins(byBin, first, end, this.#cuts[feature].length + 1);
      for (let kind = 0; kind < count; kind++) {
        const bin = kindCodes[kind] << 1;
        masks[2 * kind] &= byBin[bin];
        masks[2 * kind + 1] &= byBin[bin + 1];
      }
    }
  }

  /** Writes for each bin of a feature the leaves that the splits from `first` up to `end` leave. */
  #fillBins(byBin: Int32Array, first: number, end: number, count: number): void {
    byBin.fill(-1, 0, 2 * count);
    for (let split = first; split < end; split++) {
      for (let bin = 0; bin < count; bin++) {
        const left = bin <= this.#bins[split] ? this.#left : this.#right;
        byBin[2 * bin] &= left[2 * split];
        byBin[2 * bin + 1] &= left[2 * split + 1];
      }
    }
  }
}

/** Where the features are cut so that both halves can take about as many values. */
function middleOf(cuts: readonly Cuts[]): number {
  const bits = cuts.map((own) => Math.log2(own.length + 1));
  const half = bits.reduce((sum, value) => sum + value, 0) / 2;
  let sum = 0;
  for (let j = 0; j < bits.length; j++) {
    if (sum + bits[j] / 2 > half) return j;
    sum += bits[j];
  }
  return bits.length;
}

/** Tells apart rows of one kind that differ in `codes`; kinds are numbered by their first row. */
function splitKinds(kinds: Int32Array, count: number, codes: Uint8Array, bins: number) {
  const known = new Int32Array(count * bins).fill(-1);
  const firstRows: number[] = [];
  const split = kinds.map((kind, row) => {
    const at = kind * bins + codes[row];
    if (known[at] < 0) {
      known[at] = firstRows.length;
      firstRows.push(row);
    }
    return known[at];
  });
  return { kinds: split, firstRows: Int32Array.from(firstRows) };
}

/** For each split the leaves on its two sides, in two words each; leaf l is bit 31 - l % 32 of word l / 32. */
function leavesBelow({ feature, left, right }: Tree): { left: Int32Array; right: Int32Array } {
  const below = { left: new Int32Array(2 * feature.length), right: new Int32Array(2 * feature.length) };
  const visit = (node: number): [number, number] => {
    if (node < 0) {
      const bit = 1 << (31 - (~node % 32));
      return ~node < 32 ? [bit, 0] : [0, bit];
    }
    const [a, b] = [visit(left[node]), visit(right[node])];
    below.left.set(a, 2 * node);
    below.right.set(b, 2 * node);
    return [a[0] | b[0], a[1] | b[1]];
  };
  if (feature.length > 0) visit(0);
  return below;
}
