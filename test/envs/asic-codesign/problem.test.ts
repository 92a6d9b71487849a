import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../../envs/index.js';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { evaluateSystem, layerCost } from '../../../simulators/index.js';
import type { Design } from '../../../src/design/parameter.js';
import type { Problem } from '../../../src/design/problem.js';
import { makeProblem } from '../../../src/design/problem-registry.js';
import { CogymError } from '../../../src/errors.js';
import { make as gymMake } from '../../../src/gym/index.js';
import { buildNetwork, networkFamily, toDataflowLayers, withoutPrefix } from '../../../src/networks/index.js';
import { RandomStream } from '../../../src/stats/random.js';

const make = (options: Record<string, unknown> = {}): Problem => makeProblem('AsicCodesign-v0', options);

function designs(problem: Problem, count: number, seed = 1): Design[] {
  const random = RandomStream.from(seed, 'designs');
  return Array.from({ length: count }, () => problem.space.sample(random, problem.mask));
}

/** The readable form of a design. */
function explain(problem: Problem, design: Design): Explained {
  return problem.explain?.(design) as unknown as Explained;
}

const refused = (options: Record<string, unknown>, path: RegExp, message: RegExp) =>
  assert.throws(
    () => make(options),
    (error: unknown) => {
      assert.ok(error instanceof CogymError, String(error));
      assert.match(error.path ?? '', path, error.message);
      assert.match(error.message, message);
      return true;
    },
  );

