/**
 * Many rows through trees of at most 64 leaves without walking them: QuickScorer (Lucchese et al., "QuickScorer: a fast
 * algorithm to rank documents with additive ensembles of regression trees", SIGIR 2015).
 *
 * A set of leaves is a 64-bit mask. The value of a feature rules out the leaves that no row with this value reaches; the
 * sets that all features leave have one leaf in common, the row's own. Here the features are cut into two halves, each of
 * these into two, down to single features. Rows that agree in a half are of one kind there and share its mask, which is made
 * once a tree from the masks of the two quarters, so that a row itself costs two look-ups a tree.
 */
import { binOf, type Cuts } from './feature-bins.js';
import { type ChosenMasks, MaskKernels } from './mask-kernels.js';
import { BLOCK_TREES, MOST_LEAVES } from './mask-module.js';
import type { Tree } from './tree-ensemble.js';

/** Rows at a time, which bounds the memory. */
export const MOST_ROWS = 16_384;

/** How many kinds there may be for each row, in all groups of features: with more, walking is hardly slower. */
const KINDS_A_ROW = 8;

/** Words of the masks of one kind. */
const WIDTH = 2 * BLOCK_TREES;

/** Most pairs of kinds that a table is made of. */
const MOST_PAIRS = 2 ** 20;

/** One feature, or two groups of them; `kinds` is how many kinds of rows it can tell apart. */
type Group = { readonly kinds: number } & ({ readonly feature: number } | { readonly halves: readonly [Group, Group] });

/** Two words, the lower first. */
type Mask = readonly [number, number];

/** A split on some feature in one tree of a block. */
interface Split {
  readonly tree: number;
  readonly bin: number;
  /** Leaves left to rows in this bin or below. */
  readonly left: Mask;
  /** Leaves left to all other rows. */
  readonly right: Mask;
}

/** Trees that are evaluated together. */
interface Block {
  /** 64 a tree; zeros for trees that are missing. */
  readonly values: Float64Array;
  /** By feature. */
  readonly splits: ReadonlyMap<number, readonly Split[]>;
}

/** The masks of the kinds that some rows have in a group, and what they are made from: splits, or masks of the halves. */
type Part = { readonly masks: Int32Array } & (
  | { readonly feature: number }
  | { readonly halves: readonly [Part, Part]; readonly chosen: readonly [ChosenMasks, ChosenMasks] }
);

/** Made on first use; shared, for every use of them ends before the next begins. */
let sharedKernels: MaskKernels | undefined;

export class LeafMasks {
  readonly #cuts: readonly Cuts[];
  readonly #halves: readonly [Group, Group];
  readonly #blocks: readonly Block[];
  readonly #kernels: MaskKernels;

  /** Masks for `trees` on at least one feature; null where a tree has more than 64 leaves or WebAssembly does not run. */
  static of(cuts: readonly Cuts[], trees: readonly Tree[]): LeafMasks | null {
    if (trees.some(({ values }) => values.length > MOST_LEAVES)) return null;
    try {
      sharedKernels ??= new MaskKernels(MOST_ROWS, KINDS_A_ROW * MOST_ROWS);
    } catch {
      return null;
    }
    return new LeafMasks(cuts, trees, sharedKernels);
  }

