import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_SOBOL_DIMENSION, SobolSequence, sobolPoints } from '../../src/design/sobol.js';
import { joeKuo } from '../../src/design/sobol-directions.js';

const points = (sequence: SobolSequence, count: number) => Array.from({ length: count }, (_, k) => sequence.point(k));

/** Every elementary interval of volume 2^-m of the axes `a` and `b` holds one of the 2^m points: a (0, m, 2)-net. */
function isNet(sequence: SobolSequence, m: number, a: number, b: number): boolean {
  const sample = points(sequence, 2 ** m);
  for (let split = 0; split <= m; split++) {
    const cells = new Set(
      sample.map(
        (p) => `${Math.floor((p[a] as number) * 2 ** split)},${Math.floor((p[b] as number) * 2 ** (m - split))}`,
      ),
    );
    if (cells.size !== 2 ** m) return false;
  }
  return true;
}

test('the first points of three dimensions in Gray-code order, as scipy.stats.qmc.Sobol 1.17 gives them', () => {
  const expected = [
    [0, 0, 0],
    [0.5, 0.5, 0.5],
    [0.75, 0.25, 0.25],
    [0.25, 0.75, 0.75],
    [0.375, 0.375, 0.625],
    [0.875, 0.875, 0.125],
    [0.625, 0.125, 0.875],
    [0.125, 0.625, 0.375],
  ];
  assert.deepEqual(
    points(new SobolSequence(3, { scramble: false }), 8).map((p) => [...p]),
    expected,
  );
});

for (const scramble of [false, true]) {
  const title = scramble ? 'scrambled' : 'plain';
  const sequence = new SobolSequence(MAX_SOBOL_DIMENSION, { seed: 7, scramble });

  test(`${title}: every axis is a (0, m, 1)-net`, () => {
    const sample = points(sequence, 256);
    for (let j = 0; j < MAX_SOBOL_DIMENSION; j++) {
      assert.equal(new Set(sample.map((p) => Math.floor((p[j] as number) * 256))).size, 256, `axis ${j}`);
    }
  });

  test(`${title}: the first two axes are a (0, m, 2)-net, the second and third for m = 1`, () => {
    for (const m of [2, 5, 8]) assert.ok(isNet(sequence, m, 0, 1), `m = ${m}`);
    assert.ok(isNet(sequence, 1, 1, 2));
  });
}

test('Joe and Kuo chose the numbers so that Property A holds: the leading bits of each dimension are independent', () => {
  // Sobol's Property A for dimension d: the matrix of the first bits of v_1..v_d of the first d dimensions is regular.
  const rows = Array.from({ length: MAX_SOBOL_DIMENSION }, (_, j) => leadingBits(j, MAX_SOBOL_DIMENSION));
  for (let d = 1; d <= MAX_SOBOL_DIMENSION; d++) assert.equal(rank(rows.slice(0, d), d), d, `dimension ${d}`);
});

/** Bit k-1 of m_k for k = 1..count, as a bigint with column k at bit k-1. */
function leadingBits(j: number, count: number): bigint {
  const [a, ...initial] = j === 0 ? [0, 1] : (joeKuo[j - 1] as readonly number[]);
  const m = initial.map(BigInt);
  const degree = initial.length;
  for (let k = degree; k < count; k++) {
    const oldest = m[k - degree] as bigint;
    let next = j === 0 ? 1n : oldest ^ (oldest << BigInt(degree));
    for (let i = 1; i < degree; i++) {
      if ((((a as number) >> (degree - 1 - i)) & 1) === 1) next ^= (m[k - i] as bigint) << BigInt(i);
    }
    m.push(next);
  }
  return m.reduce((bits, number, k) => bits | (((number >> BigInt(k)) & 1n) << BigInt(k)), 0n);
}

function rank(rows: readonly bigint[], columns: number): number {
  let remaining = rows.map((row) => row & ((1n << BigInt(columns)) - 1n));
  let found = 0;
  for (let c = 0n; c < BigInt(columns); c++) {
    const pivot = remaining.find((row) => (row >> c) & 1n);
    if (pivot === undefined) continue;
    found++;
    remaining = remaining.filter((row) => row !== pivot).map((row) => ((row >> c) & 1n ? row ^ pivot : row));
  }
  return found;
}

test('the table holds polynomials in rising order and odd initial numbers below 2^k', () => {
  joeKuo.forEach(([a, ...m], row) => {
    m.forEach((number, k) => {
      assert.ok(number % 2 === 1 && number < 2 ** (k + 1), `row ${row}, m_${k + 1} = ${number}`);
    });
    const previous = joeKuo[row - 1];
    if (previous?.length === m.length + 1) assert.ok((a as number) > (previous[0] as number), `row ${row}`);
  });
});

test('the seed decides about the scrambling', () => {
  const first = (seed: number) => [...new SobolSequence(4, { seed }).point(5)];
  assert.deepEqual(first(1), first(1));
  assert.notDeepEqual(first(1), first(2));
});

test('scrambling spreads point 0 evenly over the seeds', () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    const [x = 0] = new SobolSequence(1, { seed }).point(0);
    counts[Math.floor(x * 10)] = (counts[Math.floor(x * 10)] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
  assert.ok(chiSquare < 30, `chi-square ${chiSquare} with 9 degrees of freedom`);
});

test('a dimension beyond the table is refused with the largest one', () => {
  for (const dimension of [0, 1.5, MAX_SOBOL_DIMENSION + 1]) {
    assert.throws(() => new SobolSequence(dimension), { code: 'badRequest', message: /1 to 161 dimensions/ });
  }
});

test('points of more dimensions go on with uniform numbers of the seed', () => {
  const wide = MAX_SOBOL_DIMENSION + 2;
  for (const scramble of [true, false]) {
    const sequence = new SobolSequence(MAX_SOBOL_DIMENSION, { seed: 5, scramble });
    const point = sobolPoints(wide, { seed: 5, scramble });
    for (const index of [0, 3, 1000]) {
      const found = Array.from(point(index));
      assert.equal(found.length, wide);
      assert.deepEqual(found.slice(0, MAX_SOBOL_DIMENSION), [...sequence.point(index)]);
      assert.deepEqual(Array.from(sobolPoints(wide, { seed: 5, scramble })(index)), found);
      assert.notEqual(sobolPoints(wide, { seed: 6, scramble })(index)[wide - 1], found[wide - 1]);
    }
    const mean = Array.from({ length: 400 }, (_, k) => Number(point(k)[wide - 1])).reduce((a, b) => a + b, 0) / 400;
    assert.ok(Math.abs(mean - 0.5) < 0.05, `${mean}`);
  }
  const narrow = sobolPoints(2, { seed: 5 });
  assert.deepEqual(narrow(7), new SobolSequence(2, { seed: 5 }).point(7));
});
