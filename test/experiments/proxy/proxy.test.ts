/** Proxies from data to searches. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { make, makeProblem, problemDefinition, problemIds } from '../../../envs/index.js';
import type { Problem } from '../../../src/design/problem.js';
import { viewOf } from '../../../src/design/problem-view.js';
import { withObjectives } from '../../../src/design/with-objectives.js';
import { benchProxy } from '../../../src/experiments/proxy/bench.js';
import { recipeOf } from '../../../src/experiments/proxy/model-kinds.js';
import { type MetricReport, testProxy } from '../../../src/experiments/proxy/protocol.js';
import { ProxyModel, readProxy } from '../../../src/experiments/proxy/proxy.js';
import { readRecheck } from '../../../src/experiments/proxy/recheck.js';
import { writeProxyReport } from '../../../src/experiments/proxy/report.js';
import { curveTable } from '../../../src/experiments/proxy/tables.js';
import { type Trained, trainProxy } from '../../../src/experiments/proxy/train.js';
import { runExperiment } from '../../../src/experiments/run.js';
import { parseSpec, resolve } from '../../../src/experiments/spec.js';
import { mergeShards, runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import { parseSweep } from '../../../src/experiments/sweep/spec.js';
import { checkEnv, type Info } from '../../../src/gym/index.js';
import { RandomStream } from '../../../src/stats/random.js';
import { smoothData } from './helpers.js';

/** A folder for all tests of this file. */
const folder = mkdtempSync(join(tmpdir(), 'cogym-proxy-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let trained: Trained;
let file = '';

before(async () => {
  await smoothData(join(folder, 'data'));
  trained = await trainProxy([join(folder, 'data')], recipeOf('gbdt', { minLeaf: 1 }), {
    splits: 2,
    sizes: [100, 300],
  });
  file = join(folder, 'proxy.json');
  writeFileSync(file, JSON.stringify(trained.proxy.toJson()));
});

describe('training a proxy', () => {
  it('takes each design once and reports what a model is better than', () => {
    const { facts } = trained.proxy;
    assert.equal(facts.training.rows, 950);
    assert.equal(facts.training.designs, new Set(trained.examples.keys).size);
    assert.equal(facts.training.agents['random'], 700);
    assert.deepEqual(facts.metrics, [
      { name: 'latencyS', unit: 's' },
      { name: 'energyJ', unit: 'J' },
      { name: 'quality', unit: '' },
    ]);
    for (const { model, baselines, learningCurve, shift } of Object.values(facts.report.metrics)) {
      for (const { rmsePercent } of [baselines.mean, baselines.linear, baselines.nearest]) {
        assert.ok(model.rmsePercent.estimate < rmsePercent.estimate);
      }
      assert.ok(model.rmsePercent.estimate < 5 && model.r2.estimate > 0.98 && model.spearman.estimate > 0.98);
      assert.deepEqual(
        learningCurve.map(({ designs }) => designs),
        [100, 300],
      );
      assert.ok((learningCurve[1]?.rmsePercent.estimate ?? 0) < (learningCurve[0]?.rmsePercent.estimate ?? 0));
      assert.deepEqual(shift.map(({ trainedOn }) => trainedOn).sort(), ['annealing', 'mixed', 'random']);
      assert.equal(new Set(shift.map(({ designs }) => designs)).size, 1);
    }
  });

  it('learns feasibility apart, never from the figures of infeasible rows', () => {
    const { feasibility, designs } = trained.proxy.facts.report;
    assert.ok((feasibility?.correct.estimate ?? 0) > Math.max(0.97, feasibility?.majority.estimate ?? 1));
    assert.ok(designs.train + designs.validation + designs.test === trained.proxy.facts.training.feasible);
  });

  it('refuses unknown metrics, and predictions as data', async () => {
    const data = [join(folder, 'data')];
    await assert.rejects(trainProxy(data, recipeOf('gbdt'), { metrics: ['latency'] }), {
      code: 'unknownMetric',
      path: '/metrics',
    });
    await smoothData(join(folder, 'predicted'), { costModel: { proxy: file } });
    await assert.rejects(trainProxy([join(folder, 'predicted')], recipeOf('gbdt')), /predictions of a proxy/);
  });
});

describe('few designs', () => {
  it('are refused where too few are feasible', () => {
    const feasible = trained.examples.feasible.map((_, i) => Number(i < 4));
    assert.throws(() => testProxy({ ...trained.examples, feasible }, ['latencyS'], recipeOf('gbdt')), {
      code: 'badRequest',
      message: /latencyS: 4 feasible designs are too few.*evaluate more/,
    });
  });

  it('make no learning curve, and no table of one', () => {
    const { report } = testProxy(trained.examples, ['quality'], recipeOf('gbdt', { rounds: 2 }), {
      splits: 1,
      sizes: [10_000],
    });
    assert.deepEqual(report.metrics['quality']?.learningCurve, []);
    assert.equal(curveTable(report), undefined);
  });

  it('of one metric leave its places in the table of the others empty', () => {
    const { report } = trained.proxy.facts;
    const [latency, quality] = [report.metrics['latencyS'], report.metrics['quality']] as [MetricReport, MetricReport];
    const shorter = { ...quality, learningCurve: quality.learningCurve.slice(0, 1) };
    const table = curveTable({ ...report, metrics: { quality: shorter, latency } });
    assert.deepEqual(table?.head, ['metric', '100', '300']);
    assert.deepEqual(
      table?.rows.map((row) => row.map((cell) => cell !== '')),
      [
        [true, true, false],
        [true, true, true],
      ],
    );
  });
});

describe('a saved proxy', () => {
  it('predicts the same bits, one by one and all at once', () => {
    const loaded = readProxy(file);
    assert.equal(loaded.hash, trained.proxy.hash);
    const designs = trained.examples.designs.slice(0, 200);
    const all = loaded.predictAll(designs);
    designs.forEach((design, i) => {
      const { metrics } = loaded.predict(design);
      assert.deepEqual(metrics, trained.proxy.predict(design).metrics);
      for (const [name, value] of Object.entries(metrics)) assert.equal(all[name]?.[i], value);
    });
  });

  it('is refused when damaged', () => {
    const json = trained.proxy.toJson();
    for (const damaged of [
      {},
      { ...json, format: 2 },
      { ...json, model: 'svm' },
      { ...json, models: {} },
      { ...json, parameters: json.parameters.slice(1) },
    ]) {
      assert.throws(() => ProxyModel.fromJson(damaged), { code: 'badRequest' });
    }
  });
});

describe('costModel: {proxy}', () => {
  it('predicts in every mode of the environment and says so in every step', () => {
    for (const mode of ['bandit', 'sequential', 'staged', 'refine']) {
      const env = make('smooth', { mode, costModel: { proxy: file } });
      checkEnv(env);
      let { info } = env.reset({ seed: 1 }) as { info: Info };
      for (let terminated = false, step = 0; !terminated && step < 4; step++) {
        assert.equal(info['costModel'], 'proxy');
        ({ info, terminated } = env.step(env.actionSpace.sample(info['actionMask'] as never)));
        assert.equal(info['costModel'], 'proxy');
      }
    }
    assert.equal('costModel' in make('smooth').reset({ seed: 1 }).info, false);
  });

  it('computes objectives and limits from the predicted metrics', () => {
    const [simulated, predicted] = [makeProblem('smooth'), makeProblem('smooth', { costModel: { proxy: file } })];
    const random = RandomStream.from(2, 'designs');
    let right = 0;
    for (let i = 0; i < 200; i++) {
      const design = simulated.space.sample(random);
      const [truth, guess] = [simulated.evaluate(design), predicted.evaluate(design)];
      right += Number(truth.feasible === guess.feasible);
      assert.equal(guess.provenance.simulator, 'proxy');
      if (!guess.feasible) {
        assert.ok(guess.violation > 0 && guess.violations[0]?.name === 'predictedInfeasible');
        continue;
      }
      assert.deepEqual(guess.objectives, [guess.metrics['latencyS'], -(guess.metrics['quality'] as number)]);
    }
    assert.ok(right > 190, `${right} of 200 told right`);
    const narrow = makeProblem('smooth', { constraints: ['energyJ <= 10 mJ'], costModel: { proxy: file } });
    const costly = { mode: 'a', banks: 8, ways: 6, voltage: 1, gated: false };
    assert.equal(predicted.evaluate(costly).feasible, true);
    assert.equal(narrow.evaluate(costly).violations[0]?.name.startsWith('energyJ'), true);
  });

  it('refuses a proxy of another problem, workload, schema or without a metric that is needed', () => {
    const mismatch = { code: 'proxyMismatch' };
    const json = trained.proxy.toJson();
    assert.throws(() => makeProblem('branin', { costModel: { proxy: file } }), mismatch);
    assert.throws(() => makeProblem('smooth', { factor: 2, costModel: { proxy: file } }), mismatch);
    const other = { ...json, schemaHash: json.schemaHash.replace(/^./, 'x') };
    assert.throws(() => makeProblem('smooth', { costModel: { proxy: other } }), mismatch);
    const lacking = { ...json, metrics: json.metrics.slice(0, 1) };
    assert.throws(() => makeProblem('smooth', { costModel: { proxy: lacking } }), /predicts latencyS only/);
  });

  it('names what the option may hold', () => {
    const at = (costModel: unknown) => () => makeProblem('smooth', { costModel });
    assert.throws(at('proxy'), { code: 'badRequest', path: '/options/costModel' });
    assert.throws(at({ oracle: 1 }), { code: 'badRequest', path: '/options/costModel/oracle' });
    assert.throws(at({ proxy: join(folder, 'nowhere.json') }), { code: 'specUnreadable' });
    assert.equal(makeProblem('smooth', { costModel: 'simulator' }).costModel, undefined);
  });
});

describe('objectives from metrics alone', () => {
  it('are those that every registered problem computes itself', () => {
    const random = RandomStream.from(1, 'objectives');
    for (const id of problemIds().filter((name) => problemDefinition(name).needs === undefined)) {
      const problem: Problem = makeProblem(id, id === 'DramController-v0' ? { requests: 50 } : {});
      const judged = withObjectives({ ...viewOf(problem), constraints: undefined }, { objectives: problem.objectives });
      for (let i = 0; i < 5; i++) {
        const design = problem.space.sample(random, problem.mask);
        const [own, computed] = [problem.evaluate(design), judged.evaluate(design)];
        if (own.feasible) assert.deepEqual(computed.objectives, own.objectives, id);
      }
    }
  });
});

describe('a finished search on a proxy', () => {
  it('simulates its final designs and reports both', async () => {
    const search = parseSpec({
      name: 'on-a-proxy',
      problem: 'smooth',
      options: { costModel: { proxy: file } },
      agents: [{ name: 'genetic' }],
      seeds: [0, 1],
      budget: 60,
    });
    const out = join(folder, 'search');
    await runExperiment(resolve(search), out);
    const designs = readRecheck(out)?.designs ?? [];
    assert.deepEqual([...new Set(designs.map(({ seed }) => seed))], [0, 1]);
    const [simulator, predicted] = [makeProblem('smooth'), makeProblem('smooth', search.options)];
    for (const { design, ...both } of designs) {
      assert.deepEqual(both.simulated.metrics, simulator.evaluate(design).metrics);
      assert.deepEqual(both.predicted.metrics, predicted.evaluate(design).metrics);
    }
    await smoothData(join(folder, 'plain'));
    assert.equal(readRecheck(join(folder, 'plain')), undefined);
  });
});

describe('a finished sweep on a proxy', () => {
  const spec = () => ({
    name: 'swept',
    problems: [
      { problem: 'smooth', name: 'predicted', options: { costModel: { proxy: file } } },
      { problem: 'smooth', name: 'plain' },
    ],
    agents: [{ name: 'genetic' }, { name: 'random' }],
    seeds: [0, 1],
    budgets: [20],
    modules: [new URL('helpers.ts', import.meta.url).href],
  });
  const sweep = (...args: string[]): string => {
    const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
    return execFileSync(process.execPath, ['--import', 'tsx', main, 'sweep', ...args, '--workers', '1', '--quiet'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  };

  it('prints the final designs as predicted and as simulated', () => {
    const [specFile, out] = [join(folder, 'sweep.json'), join(folder, 'sweep')];
    writeFileSync(specFile, JSON.stringify(spec()));
    const { problems } = JSON.parse(sweep(specFile, '--out', out, '--json')) as { problems: { simulated?: unknown }[] };
    assert.deepEqual(problems[0]?.simulated, readRecheck(join(out, 'predicted'))?.designs);
    assert.equal(problems[1]?.simulated, undefined);
    const text = sweep('--resume', out);
    assert.match(text, /swept-predicted\. Searched on a proxy\. The \d+ final designs, simulated/);
    assert.match(text, /best design predicted +and simulated/);
  });

  it('simulates them too when it is put together from shards', async () => {
    const [whole, merged] = [join(folder, 'whole'), join(folder, 'merged')];
    const parts = [1, 2].map((index) => ({ folder: join(folder, `shard-${index}`), shard: { index, of: 2 } }));
    await runSweep(parseSweep(spec()), whole);
    for (const part of parts) await runSweep(parseSweep(spec()), part.folder, { shard: part.shard });
    const folders = parts.map((part) => part.folder);
    await mergeShards(merged, folders.slice(1));
    assert.equal(readRecheck(join(merged, 'predicted')), undefined);
    await mergeShards(merged, folders);
    assert.ok((readRecheck(join(merged, 'predicted'))?.designs.length ?? 0) >= 4);
    assert.deepEqual(readRecheck(join(merged, 'predicted')), readRecheck(join(whole, 'predicted')));
    assert.equal(readRecheck(join(merged, 'plain')), undefined);
  });
});

describe('what is told of a proxy', () => {
  it('is timed on the same designs', () => {
    const figures = benchProxy(trained.proxy, { rows: 4096, simulated: 50, repeats: 1 });
    assert.equal(figures.rows, 4096);
    assert.ok(figures.batchedSeconds > 0 && figures.batchedSeconds < figures.singleSeconds);
    assert.equal(figures.speedUpOverProcess, null, 'the constant is of a DRAM simulator');
    assert.throws(() => benchProxy(trained.proxy, { rows: 100 }), { code: 'badRequest', path: '/rows' });
  });

  it('is written as a page with its pictures', () => {
    const page = join(folder, 'report', 'index.html');
    writeProxyReport(trained.proxy, trained.examples, page);
    const text = readFileSync(page, 'utf8');
    for (const words of ['Errors on unseen designs', 'nearest neighbour', 'trained on', '<svg'])
      assert.ok(text.includes(words), words);
    assert.match(readFileSync(join(folder, 'report', 'proxy-agreement-latencyS.svg'), 'utf8'), /^<svg/);
  });
});
