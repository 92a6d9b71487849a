/** Grows one regression tree on binned rows, best split first (LightGBM's leaf-wise growth, Ke et al., NeurIPS 2017). */
import { badRequest } from '../errors.js';
import type { BinnedRows } from './feature-bins.js';

export interface GrowthOptions {
  /** Leaves a tree may have at most; the leaf with the largest gain is split next. */
  readonly maxLeaves: number;
  /** Splits on the way to a leaf at most. */
  readonly maxDepth: number;
  /** Rows a leaf has at least. */
  readonly minLeaf: number;
  /** Penalty on squared leaf values: a leaf's value is sum/(rows + l2). */
  readonly l2: number;
}

/** A tree; a child >= 0 is a split, a child < 0 is leaf `~child`. Split 0 is the root; without splits leaf 0 is. */
export interface GrownTree {
  readonly feature: readonly number[];
  /** The split's bin within its feature: rows in this bin and below go left. */
  readonly bin: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Unscaled leaf values. */
  readonly values: readonly number[];
  /** Rows of leaf l: `rows` from `starts[l]` to `ends[l]`. */
  readonly rows: Uint32Array;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Sums and counts of all bins of all features over the rows of one leaf. */
interface Histogram {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

interface Leaf {
  start: number;
  end: number;
  readonly depth: number;
  readonly sum: number;
  readonly histogram: Histogram;
  /** The best split, if `gain` > 0. */
  gain: number;
  feature: number;
  bin: number;
  leftSum: number;
}

export class TreeGrower {
  readonly #data: BinnedRows;
  readonly #options: GrowthOptions;
  readonly #rows: Uint32Array;
  readonly #scratch: Uint32Array;
  readonly #spare: Histogram[] = [];

  constructor(data: BinnedRows, options: GrowthOptions) {
    for (const name of ['maxLeaves', 'maxDepth', 'minLeaf'] as const) {
      const value = options[name];
      if (!(value >= 1) || (value !== Infinity && !Number.isInteger(value))) {
        throw badRequest(`/${name}`, `${name} is an integer from 1, not ${value}`);
      }
    }
    if (!(options.l2 >= 0 && options.l2 < Infinity))
      throw badRequest('/l2', `l2 is a number from 0, not ${options.l2}`);
    this.#data = data;
    this.#options = options;
    this.#rows = new Uint32Array(data.count);
    this.#scratch = new Uint32Array(data.count);
  }

