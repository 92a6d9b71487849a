/** `DramController-v0` against direct calls of its simulator: space, metrics, workloads, objectives and rewards. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { make, makeProblem } from '../../../envs/index.js';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { type DramController, generateTrace, simulateDram } from '../../../simulators/dram/index.js';
import { type Design, type DesignEnv, makeReward, type Problem, toParallel } from '../../../src/design/index.js';
import { checkParallelEnv } from '../../../src/gym/index.js';
import { Discrete } from '../../../src/spaces/index.js';
import { RandomStream } from '../../../src/stats/random.js';

const id = 'DramController-v0';
/** Short runs: what is tested here does not depend on their length. */
const short = { requests: 300 };
const presets = ['extended', 'archgym-rl', 'archgym-27m'];
const problemOf = (options: Readonly<Record<string, unknown>> = {}, preset?: string) =>
  makeProblem(id, { ...short, ...options }, preset);
/** What the problem tells of the runs of its default design. */
const explained = ({ explain, space }: Problem) => {
  const { runs } = (explain?.(space.defaultDesign()) ?? {}) as {
    runs: { requests: number; energyJ: Record<string, number> }[];
  };
  return runs;
};
const close = (value: number | undefined, expected: number, what = '') =>
  assert.ok(Math.abs((value as number) - expected) <= 1e-12 * Math.abs(expected), `${what} ${value}, not ${expected}`);

describe('the design space', () => {
  it('has the listed parameters, and exactly as many designs as the specification says', () => {
    const sizes = presets.map((preset) => problemOf({}, preset).space.size());
    assert.deepEqual(sizes, [11_059_200n, 442_368n, 28_311_552n]);
    const { space } = problemOf({}, 'archgym-rl');
    assert.deepEqual(
      space.names.map((name, i) => [name, space.cardinality(i)]),
      [
        ['pagePolicy', 4],
        ['scheduler', 3],
        ['schedulerBuffer', 3],
        ['requestBufferSize', 8],
        ['responseQueue', 2],
        ['refreshPolicy', 2],
        ['refreshMaxPostponed', 4],
        ['refreshMaxPulledIn', 4],
        ['arbiter', 3],
        ['maxActiveTransactions', 8],
      ],
    );
    assert.deepEqual(problemOf().space.names.slice(10), ['commandMux', 'powerDownPolicy', 'addressMap']);
  });

  it('has per-bank refresh and the address maps of the device', () => {
    const valuesOf = (device: string, name: string) => {
      const { space } = problemOf({ device });
      const i = space.indexOf(name);
      return Array.from({ length: space.cardinality(i) }, (_, k) => space.valueAt(i, k));
    };
    assert.deepEqual(valuesOf('ddr3_1600', 'addressMap'), ['rbc', 'brc', 'rcb', 'rbc_xor']);
    assert.deepEqual(valuesOf('lpddr4_3200', 'addressMap'), ['rbc', 'rcb']);
    assert.deepEqual(valuesOf('ddr4_2400', 'refreshPolicy'), ['NoRefresh', 'AllBank']);
    for (const device of ['lpddr4_3200', 'hbm2_2000']) {
      assert.deepEqual(valuesOf(device, 'refreshPolicy'), ['NoRefresh', 'AllBank', 'PerBank']);
    }
  });

  it('begins at the default controller, refresh limits at the least of the preset', () => {
    const expected = { pagePolicy: 'Open', scheduler: 'FrFcfs', requestBufferSize: 8, maxActiveTransactions: 128 };
    for (const [preset, least] of [
      ['extended', 0],
      ['archgym-rl', 1],
      ['archgym-27m', 1],
    ] as const) {
      const design = problemOf({}, preset).space.defaultDesign();
      const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, design[name]]));
      assert.deepEqual(seen, expected);
      assert.deepEqual([design['refreshMaxPostponed'], design['refreshMaxPulledIn']], [least, least]);
      assert.equal(design['refreshPolicy'], 'AllBank');
    }
  });
});

