/** The arena: buffers with sizes and lifetimes, placed by first fit, as both TFLM and TinyEngine do. */
import type { TieOrder, TimelineEntry } from './types.js';

/** What a buffer holds; `layer` and the like are completed by the index of the layer. */
export type BufferKind = 'input' | 'layer' | 'pad' | 'scratch' | 'tile input' | 'image' | 'stage output' | 'tensor';

/** Buffers in creation order, as parallel arrays. */
export class Arena {
  readonly sizes: number[] = [];
  /** First and last op of the lifetime, both inclusive. */
  readonly first: number[] = [];
  readonly last: number[] = [];
  /** Op after which the buffer holds a quarter of its size, or -1. */
  readonly shrinkOp: number[] = [];
  readonly kinds: BufferKind[] = [];
  readonly owners: number[] = [];
  #offsets: readonly number[] = [];

  get count(): number {
    return this.sizes.length;
  }

  /** Appends a buffer and returns its index. */
  add(kind: BufferKind, owner: number, sizeBytes: number, first: number, last: number, shrinkOp = -1): number {
    this.kinds.push(kind);
    this.owners.push(owner);
    this.first.push(first);
    this.last.push(last);
    this.shrinkOp.push(shrinkOp);
    return this.sizes.push(sizeBytes) - 1;
  }

  /**
   * Places every buffer, largest first, at the lowest offset where it fits between the buffers placed before it that
   * live at the same time; returns the bytes of the arena. A shrunk buffer counts ceil(size / 4) for later ones.
   */
  place(ties: TieOrder): number {
    const { sizes, first, last, shrinkOp } = this;
    const count = sizes.length;
    const order = largestFirst(sizes, ties);
    const offsets = new Array<number>(count).fill(0);
    // Placed buffers by ascending offset.
    const placed = workspace(count);
    let arenaBytes = 0;
    for (let n = 0; n < count; n++) {
      const buffer = order[n] as number;
      const size = sizes[buffer] as number;
      const from = first[buffer] as number;
      const to = last[buffer] as number;
      let offset = 0;
      for (let p = 0; p < n; p++) {
        const other = placed[p] as number;
        if ((first[other] as number) > to || (last[other] as number) < from) continue;
        const start = offsets[other] as number;
        if (start - offset >= size) break;
        const shrunk = shrinkOp[other] as number;
        const occupied = sizes[other] as number;
        const end = start + (shrunk >= 0 && from > shrunk ? Math.ceil(occupied / 4) : occupied);
        if (end > offset) offset = end;
      }
      offsets[buffer] = offset;
      let position = n;
      while (position > 0 && (offsets[placed[position - 1] as number] as number) > offset) {
        placed[position] = placed[position - 1] as number;
        position--;
      }
      placed[position] = buffer;
      if (offset + size > arenaBytes) arenaBytes = offset + size;
    }
    this.#offsets = offsets;
    return arenaBytes;
  }

  /** Offsets of the last placement, by buffer. */
  get offsets(): readonly number[] {
    return this.#offsets;
  }

  label(buffer: number): string {
    const kind = this.kinds[buffer] as BufferKind;
    const owner = this.owners[buffer] as number;
    return owner < 0 ? kind : `${kind} ${owner}`;
  }

  timeline(): TimelineEntry[] {
    return this.sizes.map((sizeBytes, i) => ({
      tensor: this.label(i),
      sizeBytes,
      offsetBytes: this.#offsets[i] as number,
      firstOp: this.first[i] as number,
      lastOp: this.last[i] as number,
    }));
  }

  /** Labels of the buffers that live at the op whose buffers add up to most. */
  fullest(): string[] {
    const end = Math.max(...this.last) + 1;
    const change = new Float64Array(end + 1);
    for (let i = 0; i < this.count; i++) {
      // Tensors of a file that nobody touches live at op -1.
      if ((this.last[i] as number) < 0) continue;
      change[this.first[i] as number] = (change[this.first[i] as number] as number) + (this.sizes[i] as number);
      change[(this.last[i] as number) + 1] =
        (change[(this.last[i] as number) + 1] as number) - (this.sizes[i] as number);
    }
    let [live, most, at] = [0, -1, 0];
    for (let op = 0; op < end; op++) {
      live += change[op] as number;
      if (live > most) [most, at] = [live, op];
    }
    const labels: string[] = [];
    for (let i = 0; i < this.count; i++) {
      if ((this.first[i] as number) <= at && (this.last[i] as number) >= at) labels.push(this.label(i));
    }
    return labels;
  }
}

let shared = new Int32Array(256);

/** Memory for `count` indices; its content does not outlive a placement. */
function workspace(count: number): Int32Array {
  if (shared.length < count) shared = new Int32Array(2 * count);
  return shared;
}

/** Indices by falling size; equal sizes in creation order, or in reverse of it. */
function largestFirst(sizes: readonly number[], ties: TieOrder): readonly number[] {
  const order = new Array<number>(sizes.length);
  for (let n = 0; n < order.length; n++) {
    const buffer = ties === 'earlierFirst' ? n : order.length - 1 - n;
    const size = sizes[buffer] as number;
    let position = n;
    while (position > 0 && (sizes[order[position - 1] as number] as number) < size) {
      order[position] = order[position - 1] as number;
      position--;
    }
    order[position] = buffer;
  }
  return order;
}
