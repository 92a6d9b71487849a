/** The surrogates of microcontroller networks: what was fitted, its limits, and tables of a user's own. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadTemplate } from '../../hwtemplates/index.js';
import {
  accuracyEstimator,
  estimatorNames,
  mbconvMacs,
  mcuformerSupernet,
  readTable,
} from '../../src/accuracy/index.js';
import { fitModel } from '../../src/accuracy/linear-model.js';
import { buildNetwork, networkFamily } from '../../src/networks/index.js';
import { referencePath } from '../networks/reference.js';

const figures = (path: string, ...columns: readonly string[]): (readonly [string, ...number[]])[] => {
  const table = readTable(path);
  return table.rows.map((row) => [
    row[0] as string,
    ...columns.map((column) => Number(row[table.columns.indexOf(column)])),
  ]);
};

describe('mbconv-macs', () => {
  it('is the least-squares curve through the seven published ImageNet networks', (t) => {
    const path = referencePath(t, 'mcu', 'published_model_stats.csv');
    if (path === undefined) return;
    const rows = figures(path, 'macs_M', 'top1_quant').filter(
      ([id, , top1]) => (top1 as number) > 0 && id !== 'mcunet-vww0',
    );
    assert.equal(rows.length, 7);
    const problem = {
      name: 'macs',
      features: ['(macs/1e6)^-0.15'],
      rows: rows.map(([, macs]) => Float64Array.of((macs as number) ** -0.15)),
      targets: rows.map(([, , top1]) => top1 as number),
      standardised: 0,
    };
    const refitted = fitModel(problem, [...rows.keys()], 0);
    const [model] = loadTemplate('accuracy/linear', 'mbconv-macs').models;
    assert.ok(Math.abs(refitted.intercept - (model?.intercept ?? 0)) < 5e-4);
    assert.ok(Math.abs((refitted.weights[0] ?? 0) - (model?.weights[0] ?? 0)) < 5e-4);
    assert.deepEqual(model?.crossValidation, refitted.crossValidation);
  });

  it('estimates by MACs alone, within its cut', () => {
    const estimate = (width: number) =>
      mbconvMacs().estimate({ network: buildNetwork('mobilenet-v2', { width, resolution: 96 }) }, 'imagenet-1k');
    const { accuracy, standardError, provenance } = estimate(0.35);
    assert.equal(accuracy, (104.665 - 85.543 * 11.934128 ** -0.15) / 100);
    assert.equal(standardError, 0.0174);
    assert.deepEqual([provenance.scale, provenance.validated, provenance.extrapolated], ['surrogate', false, false]);
    const vgg = networkFamily('vgg-16');
    const large = { family: vgg.id, parameters: vgg.parse({}) };
    const huge = mbconvMacs().estimate(large, 'imagenet-1k');
    assert.equal(huge.accuracy, 0.75);
    assert.equal(huge.provenance.extrapolated, true);
    assert.throws(() => mbconvMacs().estimate({}, 'imagenet-1k'), { code: 'unsupported' });
    assert.throws(() => mbconvMacs().estimate(large, 'cifar10'), {
      code: 'badRequest',
      path: '/task',
    });
  });
});

describe('mcuformer-supernet', () => {
  it('is the plane through the scores that the authors left', (t) => {
    const path = referencePath(t, 'mcu', 'mcuformer_rank_patch_accuracy.csv');
    if (path === undefined) return;
    const rows = figures(path, 'rank_ratio', 'patch', 'supernet_top1_percent').map(([, ...numbers]) => numbers);
    const points = rows.map(([rank = 0, patch = 0]) => `${rank} ${patch}`);
    const features = rows.map(([r = 0, p = 0]) => Float64Array.of(r, p, r * r, r * p, p * p));
    const refitted = fitModel(
      {
        name: 'plane',
        features: ['r', 'p', 'rr', 'rp', 'pp'],
        rows: features,
        targets: rows.map(([, , top1]) => top1 as number),
        standardised: 0,
      },
      points.map((point) => points.indexOf(point)),
      0,
    );
    const [model] = loadTemplate('accuracy/linear', 'mcuformer-supernet').models;
    refitted.weights.forEach((weight, i) => {
      assert.ok(Math.abs(weight / (model?.weights[i] ?? 0) - 1) < 2e-3, `weight ${i}: ${weight}`);
    });
    assert.ok(Math.abs(refitted.crossValidation.rmse - (model?.crossValidation.rmse ?? 0)) < 0.01);
  });

  it('takes both ratios together as the scores do', () => {
    const point = { patchSize: 16, embed: 192, depth: 13 };
    const of = (rankRatioAttention: number, rankRatioMlp: number) =>
      mcuformerSupernet().estimateFigures({ ...point, rankRatioAttention, rankRatioMlp }, 'imagenet-1k-supernet');
    assert.ok(Math.abs(of(0.9, 0.6).accuracy - of(0.69, 0.69).accuracy) < 1e-12);
    assert.equal(of(0.6, 0.6).standardError, 0.0286);
    assert.match(of(0.6, 0.6).provenance.reasons.join(), /inside the supernet/);
    assert.equal(
      mcuformerSupernet().estimateFigures(
        { ...point, patchSize: 32, rankRatioAttention: 0.6, rankRatioMlp: 0.6 },
        'imagenet-1k-supernet',
      ).provenance.extrapolated,
      true,
    );
  });
});

describe('design-table', () => {
  let folder = '';
  const table = (text: string): string => {
    const path = join(
      folder,
      `${Math.abs([...text].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 7))}.csv`,
    );
    writeFileSync(path, text);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codesign-gym-table-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('looks a design up by the columns that the table has', () => {
    const path = table('resolution,widthMultiplier,accuracy,standardError\n96,0.5,0.41,0.01\n128,0.5,0.47,0.02\n');
    const estimator = accuracyEstimator('design-table', { table: path });
    const design = { resolution: 128, widthMultiplier: 0.5, stage1Depth: 3 };
    const { accuracy, standardError, provenance } = estimator.estimate({ design }, 'accuracy');
    assert.deepEqual([accuracy, standardError, provenance.scale, provenance.validated], [0.47, 0.02, 'measured', true]);
    assert.equal(estimator.supports(design), true);
    assert.throws(() => estimator.estimate({ design: { resolution: 64 } }, 'accuracy'), {
      code: 'notInTable',
      message: /no row for resolution 64, widthMultiplier -/,
    });
  });

  it('refuses tables that do not say what they should', () => {
    const of = (text: string) => () => accuracyEstimator('design-table', { table: table(text) });
    assert.throws(of('resolution,top1\n96,0.4\n'), { code: 'badRequest', message: /no column accuracy/ });
    assert.throws(of('accuracy\n0.4\n'), { code: 'badRequest', message: /names a parameter/ });
    assert.throws(of('resolution,accuracy\n96,41\n'), {
      code: 'badRequest',
      message: /fraction from 0 to 1, not "41"/,
    });
    assert.throws(of('resolution,accuracy\n96,0.4\n96,0.5\n'), {
      code: 'badRequest',
      message: /line 3: the same design/,
    });
    assert.throws(() => accuracyEstimator('design-table'), { code: 'badRequest', path: '/table' });
    assert.throws(() => accuracyEstimator('design-table', { table: join(folder, 'none.csv') }), {
      code: 'tableMissing',
    });
  });
});

it('the estimators are known by name', () => {
  for (const name of ['mbconv-macs', 'mcuformer-supernet', 'design-table']) assert.ok(estimatorNames.includes(name));
});