describe('AsicCodesign-v0', () => {
  it('has the figures of a direct call of the simulator and the scheduler', () => {
    for (const workload of ['W1', 'W2', 'W3']) {
      const problem = make({ workload });
      const options =
        workload === 'W1'
          ? [{ variant: 'cifar' }, {}]
          : [{ variant: 'cifar' }, { variant: workload === 'W2' ? 'stl' : 'cifar' }];
      const families = workload === 'W1' ? ['resnet9', 'unet'] : ['resnet9', 'resnet9'];
      const limit = problem.metrics.find(({ name }) => name === 'latencyS')?.limit as number;
      for (const design of designs(problem, 25)) {
        const networks = families.map((id, n) => {
          const family = networkFamily(id);
          const part = withoutPrefix(design, `net${n + 1}.`);
          return toDataflowLayers(family.build(family.fromDesign(part, options[n]))).map(({ layer }) => layer);
        });
        const direct = evaluateSystem({
          networks,
          subAccelerators: [1, 2].map((i) => ({
            template: loadTemplate('dataflow', String(design[`acc${i}.template`])),
            pes: Number(design[`acc${i}.pes`]),
            nocBandwidth: Number(design[`acc${i}.nocBandwidth`]),
          })),
          mode: 'corrected',
          costs: loadTemplate('dataflow/costs', 'maestro-2021'),
          nocArea: 'tree',
          offchipBandwidth: 64,
          limitCycles: limit * 1e9,
        });
        const { metrics } = problem.evaluate(design);
        assert.equal(metrics['cycles'], direct.cycles);
        assert.equal(metrics['latencyS'], direct.cycles / 1e9);
        assert.equal(metrics['energyJ'], direct.energyPj / 1e12);
        assert.equal(metrics['areaMm2'], direct.areaUm2 / 1e6);
      }
    }
  });

  it('gives the same bits from a warm cache, a cold cache and another instance', () => {
    const [first, second] = [make(), make()];
    const list = designs(first, 30);
    const cold = list.map((design) => first.evaluate(design));
    assert.deepEqual(
      list.map((design) => first.evaluate(design)),
      cold,
    );
    assert.deepEqual(
      [...list]
        .reverse()
        .map((design) => second.evaluate(design))
        .reverse(),
      cold,
    );
  });

  it('keeps every layer of a network on one sub-accelerator with its like (N1) and schedules without overlap', () => {
    const problem = make();
    for (const design of designs(problem, 40)) {
      const explained = explain(problem, design);
      const byPart = new Map<number, [number, number][]>();
      for (const { layers } of explained.networks) {
        let ready = 0;
        const placed = new Map<string, number>();
        for (const { shape, accelerator, startCycle, endCycle } of layers) {
          assert.ok(startCycle >= ready, 'a chain runs in order');
          ready = endCycle;
          assert.equal(placed.get(shape) ?? accelerator, accelerator, shape);
          placed.set(shape, accelerator);
          byPart.set(accelerator, [...(byPart.get(accelerator) ?? []), [startCycle, endCycle]]);
        }
      }
      for (const [number, spans] of byPart) {
        spans.sort(([a], [b]) => a - b);
        for (let i = 1; i < spans.length; i++) {
          assert.ok(
            ((spans[i] as number[])[0] as number) >= ((spans[i - 1] as number[])[1] as number),
            `overlap on ${number}`,
          );
        }
        const busy = spans.reduce((sum, [from, to]) => sum + to - from, 0);
        assert.equal(busy, explained.accelerators.find((part) => part.number === number)?.busyCycles);
      }
      const ends = explained.networks.flatMap(({ layers }) => layers.map(({ endCycle }) => endCycle));
      assert.equal(Math.max(...ends), explained.makespanCycles);
      const { metrics } = problem.evaluate(design);
      assert.equal(explained.makespanCycles, metrics['cycles']);
      const energy = explained.accelerators.reduce((sum, { energyJ }) => sum + energyJ, 0);
      assert.ok(Math.abs(energy / (metrics['energyJ'] as number) - 1) < 1e-12);
    }
  });

  it('counts the layers of an explained design to its MACs', () => {
    const problem = make({ workload: 'W1' });
    for (const design of designs(problem, 20)) {
      const { networks } = explain(problem, design);
      for (const { layers, macs } of networks) {
        assert.equal(
          layers.reduce((sum, layer) => sum + layer.macs, 0),
          macs,
        );
      }
    }
  });

  it('prefers every feasible design to every infeasible one, and bounds its reward', () => {
    for (const workload of ['N1', 'W3']) {
      const problem = make({ workload, specs: { latencyS: 1e-3, energyJ: 4e-4, areaMm2: 150 } });
      const { bounded } = problem.rewards as Record<string, (evaluation: unknown) => number>;
      const evaluations = designs(problem, 300).map((design) => problem.evaluate(design));
      const feasible = evaluations.filter((evaluation) => evaluation.feasible);
      const infeasible = evaluations.filter((evaluation) => !evaluation.feasible);
      assert.ok(feasible.length > 0 && infeasible.length > 0);
      const worst = Math.max(...feasible.map(({ objectives }) => objectives[0] as number));
      assert.ok(infeasible.every(({ objectives }) => (objectives[0] as number) > worst));
      for (const evaluation of feasible) {
        assert.equal(bounded?.(evaluation), evaluation.metrics['averageQuality']);
        assert.deepEqual(evaluation.violations, []);
      }
      for (const evaluation of infeasible) {
        const v = evaluation.violation;
        assert.equal(bounded?.(evaluation), -v / (1 + v));
        assert.ok(
          evaluation.violations.every(({ value, limit, excess }) => excess > 0 && excess === value / limit - 1),
        );
      }
    }
  });

  it('refuses to simulate sums beyond the budget: -1, no metrics, still an evaluation', () => {
    const problem = make();
    const [valid] = designs(problem, 1) as [Design];
    const broken = { ...valid, 'acc1.pes': 4096, 'acc2.pes': 4096, 'acc1.nocBandwidth': 64, 'acc2.nocBandwidth': 64 };
    const evaluation = problem.evaluate(broken);
    assert.equal(evaluation.feasible, false);
    assert.deepEqual(evaluation.metrics, {});
    assert.deepEqual(
      evaluation.violations.map(({ name, value, limit }) => [name, value, limit]),
      [
        ['peSum', 8192, 4096],
        ['nocBandwidthSum', 128, 64],
      ],
    );
    assert.equal(problem.rewards?.['bounded']?.(evaluation), -1);
    assert.equal(problem.rewards?.['nasaic']?.(evaluation), -1);
    const none = problem.evaluate({ ...valid, 'acc1.pes': 0, 'acc2.pes': 0 });
    assert.equal(none.violations[0]?.name, 'noPes');
  });

  it('repairs sums on request, to the figures of the repaired design', () => {
    const [plain, repairing] = [make(), make({ repair: 'scale' })];
    const random = RandomStream.from(3, 'unmasked');
    for (let i = 0; i < 40; i++) {
      const design = plain.space.sample(random);
      const repaired = plain.repair?.(design) as Design;
      assert.deepEqual(repairing.evaluate(design), plain.evaluate(repaired));
      assert.ok(Object.keys(plain.evaluate(repaired).metrics).length > 0);
    }
  });

  it('scales quality from chance to the best cell, and states accuracies with their errors', () => {
    const problem = make();
    const cell = (n: number, ops: readonly string[]) =>
      Object.fromEntries(
        ['01', '02', '12', '03', '13', '23'].map((edge, i) => [`net${n}.edge${edge}`, ops[i] as string]),
      );
    const none = Array<string>(6).fill('none');
    const [base] = designs(problem, 1) as [Design];
    const { metrics } = problem.evaluate({ ...base, ...cell(1, none), ...cell(2, none) });
    assert.equal(metrics['averageQuality'], 0);
    assert.equal(metrics['net1Accuracy'], 0.1);
    assert.equal(metrics['net2Accuracy'], 1 / 120);
    const { metrics: good } = problem.evaluate({
      ...base,
      ...cell(1, ['nor_conv_3x3', 'nor_conv_3x3', 'nor_conv_3x3', 'skip_connect', 'nor_conv_3x3', 'nor_conv_3x3']),
    });
    assert.ok((good['net1Accuracy'] as number) > 0.9);
    assert.ok((good['net1AccuracyStandardError'] as number) > 0.001);
    assert.ok((good['net1Quality'] as number) > 0.95 && (good['net1Quality'] as number) <= 1);
  });

  it('never calls capacity an accuracy', () => {
    const problem = make({ workload: 'W1' });
    assert.deepEqual(
      problem.metrics.filter(({ name }) => /accuracy/i.test(name)),
      [],
    );
    const [design] = designs(problem, 1) as [Design];
    assert.deepEqual(
      Object.keys(problem.evaluate(design).metrics).filter((name) => /accuracy/i.test(name)),
      [],
    );
    assert.equal(problem.metrics.find(({ name }) => name === 'net1Quality')?.source.validated, false);
  });

  it('weighs tasks, and takes objectives and constraints of the user', () => {
    const weighted = make({ weights: [3, 1] });
    const [design] = designs(weighted, 1) as [Design];
    const { metrics } = weighted.evaluate(design);
    assert.ok(
      Math.abs(
        (metrics['averageQuality'] as number) -
          (0.75 * (metrics['net1Quality'] as number) + 0.25 * (metrics['net2Quality'] as number)),
      ) < 1e-12,
    );

    const edp = make({ objectives: ['minimize latencyS*energyJ'], constraints: ['averageQuality >= 0.8'] });
    let feasible = 0;
    for (const candidate of designs(edp, 400)) {
      const evaluation = edp.evaluate(candidate);
      if (!evaluation.feasible) continue;
      feasible++;
      const { latencyS, energyJ, averageQuality } = evaluation.metrics as Record<string, number>;
      assert.equal(evaluation.objectives[0], (latencyS as number) * (energyJ as number));
      assert.ok((averageQuality as number) >= 0.8);
    }
    assert.ok(feasible > 0);
    assert.equal(
      make({ objectives: ['maximize averageQuality', 'minimize latencyS', 'minimize energyJ'] }).objectives.length,
      3,
    );
  });

  it("rewards as NASAIC describes: quality less ten times the excess over the span to the worst design's bound", () => {
    const problem = make({ workload: 'W3' });
    const { nasaic } = problem.rewards as Record<string, (evaluation: unknown) => number>;
    for (const design of designs(problem, 60)) {
      const evaluation = problem.evaluate(design);
      const reward = nasaic?.(evaluation) as number;
      const quality = evaluation.metrics['averageQuality'] as number;
      if (evaluation.feasible) assert.equal(reward, quality);
      else assert.ok(reward < quality && Number.isFinite(reward));
    }
    const loose = make({ workload: 'W3', specs: { latencyS: 1e6 } });
    const [design] = designs(loose, 1) as [Design];
    assert.throws(() => loose.rewards?.['nasaic']?.(loose.evaluate(design)), /specification below the bound/);
  });

  it('takes a workload of the user, and any number of sub-accelerators', () => {
    const workload = {
      name: 'mine',
      tasks: [
        { name: 'segment', family: 'unet' },
        {
          name: 'classify',
          family: 'nas-bench-201',
          fixed: { dataset: 'cifar100' },
          accuracy: 'nas-bench-201',
          accuracyTask: 'cifar100-test',
          weight: 2,
        },
      ],
      specs: { latencyS: 2e-3, energyJ: 1e-3, areaMm2: 150 },
    };
    for (const subAccelerators of [1, 3, 4]) {
      const problem = make({ workload, subAccelerators, templates: ['dla', 'rs'] });
      const evaluations = designs(problem, 10).map((design) => problem.evaluate(design));
      assert.ok(evaluations.every(({ metrics }) => Object.values(metrics).every(Number.isFinite)));
      assert.deepEqual(Object.keys(problem.partitions?.['perAccelerator'] ?? {}), [
        ...Array.from({ length: subAccelerators }, (_, i) => `acc${i + 1}`),
        'net1',
        'net2',
      ]);
    }
  });

  it('tells its size exactly', () => {
    assert.equal(make().space.size(), (3n * (1n + 128n * 8n)) ** 2n * 15625n ** 2n);
    assert.equal(make({ workload: 'W3' }).space.size(), (3n * 1025n) ** 2n * (4n * 12n ** 3n) ** 2n);
    assert.ok((make().validSize?.() as bigint) < (make().space.size() as bigint));
  });

  it('says what is wrong with its options', () => {
    refused({ workload: 'W9' }, /workload/, /W9.*N1, W1/);
    refused({ templates: ['dla', 'tpu'] }, /templates\/1/, /tpu.*dla/);
    refused({ templates: [] }, /templates/, /./);
    refused({ subAccelerators: 5 }, /subAccelerators/, /4/);
    refused({ specs: { latencyS: -1 } }, /latencyS/, /./);
    refused({ specs: { latency: 1 } }, /specs/, /latency/);
    refused({ weights: [1] }, /weights/, /2 tasks/);
    refused({ accuracy: 'oracle' }, /./, /oracle.*nas-bench-201/);
    refused({ workload: 'W1', accuracy: 'nas-bench-201' }, /workload/, /accuracyTask/);
    refused({ workload: { name: 'x', tasks: [], specs: { latencyS: 1, energyJ: 1, areaMm2: 1 } } }, /workload/, /./);
    refused({ technology: 'tsmc3' }, /technology/, /nasaic-like/);
    refused({ objectives: ['maximize happiness'] }, /objectives/, /happiness/);
    refused({ frobnicate: true }, /frobnicate/, /frobnicate/);
  });

  it('runs every layer of the largest networks on every template in both technologies', () => {
    for (const technology of ['default', 'nasaic-like']) {
      for (const workload of ['N1', 'W1', 'W2', 'W3']) {
        const problem = make({ workload, technology });
        const failures = designs(problem, 150, 5).filter(
          (design) => !Number.isFinite(problem.evaluate(design).violation),
        );
        assert.deepEqual(failures, []);
      }
    }
    const { layers } = buildNetwork('resnet9', {
      variant: 'stl',
      stem: 64,
      blocks: Array(5).fill({ filters: 512, skips: 2 }),
    });
    const costs = loadTemplate('dataflow/costs', 'maestro-2019');
    for (const { layer } of toDataflowLayers({ layers })) {
      for (const template of ['shi', 'dla', 'rs']) {
        const cost = layerCost({
          layer,
          template: loadTemplate('dataflow', template),
          pes: 32,
          nocBandwidth: 8,
          mode: 'maestro',
          costs,
        });
        assert.ok(cost.cycles > 0);
      }
    }
  });
});

interface Explained {
  readonly makespanCycles: number;
  readonly accelerators: readonly { readonly number: number; readonly busyCycles: number; readonly energyJ: number }[];
  readonly networks: readonly {
    readonly macs: number;
    readonly layers: readonly {
      readonly shape: string;
      readonly macs: number;
      readonly accelerator: number;
      readonly startCycle: number;
      readonly endCycle: number;
    }[];
  }[];
}

describe('AsicCodesign-v0 as an environment', () => {
  it('says which layer runs where and when in its info', () => {
    const env = gymMake('AsicCodesign-v0', { mode: 'sequential' });
    let { info } = env.reset({ seed: 3 });
    for (let ended = false; !ended; ) {
      const step = env.step(env.actionSpace.sample(info['actionMask'] as never));
      info = step.info;
      ended = step.terminated;
    }
    const { assignment, startCycles } = info['details'] as { assignment: number[]; startCycles: number[] };
    assert.ok(assignment.length > 10 && assignment.length === startCycles.length);
    assert.ok(assignment.every((part) => part === 1 || part === 2));
  });
});