describe('an evaluation', () => {
  const rule = { generator: 'random', seed: 5, writePercent: 35, requests: 300 } as const;
  const direct = (design: Design, mode: 'dramsys-5.1' | 'archgym', map = 'rbc') => {
    const { addressMap: _, ...controller } = design;
    return simulateDram({
      device: loadTemplate('dram', 'ddr3_1600'),
      addressMap: loadTemplate('dram/address-maps', 'ddr3').maps[map] as never,
      trace: generateTrace(rule),
      mode,
      controller: controller as Partial<DramController>,
    });
  };

  it('is the simulated run in SI units', () => {
    const random = RandomStream.from(4, 'designs');
    for (const [preset, mode] of [
      ['extended', 'dramsys-5.1'],
      ['archgym-rl', 'archgym'],
      ['archgym-27m', 'archgym'],
    ] as const) {
      const problem = problemOf({ workloads: [rule] }, preset);
      for (let i = 0; i < 8; i++) {
        const design = problem.space.sample(random);
        const { metrics, provenance } = problem.evaluate(design);
        const run = direct(design, mode, String(design['addressMap'] ?? 'rbc'));
        const energyPj = run.energyPj?.total as number;
        const expected: Record<string, number> = {
          totalTimeS: run.totalTimeNs * 1e-9,
          readLatencyMeanS: (run.readLatencyNs.mean as number) * 1e-9,
          readLatencyP50S: (run.readLatencyNs.p50 as number) * 1e-9,
          readLatencyP99S: (run.readLatencyNs.p99 as number) * 1e-9,
          writeLatencyMeanS: (run.writeLatencyNs.mean as number) * 1e-9,
          bandwidthBytesPerS: run.bandwidthGBps * 1e9,
          energyJ: energyPj * 1e-12,
          averagePowerW: (run.averagePowerMw as number) * 1e-3,
          energyDelayProductJS: energyPj * 1e-12 * run.totalTimeNs * 1e-9,
          rowHitRate: run.rowHitRate,
          energyPerRequestJ: (energyPj * 1e-12) / 300,
        };
        assert.deepEqual(Object.keys(metrics), Object.keys(expected));
        for (const [name, value] of Object.entries(expected)) close(metrics[name], value, name);
        assert.deepEqual([provenance.mode, provenance.validated], [mode, true]);
      }
    }
  });

  it('puts several workloads together and keeps the figures of each', () => {
    const workloads = ['stream', 'random-mixed', 'low-load'];
    const problem = problemOf({ workloads });
    const design = { ...problem.space.defaultDesign(), pagePolicy: 'ClosedAdaptive' };
    const { metrics, details } = problem.evaluate(design);
    const each = details?.['workloads'] as Record<string, Record<string, number>>;
    assert.deepEqual(Object.keys(each), workloads);
    const alone = workloads.map((name) => problemOf({ workloads: [name] }).evaluate(design).metrics);
    assert.deepEqual(Object.values(each), alone);
    const values = (name: string) => alone.map((one) => one[name]).filter((value) => value !== undefined) as number[];
    const geometric = (name: string) =>
      values(name).reduce((product, x) => product * x, 1) ** (1 / values(name).length);
    for (const name of ['totalTimeS', 'readLatencyP99S', 'bandwidthBytesPerS', 'energyJ', 'averagePowerW']) {
      close(metrics[name], geometric(name), name);
    }
    assert.equal(values('writeLatencyMeanS').length, 2, 'stream writes nothing');
    close(metrics['writeLatencyMeanS'], geometric('writeLatencyMeanS'));
    close(metrics['energyDelayProductJS'], geometric('energyJ') * geometric('totalTimeS'));
    close(metrics['rowHitRate'], values('rowHitRate').reduce((sum, x) => sum + x, 0) / 3);
  });

  it('says where neither device nor mode was compared with DRAMSys', () => {
    const validated = (options: Readonly<Record<string, unknown>>) =>
      new Set(problemOf(options).metrics.map(({ source }) => source.validated));
    assert.deepEqual([...validated({ device: 'hbm2_2000' })], [true]);
    assert.deepEqual([...validated({ device: 'ddr4_1866' })], [false]);
    assert.deepEqual([...validated({ simulatorMode: 'corrected' })], [false]);
  });

  it('is remembered by device, workload, design and mode, for every search of the process', () => {
    const runOf = (options: Readonly<Record<string, unknown>>, preset: string, changes: Partial<Design> = {}) => {
      const problem = problemOf({ workloads: ['random'], ...options }, preset);
      const design = { ...problem.space.defaultDesign(), ...changes } as Design;
      const { workloads } = problem.evaluate(design).details as { workloads: Record<string, unknown> };
      return workloads['random'];
    };
    const known = runOf({}, 'archgym-rl');
    assert.equal(runOf({}, 'archgym-27m'), known, 'the very object: the same controller of another preset');
    assert.equal(runOf({ objectives: ['minimize totalTimeS'] }, 'archgym-rl'), known);
    for (const other of [
      runOf({ device: 'ddr4_2400' }, 'archgym-rl'),
      runOf({ simulatorMode: 'corrected' }, 'archgym-rl'),
      runOf({ requests: 301 }, 'archgym-rl'),
      runOf({}, 'archgym-rl', { requestBufferSize: 1 }),
    ]) {
      assert.notDeepEqual(other, known);
    }
  });

  it('explains where the energy goes', () => {
    const problem = problemOf({ workloads: ['random-mixed'] });
    const [run] = explained(problem);
    const { total = 0, ...parts } = run?.energyJ ?? {};
    close(
      Object.values(parts).reduce((sum, part) => sum + part, 0),
      total,
    );
    close(problem.evaluate(problem.space.defaultDesign()).metrics['energyJ'], total);
  });
});

