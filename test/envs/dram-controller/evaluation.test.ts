/** Evaluations of `DramController-v0` against direct calls of its simulator, and its workloads. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeProblem } from '../../../envs/index.js';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { type DramController, generateTrace, simulateDram } from '../../../simulators/dram/index.js';
import type { Design } from '../../../src/design/index.js';
import { RandomStream } from '../../../src/stats/random.js';
import { close, explained, id, problemOf, short } from './shared.js';

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
