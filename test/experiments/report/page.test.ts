import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { categorical, real } from '../../../src/design/parameter.js';
import { finals } from '../../../src/experiments/report/comparison.js';
import type { Point, ReportData } from '../../../src/experiments/report/data.js';
import { measureOf } from '../../../src/experiments/report/measure.js';
import { renderReport } from '../../../src/experiments/report/page.js';
import { formatMetric, formatNumber } from '../../../src/experiments/units.js';
import { median } from '../../../src/stats/quantile.js';
import { synthetic } from './synthetic.js';
import { elements, readable } from './well-formed.js';

const sections = ['setting', 'comparison', 'progress', 'trade-offs', 'best-designs', 'winner', 'provenance', 'repeat'];
const small = { seeds: 3, budget: 60 };

function sectionIds(html: string): string[] {
  return elements(html).flatMap(
    ({ name, attributes }) => (name === 'section' && / id="([^"]+)"/.exec(attributes)?.[1]) || [],
  );
}

/** A problem of two minimised objectives, without metrics and details. */
function multiObjective(changes: Partial<ReportData['problem']> = {}): ReportData {
  const data = synthetic({ agents: ['random'], strategies: ['joint'], ...small });
  const problem = {
    id: 'curve',
    version: '1',
    options: {},
    objectives: [
      { name: 'f1', direction: 'minimize' },
      { name: 'f2', direction: 'maximize' },
    ] as const,
    parameters: [real('x', 0.1, 10, { scale: 'log' }), categorical('kind', ['<a>', 'b'])],
    metrics: [],
    ...changes,
  };
  const runs = [0, 1, 2].map((seed) => ({
    seed,
    points: Array.from({ length: 60 }, (_, i): Point => {
      const x = 0.1 + ((i * 7 + seed * 13) % 60) / 6.1;
      return {
        design: { x, kind: i % 2 ? 'b' : '<a>' },
        feasible: true,
        violation: 0,
        objectives: [x, 1 / x],
        metrics: {},
      };
    }),
  }));
  const [arm] = data.arms;
  const { winner: _, ...rest } = data;
  return { ...rest, problem, arms: [{ ...(arm as ReportData['arms'][number]), runs }] };
}