  private constructor(cuts: readonly Cuts[], trees: readonly Tree[], kernels: MaskKernels) {
    const features = [...new Set(trees.flatMap(({ feature }) => feature))].sort((a, b) => a - b);
    // It does no harm when both halves have the same feature.
    while (features.length < 2) features.push(features[0] ?? 0);
    this.#cuts = cuts;
    this.#halves = halve(features.map((feature) => ({ feature, kinds: cuts[feature].length + 1 })));
    this.#blocks = Array.from({ length: Math.ceil(trees.length / BLOCK_TREES) }, (_, block) =>
      blockOf(trees.slice(block * BLOCK_TREES, (block + 1) * BLOCK_TREES)),
    );
    this.#kernels = kernels;
  }

  /**
   * Adds to the sum of each row of a row-major matrix, at most `MOST_ROWS`, the values of its leaves, tree after tree. Does
   * nothing and returns false where rows may have so little in common that walking the trees is faster.
   */
  add(sums: Float64Array, matrix: Float64Array): boolean {
    const rows = sums.length;
    if (this.#halves.reduce((sum, half) => sum + mostKinds(half, rows), 0) > KINDS_A_ROW * rows) return false;
    this.#kernels.clear();
    const [a, b] = this.#halves.map((half) => {
      const { part, kinds } = this.#sort(matrix, half);
      return { part, masks: part.masks, kinds: this.#kernels.kinds(kinds) };
    });
    const added = this.#kernels.sums(sums);
    for (const { values, splits } of this.#blocks) {
      this.#kernels.values.set(values);
      this.#fill(a.part, splits);
      this.#fill(b.part, splits);
      this.#kernels.addLeaves(added, a, b);
    }
    sums.set(added);
    return true;
  }

  /** The kind of each row in `group`, with room for the kinds' masks. */
  #sort(matrix: Float64Array, group: Group): { part: Part; kinds: Int32Array } {
    if ('feature' in group) {
      const { feature, kinds } = group;
      return { part: { masks: this.#kernels.masks(kinds), feature }, kinds: binsOf(matrix, this.#cuts, feature) };
    }
    const [a, b] = group.halves.map((half) => this.#sort(matrix, half));
    const joined = join(a.kinds, a.part.masks.length / WIDTH, b.kinds, b.part.masks.length / WIDTH);
    const masks = this.#kernels.masks(joined.ofA.length);
    const chosen = [
      { masks: a.part.masks, kinds: this.#kernels.kinds(joined.ofA) },
      { masks: b.part.masks, kinds: this.#kernels.kinds(joined.ofB) },
    ] as const;
    return { part: { masks, halves: [a.part, b.part], chosen }, kinds: joined.kinds };
  }

  /** Writes the masks of `part` for the trees that `splits` are of. */
  #fill(part: Part, splits: Block['splits']): void {
    if ('halves' in part) {
      for (const half of part.halves) this.#fill(half, splits);
      this.#kernels.intersect(part.masks, ...part.chosen);
      return;
    }
    part.masks.fill(-1);
    for (const { tree, bin, left, right } of splits.get(part.feature) ?? []) {
      for (let own = 0, at = 2 * tree; at < part.masks.length; own++, at += WIDTH) {
        const mask = own <= bin ? left : right;
        part.masks[at] &= mask[0];
        part.masks[at + 1] &= mask[1];
      }
    }
  }
}

/** Cuts at least two groups where both halves can tell apart about as many kinds of rows. */
function halve(groups: readonly Group[]): [Group, Group] {
  const kindsOf = (some: readonly Group[]): number => some.reduce((product, { kinds }) => product * kinds, 1);
  const join = (some: readonly Group[]): Group =>
    some.length === 1 ? some[0] : { kinds: kindsOf(some), halves: halve(some) };
  let middle = 1;
  while (middle < groups.length - 1 && kindsOf(groups.slice(0, middle)) < kindsOf(groups.slice(middle + 1))) middle++;
  return [join(groups.slice(0, middle)), join(groups.slice(middle))];
}

/** How many kinds `rows` rows can be of, in `group` and in all groups that it is made of. */
function mostKinds(group: Group, rows: number): number {
  if ('feature' in group) return group.kinds;
  return Math.min(group.kinds, rows) + group.halves.reduce((sum, half) => sum + mostKinds(half, rows), 0);
}

function binsOf(matrix: Float64Array, cuts: readonly Cuts[], feature: number): Int32Array {
  const bins = new Int32Array(matrix.length / cuts.length);
  for (let row = 0; row < bins.length; row++) bins[row] = binOf(cuts[feature], matrix[row * cuts.length + feature]);
  return bins;
}

/** Tells apart rows that differ in either of two groups: the kind of each row, and the two kinds of each of these. */
function join(kindsA: Int32Array, countA: number, kindsB: Int32Array, countB: number) {
  const rows = kindsA.length;
  const kinds = new Int32Array(rows);
  // Without a table every row is a kind of its own, as most are then.
  if (countA * countB > MOST_PAIRS) return { kinds: kinds.map((_, row) => row), ofA: kindsA, ofB: kindsB };
  const known = new Int32Array(countA * countB).fill(-1);
  const [ofA, ofB] = [new Int32Array(rows), new Int32Array(rows)];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const pair = kindsA[row] * countB + kindsB[row];
    if (known[pair] < 0) {
      ofA[count] = kindsA[row];
      ofB[count] = kindsB[row];
      known[pair] = count++;
    }
    kinds[row] = known[pair];
  }
  return { kinds, ofA: ofA.subarray(0, count), ofB: ofB.subarray(0, count) };
}

function blockOf(trees: readonly Tree[]): Block {
  const values = new Float64Array(MOST_LEAVES * BLOCK_TREES);
  const splits = new Map<number, Split[]>();
  trees.forEach((tree, t) => {
    values.set(tree.values, MOST_LEAVES * t);
    addSplits(tree, t, splits);
  });
  return { values, splits };
}

/** Adds the splits of the block's tree `t` to those of their features. */
function addSplits({ feature, bin, left, right }: Tree, t: number, splits: Map<number, Split[]>): void {
  /** The leaves below a node. */
  const visit = (node: number): Mask => {
    if (node < 0) return ~node < 32 ? [1 << ~node, 0] : [0, 1 << ~node];
    const [below, above] = [visit(left[node]), visit(right[node])];
    const split = { tree: t, bin: bin[node], left: without(above), right: without(below) };
    const own = splits.get(feature[node]);
    if (own === undefined) splits.set(feature[node], [split]);
    else own.push(split);
    return [below[0] | above[0], below[1] | above[1]];
  };
  if (feature.length > 0) visit(0);
}

const without = ([low, high]: Mask): Mask => [~low, ~high];
