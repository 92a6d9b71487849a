/** Baselines keep their budget, repeat bit for bit, and do what they say. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baselines, runBaseline } from '../../../envs/mcu-codesign/baselines/index.js';
import { plane } from '../../../envs/mcu-codesign/baselines/space-evolution.js';

type Row = Readonly<Record<string, string | number | boolean>>;
const number = (row: Row | undefined, name: string): number => row?.[name] as number;

describe('baselines of McuCodesign-v0', () => {
  for (const { name, preset } of baselines) {
    it(`${name} spends no more than its budget, and the same seed gives the same`, () => {
      const budget = 130;
      const [first, second] = [0, 0].map((seed) => runBaseline(name, { budget, seed }));
      assert.deepEqual(first, second);
      assert.equal(first?.preset, preset);
      assert.ok((first?.evaluations ?? 0) >= 1 && (first?.evaluations ?? 0) <= budget);
    });
  }

  it("mcunet-published reports the published networks with TinyEngine's memory", () => {
    const { rows = [] } = runBaseline('mcunet-published');
    const in3 = rows.find(({ network }) => network === 'mcunet-in3');
    assert.deepEqual([number(in3, 'sramBytes'), in3?.['accuracy'], in3?.['feasible']], [266344, 0.618, true]);
    const small = runBaseline('mcunet-published', { options: { board: 'stm32f412' } }).rows ?? [];
    assert.match(
      String(small.find(({ network }) => network === 'mcunet-in3')?.['reasons']),
      /needs 261 KiB of SRAM, the board has 256/,
    );
  });

  it('mobilenet-scaling is the whole grid of resolutions and widths', () => {
    const { rows = [], best } = runBaseline('mobilenet-scaling');
    assert.equal(rows.length, 12 * 9);
    const feasible = rows.filter((row) => row['feasible']);
    assert.equal(best?.evaluation.metrics['accuracy'], Math.max(...feasible.map((row) => number(row, 'accuracy'))));
  });

  it('best-patch is no worse than layer by layer, for the same network', () => {
    const design = { resolution: 192, widthMultiplier: 0.5 };
    const tiled = runBaseline('best-patch', { design });
    const plain = runBaseline('layerwise', { design });
    assert.equal(tiled.rows?.length, 1 + 3 * 10);
    const sram = (of: typeof tiled) => of.best?.evaluation.metrics['sramBytes'] as number;
    assert.ok(sram(tiled) < sram(plain));
    assert.equal(tiled.best?.evaluation.metrics['macs'], plain.best?.evaluation.metrics['macs']);
  });

  it('mcunet-two-stage searches inside the resolution and width that it picked', () => {
    const { rows = [], best, notes } = runBaseline('mcunet-two-stage', { budget: 600 });
    assert.equal(rows.length, 108);
    const most = Math.max(...rows.map((row) => number(row, 'meanMacs')));
    const picked = rows.find((row) => row['meanMacs'] === most);
    assert.match(
      notes?.[0] ?? '',
      new RegExp(`resolution ${picked?.['resolution']}, widthMultiplier ${picked?.['widthMultiplier']}`),
    );
    assert.deepEqual(
      [best?.design['resolution'], best?.design['widthMultiplier']],
      [picked?.['resolution'], picked?.['widthMultiplier']],
    );
    assert.equal(best?.evaluation.feasible, true);
  });

  it('mcuformer-evolution keeps the memory limit and the point of its supernet', () => {
    const { best } = runBaseline('mcuformer-evolution', { budget: 400, design: { patchSize: 24 } });
    assert.equal(best?.evaluation.feasible, true);
    assert.deepEqual([best?.design['patchSize'], best?.design['rankRatio'], best?.design['imageSize']], [24, 0.9, 240]);
    const started = runBaseline('mcuformer-evolution', { budget: 50, design: { patchSize: 24 } }).best;
    assert.ok((best?.evaluation.metrics['accuracy'] ?? 0) >= (started?.evaluation.metrics['accuracy'] ?? 1));
  });

  it('mcuformer-evolution-release keeps 18 to 23 million parameters, whatever the memory', () => {
    const { best } = runBaseline('mcuformer-evolution-release', { budget: 400 });
    const params = best?.evaluation.metrics['params'] ?? 0;
    assert.ok(params >= 18e6 && params <= 23e6);
    assert.equal(best?.evaluation.feasible, false);
  });

  it('mcuformer-space walks on the grid of the space; its planes are least squares', () => {
    const { rows = [] } = runBaseline('mcuformer-space', { budget: 200 });
    assert.ok(rows.length >= 1 && rows.length <= 7);
    for (const row of rows) {
      assert.ok(number(row, 'rank') >= 0.4 && number(row, 'rank') <= 0.95 && number(row, 'patch') % 4 === 0);
    }
    const points = [
      [0.4, 16],
      [0.6, 24],
      [0.8, 16],
      [0.5, 32],
      [0.9, 28],
    ] as const;
    const flat = points.map(([rank, patch]) => ({ rank, patch, error: 50 - 30 * rank + 0.5 * patch, illegal: 0.2 }));
    const { rank, patch } = plane(flat, 'error');
    assert.ok(Math.abs(rank + 30) < 1e-9 && Math.abs(patch - 0.5) < 1e-9);
    const none = plane(flat, 'illegal');
    assert.ok(Math.abs(none.rank) + Math.abs(none.patch) < 1e-12);
  });

  it('mcuformer-accountings: what fits by the rule of the release does not fit honestly', () => {
    const { rows = [] } = runBaseline('mcuformer-accountings', { budget: 1500 });
    assert.deepEqual(
      rows.map(({ rule }) => rule),
      ['paper', 'release', 'honest'],
    );
    for (const row of rows) {
      assert.ok(number(row, `sramBytes under ${row['rule']}`) <= 327680);
      assert.ok(number(row, 'sramBytes under honest') > number(row, 'sramBytes under paper'));
    }
    assert.ok(number(rows[0], 'sramBytes under honest') > 327680);
  });

  it('planner-ablation shows what in-place computation and exported PADs are worth', () => {
    const { rows = [] } = runBaseline('planner-ablation');
    const arena = (variant: string) =>
      number(
        rows.find((row) => row['network'] === 'mcunet-in3' && row['variant'] === variant),
        'arenaBytes',
      );
    assert.deepEqual(
      [arena('in place'), arena('not in place'), arena('no PADs'), arena('a PAD before each convolution')],
      [247808, 371712, 371712, 416832],
    );
  });

  it('refuses what it does not know', () => {
    assert.throws(() => runBaseline('mcunet-two-stages'), {
      code: 'badRequest',
      message: /did you mean mcunet-two-stage/,
    });
    assert.throws(() => runBaseline('random', { preset: 'mcunet-300' }), { code: 'unknownPreset', path: '/preset' });
    assert.throws(() => runBaseline('random', { design: { resolution: 97 } }), {
      code: 'badRequest',
      path: '/design/resolution',
    });
    assert.throws(() => runBaseline('mobilenet-scaling', { preset: 'mcuformer-320' }), { code: 'badRequest' });
    assert.throws(() => runBaseline('mcuformer-evolution', { preset: 'mcunet-320' }), { code: 'badRequest' });
  });
});