describe('workloads', () => {
  const times = (workloads: readonly unknown[], options = short) => {
    const problem = makeProblem(id, { ...options, workloads });
    const { details } = problem.evaluate(problem.space.defaultDesign());
    const each = details?.['workloads'] as Record<string, Record<string, number>>;
    return Object.fromEntries(Object.entries(each).map(([name, metrics]) => [name, metrics['totalTimeS']]));
  };

  it('are names, families, rules or arrays', () => {
    assert.deepEqual(Object.keys(times(['archgym4'])), ['stream', 'random', 'cloud-1', 'cloud-2']);
    const rule = { generator: 'random', seed: 1 };
    const { clocks, writes, lines } = generateTrace({ generator: 'random', requests: 300 });
    const expected = times(['random'])['random'];
    assert.deepEqual(times([rule]), { random: expected });
    assert.deepEqual(times([{ ...rule, name: 'mine' }]), { mine: expected });
    assert.deepEqual(times([{ clocks, writes, lines }]), { 'trace-1': expected });
    const plain = { clocks: Array.from(clocks), writes: Array.from(writes), lines: Array.from(lines) };
    assert.deepEqual(times([{ ...plain, name: 'mine' }]), { mine: expected });
    assert.notEqual(times([{ ...plain, maxOutstandingReads: 1 }])['trace-1'], expected);
  });

  it('have their own number of requests unless told', () => {
    const requestsOf = (workloads: unknown[], options: Record<string, unknown> = {}) =>
      explained(makeProblem(id, { workloads, ...options })).map(({ requests }) => requests);
    assert.deepEqual(requestsOf(['stream', 'pointer-chase', 'low-load']), [10_000, 4000, 1600]);
    assert.deepEqual(requestsOf(['stream', { generator: 'lowLoad', requests: 20 }], short), [300, 20]);
  });

  it('that cannot be used are refused at their place', () => {
    const refused = (workloads: unknown, path: string, message: RegExp) =>
      assert.throws(() => makeProblem(id, { workloads }), { code: 'badRequest', path, message });
    const trace = { clocks: [0, 1], writes: [0, 0], lines: [1, 2] };
    refused(['clod-1'], '/options/workloads/0', /nearest: cloud-1/);
    refused(['stream', 'archgym4'], '/options/workloads', /two workloads 'stream'/);
    refused([], '/options/workloads', /fewer than 1/);
    refused([{ generator: 'random', seeds: 1 }], '/options/workloads/0/seeds', /no field "seeds"/);
    refused(['stream', { ...trace, lines: [1, 99_999_999] }], '/options/workloads/1/lines', /beyond/);
    refused([{ ...trace, clocks: [1, 0] }], '/options/workloads/0/clocks', /never decrease/);
    refused([{ ...trace, clocks: [0] }], '/options/workloads/0', /have one length/);
    refused([{ ...trace, writes: [0, 2] }], '/options/workloads/0/writes/1', /from 0 to 1/);
    refused([{ ...trace, file: 'x.csv' }], '/options/workloads/0/file', /no field 'file'/);
    refused([{ ...trace, lines: 'x' }], '/options/workloads/0/lines', /list of numbers/);
    refused([{ ...trace, name: 7 }], '/options/workloads/0/name', /is a word/);
    refused([{ ...trace, maxOutstandingReads: 0 }], '/options/workloads/0/maxOutstandingReads', /from 1/);
    assert.throws(() => problemOf({ device: 'ddr3' }), { path: '/options/device', message: /nearest: ddr3_1600/ });
  });
});

