/** `NpuCimCodesign-v0`: what its designs mean, beside what the conformance suites ask of every problem. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../envs/index.js';
import { type Design, makeProblem } from '../../src/design/index.js';

const small = { npu: 'ethos-u55-256', sramKib: 512, offChipGBs: 2 };
const macros = {
  cimKind: 'digital-sram',
  cimRows: 64,
  cimOutputs: 16,
  cimMacros: 8,
  inputBitsPerCycle: 1,
  pingPong: 1,
};
const problem = makeProblem('NpuCimCodesign-v0');
const designed = (changes: Design): Design =>
  problem.space.canonical({ ...problem.space.defaultDesign(), ...small, ...changes });
interface Part {
  readonly name: string;
  readonly device: string;
  readonly reason: string;
}
const scheduleOf = (changes: Design): Part[] => problem.explain?.(designed(changes))['schedule'] as Part[];

describe('NpuCimCodesign-v0', () => {
  it('has more than 1e20 designs', () => assert.ok((problem.space.size() ?? 0n) > 10n ** 20n));

  it('builds a transformer of too many tokens as convolutions, and says so', () => {
    const repairedAt = (resolution: number) =>
      problem.evaluate(designed({ cimKind: 'none', resolution, stage3Type: 'transformer' })).details?.['repaired'];
    // Stage 3 lies at an eighth of the side: 36 x 36 = 1296 tokens, and 28 x 28 = 784, the most there may be.
    assert.deepEqual(repairedAt(288), ['stage3Type']);
    assert.deepEqual(repairedAt(224), []);
  });

  it('has the decades of latency and energy as its merit, by their weights', () => {
    const design = designed({ cimKind: 'none' });
    for (const latencyWeight of [0, 0.25, 1]) {
      const { metrics } = makeProblem('NpuCimCodesign-v0', { latencyWeight }).evaluate(design);
      const { latencyS = 0, energyJ = 0, merit = 0 } = metrics;
      const decades = -latencyWeight * Math.log10(latencyS) - (1 - latencyWeight) * Math.log10(energyJ);
      assert.ok(Math.abs(merit - decades / 6) < 1e-12);
    }
  });

  it('without macros runs everything on the NPU', () => {
    const parts = scheduleOf({ cimKind: 'none' });
    assert.ok(parts.every(({ device, reason }) => device === 'npu' && reason === 'there are no macros'));
  });

  it('gives the convolutions of a stage, and the classifier, to the macros that the design says', () => {
    const parts = scheduleOf({ ...macros, target2Conv: 'cim', targetFc: 'cim' });
    const onMacros = parts.filter(({ device }) => device === 'cim').map(({ name }) => name.split(' ')[1]);
    assert.deepEqual(onMacros, ['expand', 'project', 'expand', 'project', 'classifier']);
    assert.match(parts.find(({ name }) => name.endsWith('depthwise'))?.reason ?? '', /depthwise/);
  });

  it('gives linear layers of transformers by their own choice, and keeps products of maps on the NPU', () => {
    const parts = scheduleOf({ ...macros, stage5Type: 'transformer', stage5Depth: 1, target5Linear: 'cim' });
    const onMacros = parts.filter(({ device }) => device === 'cim').map(({ name }) => name.split(' ')[1]);
    assert.deepEqual(onMacros, ['query', 'key', 'value', 'projection', 'mlp1', 'mlp2']);
  });

  it('counts the area and accuracy limits relatively, and rewards in bounds', () => {
    const large = problem.evaluate(designed({ ...macros, cimMacros: 128, cimRows: 512, cimOutputs: 64 }));
    assert.equal(large.feasible, false);
    const [area] = large.violations;
    assert.equal(area?.name, 'areaMm2');
    assert.ok(Math.abs((area?.excess ?? 0) - ((large.metrics['areaMm2'] ?? 0) / 4 - 1)) < 1e-12);
    const bounded = problem.rewards?.['bounded'];
    assert.ok(Math.abs((bounded?.(large) ?? 0) + large.violation / (1 + large.violation)) < 1e-12);
    const strict = makeProblem('NpuCimCodesign-v0', { minimumAccuracy: 0.99 });
    assert.ok(strict.evaluate(designed({})).violations.some(({ name }) => name === 'accuracy'));
  });

  it('makes cells that cannot be rewritten infeasible where the weights do not fit', () => {
    const cells = { cimKind: 'rram', cimRows: 64, cimOutputs: 16, cimMacros: 1, adcBits: 4, target4Conv: 'cim' };
    assert.ok(problem.evaluate(designed(cells)).violations.some(({ name }) => name === 'nvmReload'));
  });

  it('tells the loss of analog macros, and none of digital ones', () => {
    const analog = {
      ...macros,
      cimKind: 'analog-sram',
      cimRows: 512,
      adcBits: 4,
      adcRange: 'full',
      target4Conv: 'cim',
    };
    assert.ok((problem.evaluate(designed(analog)).metrics['accuracyDrop'] ?? 0) > 0);
    assert.equal(problem.evaluate(designed({ ...macros, target4Conv: 'cim' })).metrics['accuracyDrop'], 0);
  });

  it('lets an NPU stream frames without macros as beside them: the same latency, leakage of the period', () => {
    const alone = makeProblem('NpuCimCodesign-v0', {}, 'npu-only');
    const measured = (schedule: string) => {
      const { metrics } = problem.evaluate(designed({ cimKind: 'none', schedule }));
      const design = alone.space.canonical({ ...alone.space.defaultDesign(), ...small, schedule });
      assert.deepEqual(alone.evaluate(design).metrics, metrics);
      return metrics as Readonly<Record<'latencyS' | 'energyJ' | 'fps', number>>;
    };
    const [single, stream] = [measured('sequential'), measured('pipelined')];
    assert.equal(stream.latencyS, single.latencyS);
    assert.ok(stream.fps > single.fps && Math.abs(single.fps * single.latencyS - 1) < 1e-12);
    const leakageW = (single.energyJ - stream.energyJ) / (1 / single.fps - 1 / stream.fps);
    // 256 MACs at 50 nW, 0.5 MiB at 2 mW.
    assert.ok(Math.abs(leakageW / (256 * 5e-8 + 0.5 * 2e-3) - 1) < 1e-6, `${leakageW}`);
  });

  it('has no macros and no assignment under npu-only', () => {
    const { names } = makeProblem('NpuCimCodesign-v0', {}, 'npu-only').space;
    assert.ok(!names.some((name) => name.startsWith('cim') || name.startsWith('target')));
  });

  it('the policy static gives pointwise and linear layers to the macros, whatever the stages', () => {
    const policy = makeProblem('NpuCimCodesign-v0', {}, 'static');
    const changes = { ...small, ...macros, stage5Type: 'transformer' };
    const design = policy.space.canonical({ ...policy.space.defaultDesign(), ...changes });
    const parts = (policy.explain?.(design)['schedule'] ?? []) as Part[];
    const roles = new Set(parts.filter(({ device }) => device === 'cim').map(({ name }) => name.split(' ')[1]));
    const pointwise = [
      'project',
      'expand',
      'query',
      'key',
      'value',
      'projection',
      'mlp1',
      'mlp2',
      'head',
      'classifier',
    ];
    assert.deepEqual(roles, new Set(pointwise));
  });

  it('the policy optimal is no slower than the design it replaces', () => {
    const design = designed({ ...macros, target3Conv: 'cim', targetFc: 'cim' });
    const policy = makeProblem('NpuCimCodesign-v0', {}, 'optimal');
    const same = policy.space.canonical(
      Object.fromEntries(policy.space.names.map((name) => [name, design[name]])) as Design,
    );
    const searched = problem.evaluate(design).metrics['latencyS'] ?? 0;
    assert.ok((policy.evaluate(same).metrics['latencyS'] ?? 0) <= searched * (1 + 1e-12));
  });
});
