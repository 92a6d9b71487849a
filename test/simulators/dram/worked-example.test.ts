/** Runs whose every figure was worked out by hand or is known from DRAMSys 5.1 and DRAMPower. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DramGenerator, type DramMode, simulateDram } from '../../../simulators/dram/index.js';
import { requestOf } from './requests.js';

const near = (actual: number | null | undefined, expected: number, digits: number) =>
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) < 10 ** -digits, `${actual}, not ${expected}`);

describe('DRAM simulator on ddr3_1600', () => {
  it('serves eight requests of one bank as worked out by hand', () => {
    const request = requestOf(
      'ddr3_1600',
      { generator: 'bankConflict', requests: 8, seed: 8, writePercent: 20 },
      {
        include: ['commands', 'requests'],
      },
    );
    const { commands = [], requestCycles, totalCycles, energyPj, averagePowerMw } = simulateDram(request);
    assert.equal(
      commands.map(([clock, name]) => `${name} ${clock}`).join(', '),
      'ACT 1, RD 11, WR 19, PREPB 43, ACT 53, RD 63, RD 67, PREPB 81, ACT 91, RD 101, RD 105, PREPB 119, ACT 129, RD 139, RD 143',
    );
    assert.deepEqual(commands[2], [19, 'WR', 0, 0, 0, 8]);
    assert.deepEqual(requestCycles, [
      [0, 1, 25],
      [1, 2, 31],
      [2, 3, 77],
      [3, 4, 81],
      [4, 5, 115],
      [5, 6, 119],
      [6, 7, 153],
      [7, 8, 157],
    ]);
    assert.equal(totalCycles, 157);
    assert.deepEqual(energyPj, {
      activate: 42000,
      precharge: 11250,
      read: 39900,
      write: 6000,
      refresh: 0,
      refreshPerBank: 0,
      activeStandby: 85050,
      prechargeStandby: 20925,
      activePowerDown: 0,
      prechargePowerDown: 0,
      selfRefresh: 0,
      total: 205125,
    });
    near(averagePowerMw, 1045.223, 3);
  });

  it('agrees with DRAMSys and DRAMPower on 10,000 random reads', () => {
    const result = simulateDram(requestOf('ddr3_1600', { generator: 'random', seed: 3 }));
    const { ACT, PREPB, PREAB, RD, REFAB } = result.commandCounts;
    assert.deepEqual([ACT, PREPB, PREAB, RD, REFAB], [10014, 9952, 10, 10000, 10]);
    assert.deepEqual([result.totalCycles, result.totalTimeNs, result.energyPj?.total], [65360, 81700, 245437500]);
    near(result.averagePowerMw, 3004.13, 2);
    near(result.readLatencyNs.mean, 247.58975, 9);
    assert.deepEqual([result.readLatencyNs.p50, result.readLatencyNs.p99], [233.75, 541.25]);
    assert.deepEqual(result.writeLatencyNs, { count: 0 });
    near(result.bandwidthGBps, 7.83, 2);
  });

  it('thinks for no clock in mode archgym, unless told to', () => {
    const request = requestOf('ddr3_1600', { generator: 'stream', requests: 20 }, { mode: 'archgym' });
    const result = simulateDram({ ...request, include: ['commands', 'requests'] });
    assert.deepEqual(
      result.commands?.map(([clock]) => clock),
      [0, ...Array.from({ length: 20 }, (_, i) => 10 + 4 * i)],
    );
    assert.ok(
      result.requestCycles?.every(([, accepted, answered], i) => (i >= 8 || accepted === i) && answered === 24 + 4 * i),
    );
    assert.deepEqual([result.totalCycles, result.energyPj?.total], [100, 192000]);
    assert.equal(simulateDram({ ...request, controller: { thinkDelayForwardCycles: 1 } }).totalCycles, 101);
  });

  const buffers: readonly [string, DramGenerator, object, Readonly<Partial<Record<DramMode, number>>>][] = [
    [
      'Bankwise 2',
      { generator: 'random', seed: 3 },
      { requestBufferSize: 2 },
      { 'dramsys-5.1': 106428, corrected: 83576 },
    ],
    ['Bankwise 8', { generator: 'random', seed: 3 }, {}, { 'dramsys-5.1': 65360, corrected: 64477 }],
    [
      'ReadWrite 8',
      { generator: 'streamCopy' },
      { schedulerBuffer: 'ReadWrite' },
      { 'dramsys-5.1': 68555, corrected: 66106 },
    ],
  ];
  for (const [name, trace, controller, expected] of buffers) {
    it(`looks at the right bank and direction in mode corrected (${name})`, () => {
      for (const mode of ['dramsys-5.1', 'corrected'] as const) {
        assert.equal(simulateDram(requestOf('ddr3_1600', trace, { mode, controller })).totalCycles, expected[mode]);
      }
    });
  }

  it('knows no difference of the modes with a shared buffer', () => {
    const [a, b] = (['dramsys-5.1', 'corrected'] as const).map((mode) =>
      simulateDram(
        requestOf(
          'ddr3_1600',
          { generator: 'random', requests: 2000, writePercent: 30 },
          {
            mode,
            controller: { schedulerBuffer: 'Shared', requestBufferSize: 4 },
          },
        ),
      ),
    );
    assert.deepEqual({ ...a, provenance: null }, { ...b, provenance: null });
  });
});