describe('the report page', () => {
  const data = synthetic(small);
  const { html, pictures } = renderReport(data);
  const words = readable(html);

  it('is well-formed HTML with every section', () => {
    assert.ok(html.startsWith('<!doctype html>'));
    assert.deepEqual(sectionIds(html), sections);
  });

  it('needs nothing else: no script, no address outside', () => {
    const names = new Set(elements(html).map(({ name }) => name));
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'image', 'use']) assert.ok(!names.has(name), name);
    const addresses = [...html.matchAll(/\bhttps?:\/\/[^"'\s<]+/g)].map(([address]) => address);
    assert.deepEqual(new Set(addresses), new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink']));
    assert.doesNotMatch(html, /url\((?!#)|@import|javascript:/);
  });

  it('lets the figures of its headline wrap on a narrow screen', () => {
    assert.match(html, /@media screen and \(max-width: \d+px\) \{ \.unbroken \{ white-space: normal; \} \}/);
  });

  it('gives the same bytes for the same data', () => {
    const again = renderReport(data);
    assert.equal(again.html, html);
    assert.deepEqual(again.pictures, pictures);
  });

  it('shows the median of every arm as the data has it', () => {
    const measure = measureOf(data);
    for (const arm of data.arms) {
      const middle = measure.shown(median(finals(arm, measure)));
      assert.ok(
        html.includes(`<b>${Number.isFinite(middle) ? formatNumber(middle) : 'none'}</b>`),
        `${arm.agent} ${arm.strategy}`,
      );
    }
    assert.match(words, /720 in 12 runs/);
  });

  it('shows the winner with its metrics, limits, parameters and parts', () => {
    const { winner } = data;
    assert.ok(winner);
    for (const { name, unit, limit } of data.problem.metrics) {
      assert.ok(words.includes(formatMetric(name, winner.result.metrics[name] as number, unit, 4)), name);
      if (limit !== undefined) assert.ok(words.includes(formatMetric(name, limit, unit)), `limit of ${name}`);
    }
    for (const part of ['acc1.template', 'block1.conv1', '32x32x3 -> 32', 'max-pool 2x2', 'acc 2', '96 KiB', '1 GHz']) {
      assert.ok(words.includes(part), part);
    }
    assert.match(words, /gives the recorded figures to the last bit/);
  });

  it('prints accuracies with their error, and capacity never as one', () => {
    assert.match(words, /75\.1 % ± 1\.6 \(surrogate\)/);
    assert.match(words, /0\.720 of 1: capacity, not an accuracy/);
    assert.doesNotMatch(words, /72\.0 %/);
  });

  it('says where every metric comes from', () => {
    const table = words.slice(words.indexOf('Where the figures come from'));
    assert.match(table, /latency, energy, area, cycles dataflow corrected yes, validated within/);
    assert.match(table, /average quality capacity no within capacity is not an accuracy/);
  });

  it('says how to repeat it', () => {
    assert.match(words, /cogym run two-networks\.json/);
    assert.match(words, /"problem": "AsicCodesign-v0"/);
    assert.match(words, /codesign-gym 0\.1\.0, Node\.js 22\.1\.0, commit 0123456789ab/);
  });

  it('describes every picture for those who cannot see it, under ids of its own', () => {
    const roots = elements(html).filter(({ name }) => name === 'svg');
    assert.equal(roots.length, pictures.length);
    for (const { attributes } of roots) {
      const label = /aria-labelledby="([^"]+)"/.exec(attributes)?.[1];
      assert.ok(label && html.includes(`<title id="${label}">`));
      assert.match(attributes, /role="img".*viewBox|viewBox.*role="img"/);
    }
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('names bars and points of the front for the pointer, and nothing else', () => {
    const schedule = pictures.find(({ name }) => name === 'schedule')?.svg ?? '';
    const titles = [...schedule.matchAll(/<path[^>]*><title>([^<]*)<\/title>/g)].map(([, title]) => title);
    assert.equal(titles.length, 16);
    assert.ok(
      titles.every((title) =>
        /^net[12] \d block\d\.conv\d: cycles |^net[12] 8 classifier: cycles /.test(title as string),
      ),
    );
    assert.doesNotMatch(schedule, /ecmeta/);
  });

  it('gives pictures as files that stand alone', () => {
    assert.deepEqual(pictures.map(({ name }) => name).sort(), [
      'best-designs',
      'best-so-far',
      'schedule',
      'share-feasible',
      'trade-off-1',
      'trade-off-2',
      'trade-off-3',
    ]);
    for (const { svg } of pictures) {
      elements(svg);
      assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.doesNotMatch(svg, /var\(|NaN|undefined/);
    }
  });

  it('escapes whatever names hold', () => {
    const evil = '<script>alert("1")</script>&\u0007';
    const hostile: ReportData = {
      ...data,
      name: evil,
      description: evil,
      command: evil,
      spec: { name: evil },
      problem: {
        ...data.problem,
        workload: evil,
        options: { [evil]: evil },
        metrics: data.problem.metrics.map((metric, i) => (i === 3 ? { ...metric, description: evil } : metric)),
      },
      arms: data.arms.map((arm) => ({ ...arm, agent: evil, strategy: arm.strategy + evil })),
    };
    const page = renderReport(hostile);
    assert.doesNotMatch(page.html, /<script/);
    elements(page.html);
    for (const { svg } of page.pictures) elements(svg);
    assert.ok(readable(page.html).includes('<script>alert("1")</script>&'));
  });
});

describe('reports of unusual experiments', () => {
  it('says so when no design is feasible, and draws no infeasible objective as if it were one', () => {
    const { html, pictures } = renderReport(synthetic({ ...small, hopeless: true }));
    const words = readable(html);
    assert.deepEqual(sectionIds(html), sections);
    assert.match(words, /No design keeps every limit\. The nearest miss is of/);
    assert.match(words, /it breaks .*latency by/);
    assert.match(words, /no design is feasible, so there is no front/);
    assert.match(words, /never/);
    assert.match(words, /there is no best so far to draw/);
    assert.ok(!pictures.some(({ name }) => name === 'best-so-far'));
    for (const { svg } of pictures) assert.doesNotMatch(svg, /NaN|Infinity/);
  });

  it('shows the question alone before the first evaluation', () => {
    const { winner: _, ...data } = synthetic({ agents: [] });
    const { html, pictures } = renderReport(data);
    assert.deepEqual(sectionIds(html), ['setting', 'provenance', 'repeat']);
    assert.match(readable(html), /No design has been evaluated yet/);
    assert.deepEqual(pictures, []);
  });

  it('makes do with one seed and one evaluation', () => {
    const { html } = renderReport(synthetic({ agents: ['random'], strategies: ['joint'], seeds: 1, budget: 1 }));
    assert.deepEqual(sectionIds(html), sections);
    assert.match(readable(html), /1 in 1 run\b/);
    assert.match(
      readable(renderReport(synthetic({ agents: ['genetic'], seeds: 1, budget: 60 })).html),
      /of the only seed/,
    );
  });

  it('measures several objectives by their hypervolume', () => {
    const data = multiObjective({ referencePoint: [11, 11] });
    const { html, pictures } = renderReport(data);
    assert.match(readable(html), /Hypervolume over f1, f2, up to the reference point of the problem: 11, -11/);
    assert.deepEqual(pictures.map(({ name }) => name).sort(), ['best-designs', 'best-so-far', 'trade-off-1']);
    for (const { svg } of pictures) assert.doesNotMatch(svg, /NaN|Infinity/);
    assert.match(
      readable(renderReport(multiObjective()).html),
      /share of the box between the best and the worst feasible figures/,
    );
  });

  it('shows a generic card for a problem without details, limits or metrics', () => {
    const data = multiObjective({ objectives: [{ name: 'value', direction: 'minimize' }] });
    const { design, objectives } = data.arms.flatMap(({ runs }) => runs.flatMap(({ points }) => points))[0] as Point;
    const result = {
      metrics: {},
      objectives,
      feasible: true,
      violation: 0,
      violations: [],
      provenance: { simulator: 'formula', validated: true, extrapolated: true, assumption: 'none' },
    };
    const winner = { arm: 0, seed: 0, evaluation: 1, design, result, differences: [] };
    const words = readable(renderReport({ ...data, winner }).html);
    assert.match(words, /there is no trade-off to show/);
    assert.match(words, /kind <a>/);
    assert.match(words, /the winning design as a whole formula yes, validated extrapolated none/);
    const other = readable(renderReport({ ...data, winner: { ...winner, differences: ['value 1 then, 2 now'] } }).html);
    assert.match(other, /does not give the recorded figures, which are shown here \(value 1 then, 2 now\)/);
    assert.doesNotMatch(other, /the winning design as a whole/);
  });

  it('shows what the problem warns of, and each of several workloads', () => {
    const source = { simulator: 'dram', validated: true, extrapolated: false };
    const metrics = [{ name: 'totalTimeS', unit: 's', description: 'until the last answer', source }];
    const data = multiObjective({ metrics, warnings: ['power <alone>'] });
    const { design, objectives } = data.arms.flatMap(({ runs }) => runs.flatMap(({ points }) => points))[0] as Point;
    const page = (workloads: Record<string, Record<string, number>>) => {
      const result = {
        metrics: { totalTimeS: 2e-5 },
        objectives,
        feasible: true,
        violation: 0,
        violations: [],
        provenance: source,
        details: { workloads },
      };
      const winner = { arm: 0, seed: 0, evaluation: 1, design, result, differences: [] };
      return readable(renderReport({ ...data, winner }).html);
    };
    const several = page({ stream: { totalTimeS: 5e-5 }, random: { totalTimeS: 8e-5, rowHits: 3 } });
    assert.match(several, /Beware: power <alone>\./);
    assert.match(several, /Metrics of the design by workload.* total time stream 50(\.0)? µs random 80(\.0)? µs/s);
    assert.doesNotMatch(page({ stream: { totalTimeS: 5e-5 } }), /by workload/, 'one is the design itself');
  });

  it('labels axes of small figures with what they are', () => {
    const data = multiObjective({ objectives: [{ name: 'value', direction: 'minimize' }] });
    const runs = data.arms[0]?.runs.map(({ seed, points }) => ({
      seed,
      points: points.map((point, i) => ({ ...point, objectives: [1 / (i + 1) ** 2] })),
    }));
    const arms = data.arms.map((arm) => ({ ...arm, runs: runs ?? [] }));
    const { svg = '' } = renderReport({ ...data, arms }).pictures.find(({ name }) => name === 'best-so-far') ?? {};
    for (const label of ['0.001', '0.01', '0.1']) assert.ok(svg.includes(`>${label}</text>`), label);
  });

  it('says when runs are missing', () => {
    assert.match(readable(renderReport({ ...synthetic(small), runsPlanned: 40 }).html), /720 in 12 runs of 40/);
  });
});
