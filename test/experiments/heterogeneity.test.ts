/** The study of what macros beside an NPU buy: its figures, and a small run of it. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  type Comparison,
  gainRows,
  type HeterogeneityRequest,
  type Outcome,
  runHeterogeneity,
  writeHeterogeneity,
} from '../../src/experiments/heterogeneity/index.js';

const one = (metrics: Record<string, number>): Outcome => [{ design: {}, metrics }];
const setting = { areaMm2: 4, leastAccuracy: 0.7, arm: 'fresh', adcModel: 'zigzag-28nm' } as const;
const near = (got: number | undefined, expected: number) => assert.ok(Math.abs((got ?? Number.NaN) - expected) < 1e-12);

describe('figures of the study', () => {
  it('are shares saved, over the seeds in which both searches found a design', () => {
    const latencies: (number | undefined)[] = [8, 11, 6, undefined];
    const comparisons = latencies.map(
      (latencyS, seed): Comparison => ({
        ...setting,
        measure: 'latencyS',
        seed,
        npuOnly: one({ latencyS: 10 }),
        whole: latencyS === undefined ? [] : one({ latencyS }),
      }),
    );
    const [row, ...others] = gainRows(comparisons);
    assert.deepEqual(others, []);
    assert.deepEqual([row?.compared, row?.seeds, row?.better], [3, 4, 2 / 3]);
    near(row?.median, 0.2);
    near(row?.best, 0.4);
    near(row?.quartiles[0], 0.05);
  });

  it('are points of accuracy, and decades of latency and energy up to twice the worst of the NPU alone', () => {
    const found = (latencyS: number, energyJ: number, accuracy = 0.7) => one({ latencyS, energyJ, accuracy });
    const [accuracy] = gainRows([
      { ...setting, measure: 'accuracy', seed: 0, npuOnly: found(1, 1, 0.7), whole: found(1, 1, 0.72) },
    ]);
    near(accuracy?.median, 0.02);
    // From 1 to 2 in both; the whole space halves the latency: (log10 4)(log10 2) over (log10 2)^2.
    const [volume] = gainRows([
      { ...setting, measure: 'hypervolume', seed: 0, npuOnly: found(1, 1), whole: found(0.5, 1) },
    ]);
    near(volume?.median, 1);
  });
});

describe('the study', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cogym-heterogeneity-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const request: HeterogeneityRequest = {
    agent: 'random',
    budget: 15,
    seeds: [1],
    areas: [8],
    accuracies: [0.62],
    adcModels: ['zigzag-28nm', 'andrulis'],
  };
  let whole: Comparison[] | undefined;

  it('goes on where it was stopped, with what was found before', async () => {
    const stopped = join(folder, 'stopped');
    let searches = 0;
    assert.equal(await runHeterogeneity(request, stopped, { stop: () => searches++ >= 3 }), undefined);
    const file = join(stopped, 'searches.jsonl');
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 3);
    // A line that a crash cut off.
    appendFileSync(file, '{"key":"');
    let computed = 0;
    const resumed = await runHeterogeneity(request, stopped, {
      onProgress: (progress) => (computed = progress.computed),
    });
    whole = await runHeterogeneity(request, join(folder, 'whole'));
    assert.deepEqual(resumed, whole);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    assert.equal(computed, (lines.length - 3) * request.budget);
  });

  it('compares latency and energy under each model of converters, and never loses a design that it begins with', () => {
    assert.ok(whole !== undefined && whole.length > 0);
    const models = new Set(whole.filter(({ measure }) => measure === 'energyJ').map(({ adcModel }) => adcModel));
    assert.deepEqual([...models], request.adcModels);
    for (const { measure, arm, npuOnly, whole: found } of whole) {
      if (measure === 'hypervolume') continue;
      const [alone, best] = [npuOnly[0]?.metrics, found[0]?.metrics];
      if (best !== undefined && measure !== 'accuracy') {
        assert.ok((best['accuracy'] as number) >= (alone?.['accuracy'] as number));
      }
      if (arm === 'fresh') continue;
      assert.ok(best !== undefined, measure);
      const sign = measure === 'accuracy' ? -1 : 1;
      assert.ok(sign * (best[measure] as number) <= sign * (alone?.[measure] as number), measure);
    }
  });

  it('is written as a page without scripts, data and pictures', () => {
    const { rows, files } = writeHeterogeneity(request, whole as Comparison[], join(folder, 'whole'));
    const page = readFileSync(files.report, 'utf8');
    assert.match(page, /not silicon/);
    assert.doesNotMatch(page, /<script/);
    assert.equal(page.match(/<svg/g)?.length, 2);
    assert.deepEqual(JSON.parse(readFileSync(files.json, 'utf8')).rows.length, rows.length);
    assert.ok(files.pictures.every((file) => readFileSync(file, 'utf8').startsWith('<svg')));
  });

  it('refuses what does not ask and tell', async () => {
    await assert.rejects(runHeterogeneity({ ...request, agent: 'ppo' }, folder), { code: 'unknownAgent' });
  });
});
