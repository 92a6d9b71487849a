/** A sum of regression trees: compact to store, fast to evaluate. Boosting and forests both yield one. */
import { badRequest } from '../errors.js';
import { decodeBytes, decodeFloat32, encodeBytes, encodeFloat32 } from './base64.js';
import type { Cuts } from './feature-bins.js';
import { LeafMasks, MOST_ROWS } from './leaf-masks.js';
import { checkMatrix, type Regressor } from './regressor.js';

/**
 * One tree: a child >= 0 is a split, a child < 0 is leaf `~child`; split 0 is the root, without splits leaf 0 is.
 * A row goes left when its feature's value is <= cuts[feature][bin].
 */
export interface Tree {
  readonly feature: readonly number[];
  readonly bin: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Leaf values, stored in single precision. */
  readonly values: readonly number[];
}

/** JSON of an ensemble. The trees follow one another in preorder; `shape` marks a split by its feature, a leaf by 255. */
export interface TreeEnsembleJson {
  readonly type: 'treeEnsemble';
  readonly base: number;
  readonly trees: number;
  /** Cut points of each feature. */
  readonly cuts: readonly Cuts[];
  /** Base64, one byte a node (two, little-endian, from 255 features on): feature of the split, or all ones for a leaf. */
  readonly shape: string;
  /** Base64, one byte a split, in the same order: which cut of the feature. */
  readonly bins: string;
  /** Base64, one little-endian float32 a leaf, in the same order. */
  readonly values: string;
}

export class TreeEnsemble implements Regressor {
  readonly columns: number;
  /** What the trees' values are added to. */
  readonly base: number;
  readonly #cuts: readonly Cuts[];
  readonly #trees: readonly Tree[];
  /** Root of each tree, then the splits of all trees with children in the numbering of the whole ensemble. */
  readonly #roots: Int32Array;
  readonly #feature: Uint16Array;
  readonly #threshold: Float64Array;
  readonly #children: Int32Array;
  readonly #values: Float32Array;
  /** Made on first use. */
  #masks: LeafMasks | null | undefined;

  constructor(base: number, cuts: readonly Cuts[], trees: readonly Tree[]) {
    this.columns = cuts.length;
    this.base = base;
    this.#cuts = cuts;
    this.#trees = trees;
    const splits = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
    this.#roots = new Int32Array(trees.length);
    this.#feature = new Uint16Array(splits);
    this.#threshold = new Float64Array(splits);
    this.#children = new Int32Array(2 * splits);
    this.#values = new Float32Array(splits + trees.length);
    let firstSplit = 0;
    let firstLeaf = 0;
    for (const [t, tree] of trees.entries()) {
      const reference = (child: number) => (child >= 0 ? child + firstSplit : ~(~child + firstLeaf));
      this.#roots[t] = reference(tree.feature.length > 0 ? 0 : ~0);
      for (let s = 0; s < tree.feature.length; s++) {
        const at = firstSplit + s;
        this.#feature[at] = tree.feature[s];
        this.#threshold[at] = cuts[tree.feature[s]][tree.bin[s]];
        this.#children[2 * at] = reference(tree.left[s]);
        this.#children[2 * at + 1] = reference(tree.right[s]);
      }
      this.#values.set(tree.values, firstLeaf);
      firstSplit += tree.feature.length;
      firstLeaf += tree.values.length;
    }
  }

  get trees(): readonly Tree[] {
    return this.#trees;
  }

  predict(row: ArrayLike<number>): number {
    const roots = this.#roots;
    const feature = this.#feature;
    const threshold = this.#threshold;
    const children = this.#children;
    const values = this.#values;
    let sum = this.base;
    for (let t = 0; t < roots.length; t++) {
      let node = roots[t];
      while (node >= 0) node = children[2 * node + (row[feature[node]] <= threshold[node] ? 0 : 1)];
      sum += values[~node];
    }
    return sum;
  }

