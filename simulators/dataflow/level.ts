/** One level of a completed mapping: its maps, its tile tables and the scratch of the run that walks over them. */
import type { LayerShape, Operator } from './layer.js';
import type { ResolvedMap } from './mapping.js';

/** Most dimensions that an operator has. */
export const MAX_DIMENSIONS = 6;
/** Sets of dimensions, as bit masks. */
const SUBSETS = 1 << MAX_DIMENSIONS;

const numbers = () => new Float64Array(MAX_DIMENSIONS);
const flags = () => new Int32Array(MAX_DIMENSIONS);

/**
 * Arrays are indexed by the position of a map in the loop order (0 outermost) unless said otherwise; each dimension has
 * exactly one map. Masks hold one bit for each position. Levels are reused from one evaluation to the next.
 */
export class Level {
  /** Number of maps, which is the number of dimensions. */
  count = 0;
  /** Sub-units that the level's spatial maps deal out to. */
  units = 1;
  /** PEs of each of them. */
  unitPes = 1;
  readonly dimension = flags();
  /** Position of each dimension's map; indexed by dimension. */
  readonly position = flags();
  readonly spatial = flags();
  readonly size = numbers();
  readonly offset = numbers();
  /** Extents that the tables are made from. */
  readonly extent = numbers();

  /** Full tile, the new part of the next one, edge tile and its new part. */
  readonly tile = numbers();
  readonly fresh = numbers();
  readonly edgeTile = numbers();
  readonly edgeFresh = numbers();
  /** The same, counted in outputs for Y and X. */
  readonly outTile = numbers();
  readonly outFresh = numbers();
  readonly outEdgeTile = numbers();
  readonly outEdgeFresh = numbers();
  /** Tile of the only active sub-unit of an edge round. */
  readonly outLoneTile = numbers();

  /** Active sub-units in the edge round of the first spatial map. */
  edgeUnits = 1;
  firstSpatial = 0;
  lastSpatial = 0;
  spatialMask = 0;
  inputMask = 0;
  weightMask = 0;
  outputMask = 0;
  /** Position of each tensor's last spatial dimension, -1 for none. */
  inputSpatial = -1;
  weightSpatial = -1;
  outputSpatial = -1;
  /** Whether a map is larger than the extent it is applied to. */
  oversized = false;

  /** Scratch of a run: the extents handed down, indexed by dimension. */
  readonly handed = numbers();
  /** Occurrences of state S. */
  readonly steps = numbers();
  /** Whether the edge round of a spatial map (or its only round) has a ragged unit. */
  readonly ragged = flags();
  /** Positions with more than one state, with a state E, and at edge in their only state. */
  multiMask = 0;
  edgeMask = 0;
  edgeOnlyMask = 0;

  /** Results of the runs made in this evaluation, by mask of the dimensions handed down as edge tiles. */
  readonly runStamp = new Float64Array(SUBSETS);
  readonly runCycles = new Float64Array(SUBSETS);
  readonly runActive = new Float64Array(SUBSETS);

  /**
   * Completes a level (MAESTRO commit 4eb08d17): primed maps become input maps, absent dimensions are
   * inherited from the outer level (at the front) or appended whole, strides widen the maps of Y and X.
   * @param own the level's maps as written
   * @param outer the completed level around this one
   * @param corrected clip sizes to the extents and move by the effective input's step
   */
  complete(
    own: readonly ResolvedMap[],
    outer: Level | undefined,
    shape: LayerShape,
    units: number,
    corrected: boolean,
  ) {
    const { operator } = shape;
    this.count = 0;
    this.units = units;
    this.oversized = false;
    let present = 0;
    for (let i = 0; i < own.length; i++) present |= 1 << (own[i] as ResolvedMap).dimension;
    if (outer !== undefined) {
      for (let p = outer.count - 1; p >= 0; p--) {
        const dimension = outer.dimension[p] as number;
        if ((present & (1 << dimension)) !== 0) continue;
        this.#push(dimension, 0, outer.size[p] as number, outer.offset[p] as number);
        present |= 1 << dimension;
      }
    }
    for (let i = 0; i < own.length; i++) {
      const map = own[i] as ResolvedMap;
      const size = map.primed ? map.size + kernelSize(own, operator, map.dimension) - 1 : map.size;
      this.#push(map.dimension, map.spatial ? 1 : 0, size, map.offset);
    }
    // An inner level has inherited whatever it lacked.
    for (let d = 0; d < operator.names.length && outer === undefined; d++) {
      const whole = shape.extents[d] as number;
      if ((present & (1 << d)) === 0) this.#push(d, 0, whole, whole);
    }
    if (operator.y >= 0) {
      this.#stride(operator.y, shape.kernelY, shape.strideY, shape.stepY, outer, corrected);
      this.#stride(operator.x, shape.kernelX, shape.strideX, shape.stepX, outer, corrected);
    }
    this.#measure(outer, shape, corrected);
  }

  #push(dimension: number, spatial: number, size: number, offset: number): void {
    const p = this.count++;
    this.dimension[p] = dimension;
    this.position[dimension] = p;
    this.spatial[p] = spatial;
    this.size[p] = size;
    this.offset[p] = offset;
  }

  /** A tile that holds o outputs of unit stride is widened to hold o outputs of the layer's stride. */
  #stride(
    dimension: number,
    kernel: number,
    stride: number,
    step: number,
    outer: Level | undefined,
    corrected: boolean,
  ) {
    const p = this.position[dimension] as number;
    const size = this.size[p] as number;
    if (stride === 1 || size < kernel) return;
    const outputs = Math.trunc((size + stride - kernel) / stride);
    const move = corrected || (outer !== undefined && kernel < stride) ? step : stride;
    this.offset[p] = outputs * move;
    this.size[p] = outputs * step + Math.max(kernel - stride, 0);
  }

  /** Sets the extents that the tables are made from. */
  #measure(outer: Level | undefined, shape: LayerShape, corrected: boolean): void {
    for (let p = 0; p < this.count; p++) {
      const d = this.dimension[p] as number;
      let extent = shape.extents[d] as number;
      if (outer !== undefined) {
        const q = outer.position[d] as number;
        extent = Math.min(outer.size[q] as number, outer.extent[q] as number);
      }
      this.extent[p] = extent;
      if ((this.size[p] as number) <= extent) continue;
      if (corrected) this.size[p] = extent;
      else this.oversized = true;
    }
  }
}

/** Size of the level's own map of the kernel partner of Y or X. */
function kernelSize(own: readonly ResolvedMap[], operator: Operator, dimension: number): number {
  const kernel = dimension === operator.y ? operator.r : operator.s;
  for (let i = 0; i < own.length; i++) {
    const map = own[i] as ResolvedMap;
    if (map.dimension === kernel) return map.size;
  }
  return 1;
}