describe('objectives', () => {
  it('are least energy and time unless others are named, as expressions too', () => {
    assert.deepEqual(
      problemOf().objectives.map(({ name, direction }) => `${direction} ${name}`),
      ['minimize energyJ', 'minimize totalTimeS'],
    );
    const problem = problemOf({ objectives: ['maximize bandwidthBytesPerS', 'minimize log10(energyDelayProductJS)'] });
    const { metrics, objectives } = problem.evaluate(problem.space.defaultDesign());
    assert.deepEqual(objectives, [
      -(metrics['bandwidthBytesPerS'] as number),
      Math.log10(metrics['energyDelayProductJS'] as number),
    ]);
  });

  it('on energy are refused where the device has no energy model, when the problem is made', () => {
    for (const device of ['lpddr4_3200', 'hbm2_2000']) {
      for (const name of ['energyJ', 'averagePowerW', 'totalTimeS*energyJ']) {
        assert.throws(() => problemOf({ device, objectives: ['minimize totalTimeS', `minimize ${name}`] }), {
          code: 'badRequest',
          path: '/options/objectives/1',
          message: /no energy model/,
        });
      }
      assert.throws(() => problemOf({ device, constraints: ['averagePowerW <= 1 W'] }), {
        path: '/options/constraints/0',
      });
      assert.deepEqual(
        problemOf({ device }).objectives.map(({ name }) => name),
        ['totalTimeS'],
      );
    }
    assert.throws(() => problemOf({ objectives: ['minimize writeLatencyMeanS'] }), /no workload writes/);
  });

  it('can be power under a bound on latency', () => {
    const options = { objectives: ['minimize averagePowerW'], constraints: ['readLatencyMeanS <= 100 ns'] };
    const problem = problemOf({ workloads: ['random'], ...options });
    assert.equal(problem.warnings, undefined);
    const slow = problem.evaluate({ ...problem.space.defaultDesign(), requestBufferSize: 1, arbiter: 'Fifo' });
    const latency = slow.metrics['readLatencyMeanS'] as number;
    assert.ok(latency > 100e-9);
    assert.equal(slow.feasible, false);
    assert.deepEqual(
      slow.violations.map(({ name, value, excess }) => [name, value, excess]),
      [['readLatencyMeanS <= 100 ns', latency, slow.violation]],
    );
    close(slow.violation, latency / 100e-9 - 1);
    close(makeReward(problem).score(slow), -slow.violation / (1 + slow.violation));
  });

  it('have a hypervolume reference of twice the baseline, half where more is better', () => {
    const { baseline, referencePoint } = problemOf({ objectives: ['minimize energyJ', 'maximize bandwidthBytesPerS'] });
    const { energyJ, bandwidthBytesPerS } = baseline as Record<string, number>;
    assert.deepEqual(referencePoint, [2 * (energyJ as number), -(bandwidthBytesPerS as number) / 2]);
    assert.equal(problemOf({ objectives: ['minimize energyJ'] }).referencePoint, undefined);
  });
});