  /** The same figures as `predict`, to the last bit, for the rows of a row-major matrix; from some dozens on faster. */
  predictMatrix(matrix: Float64Array): Float64Array {
    checkMatrix(matrix, this.columns);
    if (this.#masks === undefined) this.#masks = LeafMasks.of(this.#cuts, this.#trees);
    const sums = new Float64Array(matrix.length / this.columns).fill(this.base);
    for (let row = 0; row < sums.length; row += MOST_ROWS) {
      const some = sums.subarray(row, row + MOST_ROWS);
      const rows = matrix.subarray(row * this.columns, (row + MOST_ROWS) * this.columns);
      if (!this.#masks?.add(some, rows)) this.#walk(some, rows);
    }
    return sums;
  }

  /** Adds tree after tree, so that the nodes of one stay in the cache for all rows. */
  #walk(sums: Float64Array, matrix: Float64Array): void {
    const [feature, threshold, children, values] = [this.#feature, this.#threshold, this.#children, this.#values];
    const { columns } = this;
    for (const root of this.#roots) {
      for (let row = 0; row < sums.length; row++) {
        const start = row * columns;
        let node = root;
        while (node >= 0) node = children[2 * node + (matrix[start + feature[node]] <= threshold[node] ? 0 : 1)];
        sums[row] += values[~node];
      }
    }
  }

  toJson(): TreeEnsembleJson {
    const wide = this.columns >= 255;
    const leafMark = wide ? 0xffff : 0xff;
    const shape: number[] = [];
    const bins: number[] = [];
    const values: number[] = [];
    for (const tree of this.#trees) {
      const visit = (node: number): void => {
        if (node < 0) {
          shape.push(leafMark);
          values.push(tree.values[~node]);
          return;
        }
        shape.push(tree.feature[node]);
        bins.push(tree.bin[node]);
        visit(tree.left[node]);
        visit(tree.right[node]);
      };
      visit(tree.feature.length > 0 ? 0 : ~0);
    }
    return {
      type: 'treeEnsemble',
      base: this.base,
      trees: this.#trees.length,
      cuts: this.#cuts,
      shape: encodeBytes(Uint8Array.from(wide ? shape.flatMap((word) => [word & 0xff, word >> 8]) : shape)),
      bins: encodeBytes(Uint8Array.from(bins)),
      values: encodeFloat32(Float32Array.from(values)),
    };
  }

  /** The ensemble that wrote `json`; a damaged or incomplete one is a `badRequest`. */
  static fromJson(json: unknown, path = ''): TreeEnsemble {
    const given = (json ?? {}) as Partial<Record<keyof TreeEnsembleJson, unknown>>;
    if (given.type !== 'treeEnsemble')
      throw badRequest(`${path}/type`, `type is "treeEnsemble", not ${String(given.type)}`);
    const { base, cuts } = given;
    if (typeof base !== 'number' || !Number.isFinite(base)) throw badRequest(`${path}/base`, 'base is a finite number');
    if (!isCuts(cuts)) throw badRequest(`${path}/cuts`, 'cuts are one ascending list of numbers a feature');
    const wide = cuts.length >= 255;
    const bytes = decodeBytes(given.shape, `${path}/shape`);
    const shape = wide
      ? Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes[2 * i] | (bytes[2 * i + 1] << 8))
      : bytes;
    const bins = decodeBytes(given.bins, `${path}/bins`);
    const values = decodeFloat32(given.values, `${path}/values`);
    const reader = new PreorderReader(cuts, shape, wide ? 0xffff : 0xff, bins, values, path);
    const trees: Tree[] = [];
    while (reader.more) trees.push(reader.tree());
    if (trees.length !== given.trees) {
      throw badRequest(`${path}/trees`, `the arrays hold ${trees.length} whole trees, not ${String(given.trees)}`);
    }
    reader.finish();
    return new TreeEnsemble(base, cuts, trees);
  }
}

/** Rebuilds trees from the three preorder arrays and checks every index on the way. */
class PreorderReader {
  readonly #cuts: readonly Cuts[];
  readonly #shape: ArrayLike<number>;
  readonly #leafMark: number;
  readonly #bins: Uint8Array;
  readonly #values: Float32Array;
  readonly #path: string;
  #node = 0;
  #split = 0;
  #leaf = 0;

  constructor(
    cuts: readonly Cuts[],
    shape: ArrayLike<number>,
    leafMark: number,
    bins: Uint8Array,
    values: Float32Array,
    path: string,
  ) {
    this.#cuts = cuts;
    this.#shape = shape;
    this.#leafMark = leafMark;
    this.#bins = bins;
    this.#values = values;
    this.#path = path;
  }

  get more(): boolean {
    return this.#node < this.#shape.length;
  }

  tree(): Tree {
    const tree = { feature: [] as number[], bin: [] as number[], left: [] as number[], right: [] as number[] };
    const values: number[] = [];
    const read = (): number => {
      if (!this.more) throw badRequest(`${this.#path}/shape`, 'the last tree is cut short');
      const feature = this.#shape[this.#node++];
      if (feature === this.#leafMark) {
        if (this.#leaf >= this.#values.length)
          throw badRequest(`${this.#path}/values`, 'there are fewer values than leaves');
        values.push(this.#values[this.#leaf++]);
        return ~(values.length - 1);
      }
      const bin = this.#bins[this.#split++];
      if (!(bin < (this.#cuts[feature]?.length ?? 0))) {
        throw badRequest(
          `${this.#path}/bins`,
          `split ${this.#split - 1} names cut ${bin} of feature ${feature}, which has no such cut`,
        );
      }
      const split = tree.feature.length;
      tree.feature.push(feature);
      tree.bin.push(bin);
      tree.left.push(0);
      tree.right.push(0);
      tree.left[split] = read();
      tree.right[split] = read();
      return split;
    };
    read();
    return { ...tree, values };
  }

  finish(): void {
    if (this.#split !== this.#bins.length) throw badRequest(`${this.#path}/bins`, 'there are more bins than splits');
    if (this.#leaf !== this.#values.length)
      throw badRequest(`${this.#path}/values`, 'there are more values than leaves');
  }
}

function isCuts(value: unknown): value is readonly Cuts[] {
  const ascending = (cuts: unknown): boolean =>
    Array.isArray(cuts) && cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > cuts[i - 1]));
  return Array.isArray(value) && value.every(ascending);
}
