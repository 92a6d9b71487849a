/** The margin of discrete parameters (Hamano, Saito, Nomura & Shirakawa 2022, arXiv 2205.13482, section 4). */
import type { DesignSpace } from '../../src/design/design-space.js';
import { normalUpperTail } from '../../src/stats/normal-distribution.js';
import { normalQuantile } from '../../src/stats/normal-quantile.js';
import type { Evolution } from './evolution.js';

/** Discrete parameters with more values are treated as reals: their cells are too narrow for a margin. */
const MOST_CELLS = 1024;

/** The inner edges of the cells of parameter `i` in unit coordinates; none for a real. */
export function innerEdges(space: DesignSpace, i: number): Float64Array {
  const n = space.cardinality(i);
  if (n > MOST_CELLS) return new Float64Array(0);
  // A value's unit coordinate is the centre of its cell.
  let edge = 0;
  return Float64Array.from({ length: n - 1 }, (_, k) => {
    edge = 2 * space.unitOfValue(i, space.valueAt(i, k)) - edge;
    return edge;
  });
}

/**
 * Moves the mean and scales A so that no parameter gets stuck in its cell: the chance to leave it stays at least alpha/2 on
 * either side, in an end cell alpha for its one side.
 * @param edges of each numeric parameter, see {@link innerEdges}
 */
export function keepMargin(evolution: Evolution, edges: readonly Float64Array[], alpha: number): void {
  const { mean, sigma, covariance } = evolution;
  const d = mean.length;
  for (let i = 0; i < d; i++) {
    const deviation = sigma * Math.sqrt(Math.max(0, covariance[i * d + i]));
    if (edges[i].length === 0 || !(deviation > 0)) continue;
    const cell = cellOf(edges[i], mean[i]);
    if (cell === 0 || cell === edges[i].length)
      keepNear(evolution, i, edges[i][cell === 0 ? 0 : cell - 1], deviation, alpha);
    else keepInside(evolution, i, edges[i][cell - 1], edges[i][cell], deviation, alpha);
  }
}

function cellOf(edges: Float64Array, position: number): number {
  let cell = 0;
  while (cell < edges.length && edges[cell] <= position) cell++;
  return cell;
}

/** An end cell: the mean stays near enough to its one edge. */
function keepNear({ mean, scale }: Evolution, i: number, edge: number, deviation: number, alpha: number): void {
  const reach = normalQuantile(1 - alpha) * deviation * scale[i];
  mean[i] = edge + Math.sign(mean[i] - edge || 1) * Math.min(Math.abs(mean[i] - edge), reach);
}

function keepInside(
  { mean, scale }: Evolution,
  i: number,
  low: number,
  high: number,
  deviation: number,
  alpha: number,
): void {
  const below = normalUpperTail((mean[i] - low) / (deviation * scale[i]));
  const above = normalUpperTail((high - mean[i]) / (deviation * scale[i]));
  if (below >= alpha / 2 && above >= alpha / 2) return;
  const inside = 1 - below - above;
  const [raisedBelow, raisedAbove] = [Math.max(alpha / 2, below), Math.max(alpha / 2, above)];
  const surplus = 1 - raisedBelow - raisedAbove - inside;
  const share = surplus / (raisedBelow + raisedAbove + inside - (3 * alpha) / 2);
  const left = -normalQuantile(raisedBelow + share * (raisedBelow - alpha / 2));
  const right = -normalQuantile(raisedAbove + share * (raisedAbove - alpha / 2));
  mean[i] = (low * right + high * left) / (left + right);
  scale[i] = (high - low) / (deviation * (left + right));
}
