/** `McuCodesign-v0` against direct calls of its simulator, its spaces, its limits and its rewards. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../envs/index.js';
import { buildPublished, publishedNetworks } from '../../envs/mcu-codesign/published.js';
import { accuracyFromMacs, supernetAccuracy } from '../../envs/mcu-codesign/surrogate.js';
import { type Design, makeProblem, makeReward } from '../../src/design/index.js';
import { RandomStream } from '../../src/stats/random.js';
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
    assert.equal(metrics['accuracy'], accuracyFromMacs(metrics['macs'] as number));
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
    assert.equal(under('paper')['accuracy'], supernetAccuracy(0.4, 16, 168, 12));
  });

  it('ignores what belongs to the other family or runtime', () => {
    const { space } = makeProblem(id, {}, 'joint');
    const vit = { ...space.defaultDesign(), family: 'vit' };
    assert.equal(space.key(vit), space.key({ ...vit, resolution: 224, runtime: 'tflm-ref', patches: 3 }));
    const tflm = { ...space.defaultDesign(), family: 'mbconv', runtime: 'tflm-ref' };
    assert.equal(space.key(tflm), space.key({ ...tflm, inPlace: 1, patches: 4, splitBlock: 5, embed: 216 }));
    assert.deepEqual(Object.keys(space.groups()).sort(), ['hardware', 'network', 'runtime', 'schedule']);
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