  /**
   * The tree that follows `targets` (one number a row) best. The row order in the result is valid until the next call.
   * Ties go to the older leaf, the earlier feature and the lower bin.
   */
  grow(targets: Float64Array): GrownTree {
    const { maxLeaves } = this.#options;
    const tree = { feature: [] as number[], bin: [] as number[], left: [] as number[], right: [] as number[] };
    /** Where the child reference of each leaf stands, so that a split can replace it. */
    const parents: { split: number; side: 'left' | 'right' }[] = [{ split: -1, side: 'left' }];
    const leaves = [this.#root(targets)];
    while (leaves.length < maxLeaves) {
      let chosen = 0;
      for (let l = 1; l < leaves.length; l++) if (leaves[l].gain > leaves[chosen].gain) chosen = l;
      const leaf = leaves[chosen];
      if (!(leaf.gain > 0)) break;
      const split = tree.feature.length;
      const parent = parents[chosen];
      if (parent.split >= 0) tree[parent.side][parent.split] = split;
      const [left, right] = this.#split(leaf, targets);
      tree.feature.push(leaf.feature);
      tree.bin.push(leaf.bin);
      tree.left.push(~chosen);
      tree.right.push(~leaves.length);
      parents[chosen] = { split, side: 'left' };
      parents.push({ split, side: 'right' });
      leaves[chosen] = left;
      leaves.push(right);
    }
    for (const leaf of leaves) this.#spare.push(leaf.histogram);
    return {
      ...tree,
      values: leaves.map((leaf) => leaf.sum / (leaf.end - leaf.start + this.#options.l2)),
      rows: this.#rows,
      starts: leaves.map((leaf) => leaf.start),
      ends: leaves.map((leaf) => leaf.end),
    };
  }

  #root(targets: Float64Array): Leaf {
    const rows = this.#rows;
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      rows[i] = i;
      sum += targets[i];
    }
    return this.#leaf(0, rows.length, 0, sum, this.#count(0, rows.length, targets));
  }

  /** Divides the leaf's rows, keeping their order, and hands its histogram on to the larger child. */
  #split(leaf: Leaf, targets: Float64Array): [Leaf, Leaf] {
    const { codes, columns, offsets } = this.#data;
    const limit = offsets[leaf.feature] + leaf.bin;
    const rows = this.#rows;
    let left = leaf.start;
    let waiting = 0;
    for (let i = leaf.start; i < leaf.end; i++) {
      const row = rows[i];
      if (codes[row * columns + leaf.feature] <= limit) rows[left++] = row;
      else this.#scratch[waiting++] = row;
    }
    rows.set(this.#scratch.subarray(0, waiting), left);
    const leftIsSmaller = left - leaf.start <= leaf.end - left;
    const small = leftIsSmaller ? this.#count(leaf.start, left, targets) : this.#count(left, leaf.end, targets);
    const large = leaf.histogram;
    for (let b = 0; b < large.sums.length; b++) {
      large.sums[b] -= small.sums[b];
      large.counts[b] -= small.counts[b];
    }
    const depth = leaf.depth + 1;
    return [
      this.#leaf(leaf.start, left, depth, leaf.leftSum, leftIsSmaller ? small : large),
      this.#leaf(left, leaf.end, depth, leaf.sum - leaf.leftSum, leftIsSmaller ? large : small),
    ];
  }

  #count(start: number, end: number, targets: Float64Array): Histogram {
    const { codes, columns, offsets } = this.#data;
    const histogram = this.#spare.pop() ?? {
      sums: new Float64Array(offsets[columns]),
      counts: new Uint32Array(offsets[columns]),
    };
    const { sums, counts } = histogram;
    sums.fill(0);
    counts.fill(0);
    for (let i = start; i < end; i++) {
      const row = this.#rows[i];
      const target = targets[row];
      for (let at = row * columns, stop = at + columns; at < stop; at++) {
        const bin = codes[at];
        sums[bin] += target;
        counts[bin]++;
      }
    }
    return histogram;
  }

  /** Finds the leaf's best split: gain = SL^2/(nL+l2) + SR^2/(nR+l2) - S^2/(n+l2), S = sums of targets. */
  #leaf(start: number, end: number, depth: number, sum: number, histogram: Histogram): Leaf {
    const leaf: Leaf = { start, end, depth, sum, histogram, gain: 0, feature: -1, bin: 0, leftSum: 0 };
    const { minLeaf, maxDepth, l2 } = this.#options;
    const { columns, offsets } = this.#data;
    const count = end - start;
    if (depth >= maxDepth || count < 2 * minLeaf) return leaf;
    const unsplit = (sum * sum) / (count + l2);
    // A gain below the rounding of the sums is none: the rows of the leaf have equal targets.
    const least = unsplit * 1e-12;
    for (let f = 0; f < columns; f++) {
      const first = offsets[f];
      const last = offsets[f + 1] - 1;
      let leftSum = 0;
      let leftCount = 0;
      for (let b = first; b < last; b++) {
        leftSum += histogram.sums[b];
        leftCount += histogram.counts[b];
        if (leftCount < minLeaf) continue;
        const rightCount = count - leftCount;
        if (rightCount < minLeaf) break;
        const rightSum = sum - leftSum;
        const gain = (leftSum * leftSum) / (leftCount + l2) + (rightSum * rightSum) / (rightCount + l2) - unsplit;
        if (gain > leaf.gain && gain > least) {
          leaf.gain = gain;
          leaf.feature = f;
          leaf.bin = b - first;
          leaf.leftSum = leftSum;
        }
      }
    }
    return leaf;
  }
}