describe('feasibility', () => {
  it('needs refresh in extended, not in the presets of ArchGym, and metrics are given all the same', () => {
    for (const preset of presets) {
      const problem = problemOf({}, preset);
      const design = { ...problem.space.defaultDesign(), refreshPolicy: 'NoRefresh' };
      const evaluation = problem.evaluate(design);
      const required = preset === 'extended';
      assert.equal(evaluation.feasible, !required);
      assert.deepEqual(
        evaluation.violations,
        required ? [{ name: 'requireRefresh', value: 1, limit: 0, excess: 1 }] : [],
      );
      assert.deepEqual(
        Object.keys(evaluation.metrics),
        problem.metrics.map(({ name }) => name),
      );
      if (required) assert.equal(makeReward(problem).score(evaluation), -0.5);
      assert.equal(problemOf({ requireRefresh: !required }, preset).evaluate(design).feasible, required);
    }
  });
});

describe('rewards', () => {
  it('bounded: half for the baseline, at most one, by the targets of the user where given', () => {
    for (const preset of presets) {
      const problem = problemOf({}, preset);
      const baseline = problem.evaluate(problem.space.defaultDesign());
      close(makeReward(problem).score(baseline), 0.5, preset);
      close(makeReward(problem, 'logRatio').score(baseline), Math.log(0.5));
      const { energyJ } = baseline.metrics;
      const own = problemOf({ objectives: [{ name: 'energyJ', direction: 'minimize', target: energyJ }] }, preset);
      assert.equal(makeReward(own).score(own.evaluate(own.space.defaultDesign())), 1);
    }
    const wide = problemOf({ objectives: ['maximize bandwidthBytesPerS'] });
    close(makeReward(wide).score(wide.evaluate(wide.space.defaultDesign())), 0.5);
  });

  it('archgym: the formulas of the original by name, capped at 1000', () => {
    const problem = problemOf({}, 'archgym-rl');
    const evaluation = problem.evaluate(problem.space.defaultDesign());
    const at = (totalTimeS: number, averagePowerW: number) => {
      const metrics = { ...evaluation.metrics, totalTimeS, averagePowerW };
      return ['archgymLatency', 'archgymPower', 'archgym'].map((name) =>
        makeReward(problem, name).score({ ...evaluation, metrics }),
      ) as [number, number, number];
    };
    const [latency, power, both] = at(200e-6, 3);
    close(latency, 1);
    close(power, 0.5);
    close(both, 0.5);
    assert.deepEqual(at(100e-6, 1), [1000, 1000, 1000]);
    assert.equal(at(100.01e-6, 1.01)[2], 1000);
    const { rewards = {} } = problemOf({ device: 'lpddr4_3200' });
    assert.deepEqual(Object.keys(rewards), ['archgym', 'archgymLatency'], 'no power without an energy model');
  });
});

