import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellFeatures, featureNames, hasNoPath, signatures } from '../../src/accuracy/nas-bench-201/features.js';
import { CELLS, cellCode, pruneCell } from '../../src/networks/index.js';

/** The features of `code` that are not 0, by name. */
function named(code: string): Record<string, number> {
  const features = cellFeatures(code);
  return Object.fromEntries(
    featureNames.map((name, i) => [name, features[i]] as const).filter(([, value]) => value !== 0),
  );
}

describe('features of cells', () => {
  it('are 83: 30 letters, 40 signatures, 13 summaries', () => {
    assert.equal(featureNames.length, 83);
    assert.equal(new Set(featureNames).size, 83);
    assert.equal(signatures.length, 40);
    assert.deepEqual(signatures.slice(0, 6), ['', '1', '3', 'p', '11', '13']);
  });

  it('describe the first cell of the benchmark: p1s1ss', () => {
    // Paths 0>3: 1; 0>1>3: p s; 0>2>3: 1 s; 0>1>2>3: p s s.
    assert.deepEqual(named('p1s1ss'), {
      'edge01=p': 1,
      'edge02=1': 1,
      'edge12=s': 1,
      'edge03=1': 1,
      'edge13=s': 1,
      'edge23=s': 1,
      'paths[1]': 2,
      'paths[p]': 2,
      'live 1': 2,
      'live p': 1,
      'live s': 3,
      'live paths': 4,
      'most convolutions': 1,
      'most p': 1,
      'longest signature': 1,
      'shortest signature': 1,
      'total signature length': 4,
    });
  });

  it('leave out edges without effect: 3n13nn is its direct edge', () => {
    assert.deepEqual(named('3n13nn'), {
      'edge01=n': 1,
      'edge02=n': 1,
      'edge12=n': 1,
      'edge03=3': 1,
      'edge13=n': 1,
      'edge23=n': 1,
      'paths[3]': 1,
      'live 3': 1,
      'live paths': 1,
      'most 3': 1,
      'most convolutions': 1,
      'fewest convolutions': 1,
      'longest signature': 1,
      'shortest signature': 1,
      'total signature length': 1,
    });
  });

  it('count the letters along the longest path in order: 3s1nnp', () => {
    const features = named('3s1nnp');
    assert.equal(features['paths[31p]'], 1);
    assert.equal(features['paths[p]'], 1);
    assert.equal(features['longest signature'], 3);
    assert.equal(features['fewest convolutions'], undefined);
    assert.equal(features['fewest p'], 1);
  });

  it('say -1 where there is no path', () => {
    const features = named('333nnn');
    for (const name of featureNames.slice(75)) assert.equal(features[name], -1, name);
    assert.equal(features['live paths'], undefined);
    assert.equal(hasNoPath('333nnn'), true);
  });

  it('agree with pruning on every cell, into a used buffer too', () => {
    const buffer = new Float64Array(83).fill(7);
    let withoutPath = 0;
    for (let i = 0; i < CELLS; i++) {
      const code = cellCode(i);
      const pruned = pruneCell(code);
      assert.equal(hasNoPath(code), pruned === 'nnnnnn', code);
      if (hasNoPath(code)) withoutPath++;
      assert.deepEqual(cellFeatures(code, buffer), cellFeatures(pruned), code);
    }
    assert.equal(withoutPath, 1 + withoutPathByHand());
  });
});

/** Cells without a path but the one of six nones, by the rule's words: each of the four paths holds a none. */
function withoutPathByHand(): number {
  let count = 0;
  for (let set = 1; set < 64; set++) {
    const present = (edge: number) => (set >> edge) % 2 === 1;
    const connected =
      present(3) ||
      (present(0) && present(4)) ||
      (present(1) && present(5)) ||
      (present(0) && present(2) && present(5));
    if (!connected) count += 4 ** [0, 1, 2, 3, 4, 5].filter(present).length;
  }
  return count;
}
