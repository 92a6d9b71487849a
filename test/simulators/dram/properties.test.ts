import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadTemplate } from '../../../hwtemplates/index.js';
import {
  type DramController,
  type DramGenerator,
  type DramResult,
  dramChoices,
  dramModes,
  type LoggedCommand,
  simulateDram,
} from '../../../simulators/dram/index.js';
import { accountEnd, busErrors, openings, stateErrors, violations } from './replay.js';
import { devices, requestOf } from './requests.js';

const delay = fc.constantFrom(0, 0, 1, 3);
const pick = <K extends keyof typeof dramChoices>(name: K) =>
  fc.constantFrom(...(dramChoices[name] as readonly unknown[] as readonly DramController[K][]));
const controllers: fc.Arbitrary<DramController> = fc.record({
  pagePolicy: pick('pagePolicy'),
  scheduler: pick('scheduler'),
  schedulerBuffer: pick('schedulerBuffer'),
  requestBufferSize: fc.constantFrom(1, 2, 8, 32),
  commandMux: pick('commandMux'),
  responseQueue: pick('responseQueue'),
  refreshPolicy: pick('refreshPolicy'),
  refreshMaxPostponed: fc.constantFrom(0, 1, 4),
  refreshMaxPulledIn: fc.constantFrom(0, 1, 4),
  powerDownPolicy: pick('powerDownPolicy'),
  arbiter: pick('arbiter'),
  maxActiveTransactions: fc.constantFrom(1, 4, 128),
  thinkDelayForwardCycles: fc.constantFrom(0, 1, 1, 2),
  thinkDelayBackwardCycles: delay,
  arbitrationDelayForwardCycles: delay,
  arbitrationDelayBackwardCycles: delay,
  phyDelayForwardCycles: delay,
  phyDelayBackwardCycles: delay,
});
const traces: fc.Arbitrary<DramGenerator> = fc.record({
  generator: fc.constantFrom('random' as const, 'bankConflict' as const, 'lowLoad' as const, 'mediumLoad' as const),
  requests: fc.integer({ min: 1, max: 80 }),
  seed: fc.nat(),
  writePercent: fc.constantFrom(0, 30, 100),
});

const runs = fc
  .record({
    device: fc.constantFrom(...devices),
    controller: controllers,
    trace: traces,
    mode: fc.constantFrom(...dramModes),
  })
  .filter(
    ({ device, controller }) =>
      controller.refreshPolicy !== 'PerBank' || loadTemplate('dram', device).refresh_interval_cycles.perBank !== null,
  );

const columns = ({ commandCounts: n }: DramResult) => n.RD + n.RDA + n.WR + n.WRA;

describe('DRAM simulator, any controller', () => {
  it('keeps every constraint, serves every request and gives the same with and without logs', () => {
    fc.assert(
      fc.property(runs, ({ device, controller, trace, mode }) => {
        const request = requestOf(device, trace, { controller, mode });
        const result = simulateDram({ ...request, include: ['commands', 'requests'] });
        const log = result.commands as readonly LoggedCommand[];
        assert.deepEqual(violations(request.device, log), []);
        assert.deepEqual(busErrors(request.device, log), []);
        assert.deepEqual(stateErrors(log), []);
        const { opened, closed, open } = openings(log);
        assert.equal(opened, closed + open);
        assert.equal(opened, result.commandCounts.ACT);
        const { commands: _, requestCycles = [], ...totals } = result;
        assert.deepEqual(simulateDram(request), totals);
        checkRequests(requestCycles, request.trace.clocks, result.totalCycles, controller);
        checkTotals(result, request.trace.writes, request.device.tCK_ps);
      }),
      { seed: 4, numRuns: 120 },
    );
  });

  it('counts every clock of a rank that stays awake once in its account', () => {
    for (const device of ['ddr3_1600', 'ddr4_1866', 'ddr4_2400']) {
      for (const pagePolicy of dramChoices.pagePolicy) {
        for (const generator of ['lowLoad', 'random', 'bankConflict'] as const) {
          const request = requestOf(device, { generator, requests: 200 }, { controller: { pagePolicy } });
          const { energyPj, averagePowerMw, commands = [] } = simulateDram({ ...request, include: ['commands'] });
          assert.ok(energyPj !== null && averagePowerMw !== null);
          const cycles = energyPj.total / averagePowerMw / (request.device.tCK_ps / 1000);
          const end = accountEnd(request.device, commands);
          assert.ok(Math.abs(cycles - end) < 1e-6 * end, `${device} ${pagePolicy} ${generator}: ${cycles} of ${end}`);
        }
      }
    }
  });

  it('never has two reads of a pointer chase outstanding', () => {
    for (const arbiter of dramChoices.arbiter) {
      const request = requestOf(
        'ddr4_2400',
        { generator: 'pointerChase', requests: 200 },
        {
          controller: { arbiter },
          include: ['requests'],
        },
      );
      const { requestCycles = [] } = simulateDram(request);
      for (let i = 1; i < requestCycles.length; i++) {
        assert.ok((requestCycles[i]?.[0] as number) >= (requestCycles[i - 1]?.[2] as number));
      }
    }
  });

  it('lets nobody see that decoded traces are kept', () => {
    const trace = { generator: 'random', requests: 500 } as const;
    const request = requestOf('ddr3_1600', trace);
    const first = simulateDram(request);
    const { addressMap } = requestOf('ddr3_1600', trace, { map: 'rcb' });
    assert.notDeepEqual(simulateDram({ ...request, addressMap }), first);
    assert.deepEqual(simulateDram(request), first);
    assert.deepEqual(simulateDram(requestOf('ddr3_1600', trace)), first);
  });
});

function checkRequests(
  requestCycles: readonly (readonly [number, number, number])[],
  arrivals: Float64Array,
  end: number,
  controller: DramController,
): void {
  requestCycles.forEach(([sent, accepted, answered], i) => {
    assert.ok(sent >= (arrivals[i] as number) && accepted >= sent && answered > accepted, `request ${i}`);
  });
  const answers = requestCycles.map(([, , answered]) => answered);
  assert.equal(Math.max(...answers), end);
  const ordered =
    controller.arbiter === 'Reorder' || (controller.arbiter === 'Simple' && controller.responseQueue === 'Reorder');
  if (ordered)
    assert.deepEqual(
      answers,
      [...answers].sort((a, b) => a - b),
    );
}

function checkTotals(result: DramResult, writes: Uint8Array, tCKps: number): void {
  const { commandCounts: n, energyPj } = result;
  const wanted = writes.reduce((sum, write) => sum + write, 0);
  assert.equal(n.WR + n.WRA, wanted);
  assert.equal(columns(result), writes.length);
  assert.equal(result.readLatencyNs.count + result.writeLatencyNs.count, writes.length);
  assert.equal(result.totalTimeNs, (result.totalCycles * tCKps) / 1000);
  if (energyPj === null) return;
  const { total, ...parts } = energyPj;
  assert.ok(Math.abs(Object.values(parts).reduce((a, b) => a + b, 0) - total) <= 1e-9 * total);
  // DRAMPower ends the account one clock before a last power-down command: that one stay may count -1 clock.
  assert.ok(Object.values(parts).every((part) => part >= -1000));
}
