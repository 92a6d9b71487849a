/** `McuCodesign-v0` against direct calls of its simulator, its spaces, its limits and its rewards. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import '../../envs/index.js';
import { buildPublished, publishedNetworks } from '../../envs/mcu-codesign/published.js';
import { mcuformerSupernet } from '../../src/accuracy/index.js';
import { type Design, DesignEnv, makeProblem, makeReward } from '../../src/design/index.js';
import { RandomStream } from '../../src/stats/random.js';
import { workedMcuformer } from '../networks/worked-mcuformer.js';
import { simulate } from '../simulators/mcu/support.js';

const id = 'McuCodesign-v0';
const small = (changes: Partial<Design> = {}): Design => {
  const space = makeProblem(id, {}, 'mcunet-320').space;
  const tiny = Object.fromEntries(space.parameters.map(({ name, default: first }) => [name, first]));
  return space.canonical({ ...tiny, resolution: 96, widthMultiplier: 0.5, inPlace: 1, ...changes } as Design);
};

describe('McuCodesign-v0', () => {
  it('counts its spaces', () => {
    const stages = (4 * 3 * 6) ** 5 * (3 * 6);
    // in place or not; 1 patch, or 3 choices of tiles with 10 splits
    const expected = BigInt(12 * 9) * BigInt(stages) * 2n * 31n;
    assert.equal(makeProblem(id, {}, 'mcunet-320').space.size(), expected);
    const shared = makeProblem(id, { sharedBlocks: true }, 'mcuformer-320');
    assert.equal(shared.space.size(), BigInt(2 * 5 * 12 * 3 * 3 * 2 * 2));
    const perBlock = makeProblem(id, {}, 'mcuformer-320').space.size();
    assert.equal(perBlock, BigInt(2 * 5 * 12 * 3) * (4n ** 12n + 4n ** 13n + 4n ** 14n));
  });

  it('reports what the simulator counts, in SI units', () => {
    const evaluation = makeProblem(id, {}, 'mcunet-320').evaluate(small());
    const { metrics, feasible } = evaluation;
    assert.equal(feasible, true);
    assert.equal(metrics['sramSlackBytes'], 320 * 1024 - (metrics['sramBytes'] as number));
    assert.equal(metrics['accuracy'], (104.665 - 85.543 * ((metrics['macs'] as number) / 1e6) ** -0.15) / 100);
    const estimate = evaluation.details?.['accuracy'] as Record<string, unknown>;
    assert.deepEqual([estimate['estimator'], estimate['standardError']], ['mbconv-macs', 0.0174]);
    assert.match(String(estimate['reasons']), /macs \d+ lies outside the range of the fit/);
    assert.ok(Math.abs((metrics['energyJ'] as number) / (metrics['latencyS'] as number) - 0.3) < 1e-12);
    assert.deepEqual(evaluation.objectives, [-(metrics['accuracy'] as number)]);
  });

  it('says why a design does not fit, and by how much', () => {
    const problem = makeProblem(id, {}, 'mcunet-256');
    const evaluation = problem.evaluate(small({ resolution: 224, widthMultiplier: 1, stage1Expand: 6 }));
    const [violation] = evaluation.violations;
    assert.equal(violation?.name, 'sramBytes');
    assert.equal(violation?.excess, (violation?.value ?? 0) / 262144 - 1);
    const [reason] = (evaluation.details?.['reasons'] ?? []) as string[];
    assert.match(reason ?? '', /^needs \d+ KiB of SRAM, the board has 256: .* live together$/);
    const reward = makeReward(problem).score(evaluation);
    assert.ok(Math.abs(reward + evaluation.violation / (1 + evaluation.violation)) < 1e-12);
  });

  it('refuses schedules that cannot be run, at reward -1', () => {
    const problem = makeProblem(id, {}, 'mcunet-320');
    for (const [changes, code] of [
      [{ patches: 2, splitBlock: 10 }, 'splitOutOfRange'],
      [{ patches: 4, splitBlock: 7, resolution: 48 }, 'tooManyPatches'],
    ] as const) {
      const evaluation = problem.evaluate(small(changes));
      assert.deepEqual(
        evaluation.violations.map(({ name }) => name),
        [code],
      );
      assert.equal(makeReward(problem).score(evaluation), -1);
    }
  });

  it('keeps a design feasible on a board with more memory', () => {
    const random = RandomStream.from(3, 'boards');
    const [less, more] = ['mcunet-256', 'mcunet-512'].map((preset) => makeProblem(id, {}, preset));
    for (let i = 0; i < 40; i++) {
      const design = (less as NonNullable<typeof less>).space.sample(random);
      if (!less?.evaluate(design).feasible) continue;
      assert.equal(more?.evaluate(design).feasible, true);
    }
  });

  it("takes MCUFormer's own budget, accountings and accuracy", () => {
    const author = makeProblem(id, { budget: 'author' }, 'mcuformer-320');
    assert.equal(author.metrics.find(({ name }) => name === 'sramBytes')?.limit, 320000);
    const design = makeProblem(id, {}, 'mcuformer-320').space.defaultDesign();
    const under = (accounting: string) =>
      makeProblem(id, { accounting }, 'mcuformer-320').evaluate(design).metrics as Record<string, number>;
    assert.ok((under('honest')['sramBytes'] as number) > (under('paper')['sramBytes'] as number));
    const figures = { patchSize: 16, rankRatioAttention: 0.4, rankRatioMlp: 0.4, embed: 168, depth: 12 };
    const { accuracy } = mcuformerSupernet().estimateFigures(figures, 'imagenet-1k-supernet');
    assert.equal(under('paper')['accuracy'], accuracy);
  });

  it('ignores what belongs to the other family or runtime', () => {
    const { space } = makeProblem(id, {}, 'joint');
    const vit = { ...space.defaultDesign(), family: 'vit' };
    assert.equal(space.key(vit), space.key({ ...vit, resolution: 224, runtime: 'tflm-ref', patches: 3 }));
    const tflm = { ...space.defaultDesign(), family: 'mbconv', runtime: 'tflm-ref' };
    assert.equal(space.key(tflm), space.key({ ...tflm, inPlace: 1, patches: 4, splitBlock: 5, embed: 216 }));
    assert.deepEqual(Object.keys(space.groups()).sort(), ['hardware', 'network', 'runtime', 'schedule']);
  });

  it('takes the estimator that is asked for, and refuses one that cannot judge every design', () => {
    const design = small();
    const of = (options: Record<string, unknown>) => makeProblem(id, options, 'mcunet-320').evaluate(design);
    assert.equal(of({ estimator: 'mbconv-macs' }).metrics['accuracy'], of({}).metrics['accuracy']);
    const published = of({ estimator: 'published-imagenet' });
    assert.notEqual(published.metrics['accuracy'], of({}).metrics['accuracy']);
    assert.match(published.provenance.assumption ?? '', /average published network/);
    for (const [options, preset] of [
      [{ estimator: 'mcuformer-supernet' }, 'mcunet-320'],
      [{ estimator: 'mbconv-macs' }, 'mcuformer-320'],
      [{ estimator: 'mbconv-macs' }, 'joint'],
    ] as const) {
      assert.throws(() => makeProblem(id, options, preset), { code: 'badRequest', path: '/options/estimator' });
    }
    assert.throws(() => makeProblem(id, { estimator: 'tabular' }), { code: 'badRequest', path: '/options/table' });
    assert.throws(() => makeProblem(id, { table: 'x.csv' }), { code: 'badRequest', path: '/options/table' });
  });

  it('normalises both families where both are searched, and says so', () => {
    const joint = makeProblem(id, {}, 'joint');
    const vit = { ...joint.space.defaultDesign(), family: 'vit', rankRatio: 0.95, embed: 216, depth: 14 };
    const { metrics, provenance } = joint.evaluate(joint.space.canonical(vit as Design));
    assert.ok((metrics['accuracy'] as number) > 0.9 && (metrics['accuracy'] as number) <= 1);
    assert.match(provenance.assumption ?? '', /share of its family's best/);
  });

  it("looks accuracies up in a user's table; a design without a row is infeasible and keeps its other metrics", () => {
    const folder = mkdtempSync(join(tmpdir(), 'codesign-gym-mcu-'));
    try {
      const table = join(folder, 'mine.csv');
      writeFileSync(table, 'resolution,widthMultiplier,accuracy,standardError\n96,0.5,0.433,0.004\n');
      const problem = makeProblem(id, { estimator: 'tabular', table }, 'mcunet-320');
      assert.equal(problem.evaluate(small()).metrics['accuracy'], 0.433);
      const missing = problem.evaluate(small({ resolution: 112 }));
      assert.deepEqual(
        missing.violations.map(({ name }) => name),
        ['notInTable'],
      );
      assert.ok((missing.metrics['sramBytes'] as number) > 0);
      assert.equal(makeReward(problem).score(missing), -1);
      const joint = makeProblem(id, { estimator: 'tabular', table }, 'joint');
      assert.match(joint.metrics[0]?.description ?? '', /looked up in/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lets tiles end after any layer, where a split inside a block raises the peak', () => {
    const problem = makeProblem(id, {}, 'mcunet-320-layer-split');
    assert.ok(problem.space.names.includes('splitIndex') && !problem.space.names.includes('splitBlock'));
    const sram = (changes: Partial<Design>) => {
      const { space } = problem;
      const design = space.canonical({
        ...space.defaultDesign(),
        resolution: 160,
        widthMultiplier: 0.5,
        stage1Expand: 6,
        inPlace: 1,
        ...changes,
      } as Design);
      return problem.evaluate(design).metrics['sramBytes'] as number;
    };
    const whole = sram({ patches: 1 });
    const peaks = Array.from({ length: 16 }, (_, i) => sram({ patches: 2, splitIndex: i + 1 }));
    assert.ok(Math.min(...peaks) < whole && Math.max(...peaks) > whole, `${whole}: ${peaks}`);
  });

  it("has the spaces of MCUFormer's author, with a rank ratio each for attention and MLPs", () => {
    const { space } = makeProblem(id, {}, 'mcuformer-author-320');
    const values = (name: string) =>
      Array.from({ length: space.cardinality(space.indexOf(name)) }, (_, i) => space.valueAt(space.indexOf(name), i));
    assert.deepEqual(values('patchSize'), [16, 18, 20, 22, 24, 26]);
    assert.deepEqual(values('rankRatioAttention'), values('rankRatioMlp'));
    assert.deepEqual(values('embed'), [192, 216, 240]);
    assert.ok(!space.names.includes('rankRatio'));
    // 194,014 bytes under the accounting of its author's code.
    const { patchPadding: _, heads, mlpRatios, ...shared } = workedMcuformer;
    const blocks = heads.flatMap((count, i) => [
      [`block${i + 1}Heads`, count],
      [`block${i + 1}MlpRatio`, mlpRatios[i]],
    ]);
    const design = { ...space.defaultDesign(), ...shared, ...Object.fromEntries(blocks) };
    assert.equal(makeProblem(id, {}, 'mcuformer-author-320').evaluate(design).metrics['sramBytes'], 194014);
  });

  it('asks the other questions too: least latency, energy or SRAM, and trade-offs', () => {
    const design = small();
    const metrics = makeProblem(id, {}, 'mcunet-320').evaluate(design).metrics;
    for (const [preset, metric] of [
      ['latency', 'latencyS'],
      ['energy', 'energyJ'],
      ['sram', 'sramBytes'],
    ] as const) {
      const problem = makeProblem(id, { constraints: ['accuracy >= 0.1'] }, `mcunet-320-${preset}`);
      assert.deepEqual(problem.evaluate(design).objectives, [metrics[metric]]);
      const strict = makeProblem(id, { constraints: ['accuracy >= 0.7'] }, `mcunet-320-${preset}`).evaluate(design);
      assert.equal(strict.feasible, false);
    }
    assert.equal(makeProblem(id, {}, 'mcunet-320-pareto').evaluate(design).objectives.length, 4);
  });

  it('shows an agent what is needed of each budget, as a binary logarithm', () => {
    const env = new DesignEnv(makeProblem(id, { latencyLimitS: 1 }, 'joint'), { budget: 4 });
    const first = env.reset({ seed: 1 });
    const names = first.info['observationNames'] as string[];
    const step = env.submit(env.problem.space.defaultDesign());
    const { metrics } = step.info['evaluation'] as { metrics: Record<string, number> };
    const seen = (name: string) => step.observation[names.indexOf(name)] as number;
    for (const [name, limit] of [
      ['sramShare', 1],
      ['flashShare', 1],
      ['latencyS', 1],
    ] as const) {
      const expected = Math.min(8, Math.max(-8, Math.log2((metrics[name] as number) / limit)));
      assert.ok(Math.abs(seen(`metric.${name}`) - expected) < 1e-5, name);
    }
    assert.equal(seen('budget'), 0.75);
    const hot = new DesignEnv(makeProblem(id, {}, 'joint'), { observation: 'oneHot' });
    const start = hot.reset({ seed: 1 });
    const labels = start.info['observationNames'] as string[];
    assert.ok(labels.includes('design.family=vit') && labels.includes('design.resolution=96'));
    const after = hot.submit(hot.problem.space.defaultDesign()).observation;
    const families = ['mbconv', 'vit'].map((family) => after[labels.indexOf(`design.family=${family}`)] as number);
    assert.deepEqual(families.sort(), [0, 1]);
  });

  it('names an unknown board', () => {
    assert.throws(() => makeProblem(id, { board: 'stm32f747' }), {
      code: 'badRequest',
      path: '/options/board',
      message: /stm32f746/,
    });
  });
});

describe('the published MCUNet networks', () => {
  it('need the memory that TinyEngine reports', () => {
    const peaks = publishedNetworks.map((one) => simulate(buildPublished(one), 'tinyengine').peakSramBytes);
    const kib = peaks.map((bytes) => Math.round((bytes as number) / 1024));
    assert.equal(peaks[publishedNetworks.findIndex((one) => one.id === 'mcunet-in3')], 266344);
    assert.ok(kib.every((value) => value > 30 && value < 320));
  });
});
