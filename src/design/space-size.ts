import { holds, type Leaf, leavesOf } from './condition.js';
import type { ParameterCodec } from './parameter-codec.js';

/** A class of a parameter's values that no later condition tells apart. */
interface ValueClass {
  readonly count: bigint;
  /** Which of the leaves on the parameter hold, as '0' and '1'. */
  readonly truth: string;
}

/**
 * Exact number of distinct canonical designs; undefined when a real can be active.
 *
 * Counts forwards over the parameters. Two prefixes are the same when every condition still to come reads the same in
 * both, so the number of states stays small although the number of designs is not.
 */
export function spaceSize(parameters: readonly ParameterCodec[]): bigint | undefined {
  const codecs = readersTogether(parameters);
  const leaves = distinctLeaves(codecs);
  // State: truth of every leaf decided so far and still needed, '-' otherwise.
  let states = new Map<string, bigint>([['-'.repeat(leaves.length), 1n]]);
  for (const [i, codec] of codecs.entries()) {
    const own = leaves.filter(({ parent }) => parent === codec.parameter.name);
    const needed = leavesOf(codec.parameter.activeWhen).map((leaf) => leaves.findIndex((l) => l.text === textOf(leaf)));
    const classes = valueClasses(
      codec,
      own.map(({ leaf }) => leaf),
    );
    const next = new Map<string, bigint>();
    for (const [state, count] of states) {
      const active = needed.every((k) => state[k] === '1');
      if (active && classes === undefined) return undefined;
      const outcomes = active && classes !== undefined ? classes : [{ count: 1n, truth: '0'.repeat(own.length) }];
      for (const outcome of outcomes) {
        const after = leaves.map((leaf, k) => {
          if (leaf.lastUse <= i) return '-';
          const position = own.indexOf(leaf);
          return position < 0 ? state[k] : outcome.truth[position];
        });
        const key = after.join('');
        next.set(key, (next.get(key) ?? 0n) + count * outcome.count);
      }
    }
    states = next;
  }
  return [...states.values()].reduce((sum, count) => sum + count, 0n);
}

/** The parameters with those that a condition reads just before its first reader: few conditions stay open at a time. */
function readersTogether(codecs: readonly ParameterCodec[]): ParameterCodec[] {
  const byName = new Map(codecs.map((codec) => [codec.parameter.name, codec]));
  const ordered = new Set<ParameterCodec>();
  const add = (codec: ParameterCodec): void => {
    if (ordered.has(codec)) return;
    for (const { parameter } of leavesOf(codec.parameter.activeWhen)) add(byName.get(parameter) as ParameterCodec);
    ordered.add(codec);
  };
  codecs.filter(({ parameter }) => parameter.activeWhen !== undefined).forEach(add);
  codecs.forEach(add);
  return [...ordered];
}

interface IndexedLeaf {
  readonly leaf: Leaf;
  readonly text: string;
  readonly parent: string;
  /** Index of the last parameter whose condition has this leaf. */
  lastUse: number;
}

const textOf = (leaf: Leaf) => JSON.stringify(leaf);

function distinctLeaves(codecs: readonly ParameterCodec[]): IndexedLeaf[] {
  const byText = new Map<string, IndexedLeaf>();
  codecs.forEach((codec, i) => {
    for (const leaf of leavesOf(codec.parameter.activeWhen)) {
      const text = textOf(leaf);
      const known = byText.get(text);
      if (known === undefined) byText.set(text, { leaf, text, parent: leaf.parameter, lastUse: i });
      else known.lastUse = i;
    }
  });
  return [...byText.values()];
}

/** Undefined for a real: it has infinitely many values. */
function valueClasses(codec: ParameterCodec, leaves: readonly Leaf[]): ValueClass[] | undefined {
  const n = codec.cardinality;
  if (!Number.isFinite(n)) return undefined;
  const cuts = segmentStarts(codec, leaves);
  const classes = new Map<string, bigint>();
  cuts.forEach((start, k) => {
    const end = cuts[k + 1] ?? n;
    const value = codec.valueAt(start);
    const truth = leaves.map((leaf) => (holds(leaf, value) ? '1' : '0')).join('');
    classes.set(truth, (classes.get(truth) ?? 0n) + BigInt(end - start));
  });
  return [...classes].map(([truth, count]) => ({ truth, count }));
}

/** Starts of runs of indices over which every leaf is constant: few even for an integer of 2^31 values. */
function segmentStarts(codec: ParameterCodec, leaves: readonly Leaf[]): number[] {
  const n = codec.cardinality;
  if (codec.parameter.type !== 'integer') return Array.from({ length: n }, (_, k) => k);
  const { low, step = 1 } = codec.parameter;
  const starts = new Set([0]);
  for (const leaf of leaves) {
    if ('oneOf' in leaf) {
      for (const value of leaf.oneOf) starts.add(codec.indexOf(value)).add(codec.indexOf(value) + 1);
    } else starts.add(Math.ceil((leaf.atLeast - low) / step));
  }
  return [...starts].filter((k) => k >= 0 && k < n).sort((a, b) => a - b);
}
