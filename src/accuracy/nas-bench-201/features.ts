/**
 * The 83 features of a NAS-Bench-201 cell [ours]: what a cell computes is told by the operations along its paths from
 * input to output, so two cells that differ only in edges without effect have equal features.
 */

import { countEdges, pruneCell } from '../../networks/cell.js';

/** Operation letters: none, skip, 1x1 convolution, 3x3 convolution, 3x3 average pooling. */
const letters = ['n', 's', '1', '3', 'p'] as const;
type Letter = (typeof letters)[number];

/** The paths from node 0 to node 3 as positions in the code (edges 0>1, 0>2, 1>2, 0>3, 1>3, 2>3). */
const paths: readonly (readonly number[])[] = [[3], [0, 4], [1, 5], [0, 2, 5]];

/** The letters of a path that do something: those of a signature. */
const working = ['1', '3', 'p'] as const;

/** All words of 0 to 3 letters over 1, 3, p: the signatures a path can have, shortest first. */
export const signatures: readonly string[] = [0, 1, 2, 3].flatMap(words);

export const featureNames: readonly string[] = [
  ...['01', '02', '12', '03', '13', '23'].flatMap((edge) => letters.map((letter) => `edge${edge}=${letter}`)),
  ...signatures.map((word) => `paths[${word}]`),
  ...['1', '3', 'p', 's'].map((letter) => `live ${letter}`),
  'live paths',
  'most 3',
  'most convolutions',
  'fewest convolutions',
  'most p',
  'fewest p',
  'longest signature',
  'shortest signature',
  'total signature length',
];

/** True when the cell's output does not depend on its input. */
export function hasNoPath(code: string): boolean {
  return !paths.some((path) => isLive(code, path));
}

/** Positions of the groups of features. */
const PATHS = 30;
const SUMMARY = PATHS + signatures.length;

/** Features of a six-letter code, in the order of {@link featureNames}; writes into `features` if given. */
export function cellFeatures(code: string, features = new Float64Array(featureNames.length)): Float64Array {
  features.fill(0);
  const pruned = pruneCell(code);
  for (let edge = 0; edge < 6; edge++) features[5 * edge + letters.indexOf(pruned[edge] as Letter)] = 1;
  let live = 0;
  let total = 0;
  const most = { threes: -1, convolutions: -1, pools: -1, length: -1 };
  const fewest = { convolutions: Infinity, pools: Infinity, length: Infinity };
  for (const path of paths) {
    if (!isLive(code, path)) continue;
    let [ones, threes, pools, position] = [0, 0, 0, 0];
    for (const edge of path) {
      const letter = working.indexOf(code[edge] as '1');
      if (letter < 0) continue;
      // Words of one length stand together in the order of their letters, after all shorter ones.
      position = 3 * position + letter + 1;
      if (letter === 0) ones++;
      else if (letter === 1) threes++;
      else pools++;
    }
    const convolutions = ones + threes;
    const length = convolutions + pools;
    features[PATHS + position]++;
    live++;
    total += length;
    most.threes = Math.max(most.threes, threes);
    most.convolutions = Math.max(most.convolutions, convolutions);
    most.pools = Math.max(most.pools, pools);
    most.length = Math.max(most.length, length);
    fewest.convolutions = Math.min(fewest.convolutions, convolutions);
    fewest.pools = Math.min(fewest.pools, pools);
    fewest.length = Math.min(fewest.length, length);
  }
  const none = live === 0;
  let at = SUMMARY;
  for (const letter of '13ps') features[at++] = countEdges(pruned, letter);
  features[at++] = live;
  features[at++] = most.threes;
  features[at++] = most.convolutions;
  features[at++] = none ? -1 : fewest.convolutions;
  features[at++] = most.pools;
  features[at++] = none ? -1 : fewest.pools;
  features[at++] = most.length;
  features[at++] = none ? -1 : fewest.length;
  features[at++] = none ? -1 : total;
  return features;
}

function isLive(code: string, path: readonly number[]): boolean {
  for (const edge of path) if (code[edge] === 'n') return false;
  return true;
}

function words(length: number): string[] {
  return length === 0 ? [''] : words(length - 1).flatMap((word) => working.map((letter) => word + letter));
}