describe('the environment', () => {
  it('observes the baseline at first: its indices, and zeros for its metrics', () => {
    const env = make(id, { ...short, preset: 'archgym-rl' });
    const { observation, info } = env.reset({ seed: 3 });
    const named = (values: unknown, names: unknown) =>
      Object.fromEntries((names as string[]).map((name, i) => [name, (values as Float32Array)[i] as number]));
    const first = named(observation, info['observationNames']);
    const { space, baseline, metrics } = (env.unwrapped as DesignEnv).problem;
    const unit = space.toUnit(space.defaultDesign());
    space.names.forEach((name, i) => {
      assert.equal(first[`design.${name}`], Math.fround(unit[i] as number));
    });
    for (const { name } of metrics) assert.equal(first[`metric.${name}`], 0);
    assert.deepEqual(env.reset({ seed: 99 }).observation, observation, 'nothing random');
    const step = env.step(Int32Array.from(space.toIndices({ ...space.defaultDesign(), pagePolicy: 'Closed' })));
    const second = named(step.observation, step.info['observationNames']);
    const { metrics: figures } = step.info['evaluation'] as { metrics: Record<string, number> };
    for (const { name } of metrics) {
      const expected = Math.log((figures[name] as number) / (baseline?.[name] as number));
      assert.ok(
        Math.abs((second[`metric.${name}`] as number) - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
        name,
      );
    }
  });

  it('is a game of one agent per parameter, in order, each with a Discrete action', () => {
    const game = toParallel(make(id, { ...short, preset: 'archgym-rl' }), 'per-parameter');
    const { space } = game.unwrapped.problem;
    assert.deepEqual(game.possibleAgents, space.names);
    const sizes = game.possibleAgents.map((agent) => (game.actionSpace(agent) as unknown as Discrete).n);
    assert.deepEqual(sizes, [4, 3, 3, 8, 2, 2, 4, 4, 3, 8]);
    assert.ok(game.possibleAgents.every((agent) => (game.actionSpace(agent) as unknown) instanceof Discrete));
    game.reset({ seed: 1 });
    const actions = Object.fromEntries(game.agents.map((agent, i) => [agent, (sizes[i] as number) - 1]));
    const { infos, rewards } = game.step(actions);
    const { design } = infos['arbiter'] as { design: Design };
    assert.equal(design['arbiter'], 'Reorder');
    assert.equal(new Set(Object.values(rewards)).size, 1, 'one reward for all');
  });

  it('rewards an agent by the difference to its value in the baseline, counted and cached', () => {
    const game = toParallel(make(id, { ...short, preset: 'archgym-rl' }), 'per-parameter', { reward: 'difference' });
    const { problem, run } = game.unwrapped;
    game.reset({ seed: 1 });
    const base = problem.space.defaultDesign();
    const design: Design = { ...base, pagePolicy: 'Closed', requestBufferSize: 1 };
    const actions = Object.fromEntries(
      problem.space.names.map((name, i) => [name, problem.space.indexOfValue(i, design[name] as string)]),
    );
    const { rewards } = game.step(actions);
    const score = (changed: Partial<Design>) =>
      makeReward(problem).score(problem.evaluate({ ...design, ...(changed as Design) }));
    assert.equal(rewards['pagePolicy'], score({}) - score({ pagePolicy: 'Open' }));
    assert.equal(rewards['requestBufferSize'], score({}) - score({ requestBufferSize: 8 }));
    assert.equal(rewards['arbiter'], 0, 'already at the baseline');
    assert.equal(game.unwrapped.run.evaluator.spent, 3);
    assert.notEqual(run, undefined);
  });

  it('is divided by subsystem, and every division passes checkParallelEnv', () => {
    const { partitions } = problemOf();
    assert.deepEqual(Object.keys(partitions?.['perSubsystem'] ?? {}), [
      'pagePolicy',
      'scheduler',
      'queues',
      'refresh',
      'powerDown',
      'addressMap',
    ]);
    const agents = Object.keys(problemOf({}, 'archgym-27m').partitions?.['perSubsystem'] ?? {});
    assert.deepEqual(agents, ['pagePolicy', 'scheduler', 'queues', 'refresh']);
    for (const preset of presets) {
      for (const reward of ['shared', 'difference'] as const) {
        for (const observation of ['none', 'global', 'global+own'] as const) {
          const env = make(id, { requests: 60, preset, budget: 60 });
          checkParallelEnv(toParallel(env, 'perSubsystem', { reward, observation }), { steps: 3 });
        }
      }
    }
  });

  it('warns where power alone is the objective', () => {
    const warned = (options: Readonly<Record<string, unknown>>) =>
      make(id, { ...short, ...options }).reset({ seed: 1 }).info['warnings'] as string[] | undefined;
    assert.match(warned({ objectives: ['minimize averagePowerW'] })?.[0] ?? '', /slowest design/);
    assert.match(warned({ objectives: ['minimize 2*averagePowerW'] })?.[0] ?? '', /slowest design/);
    assert.match(
      warned({ objectives: ['minimize averagePowerW'], constraints: ['rowHitRate >= 0.1'] })?.[0] ?? '',
      /./,
    );
    assert.equal(warned({ objectives: ['minimize averagePowerW', 'minimize totalTimeS'] }), undefined);
    assert.equal(warned({}), undefined);
  });
});
