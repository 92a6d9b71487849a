/** Schedulers that prefer hits and the mux Strict can wait for each other: DRAMSys 5.1 then never ends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dramChoices, simulateDram } from '../../../simulators/dram/index.js';
import { requestOf } from './requests.js';

const traces = [
  { generator: 'bankConflict', requests: 300, writePercent: 50 },
  { generator: 'mediumLoad', requests: 300, writePercent: 50 },
  { generator: 'cloud', requests: 300, writePercent: 20 },
] as const;

describe('DRAM commands strictly in order', () => {
  for (const scheduler of dramChoices.scheduler) {
    for (const refreshPolicy of ['NoRefresh', 'AllBank'] as const) {
      it(`ends with scheduler ${scheduler} and refresh ${refreshPolicy}`, () => {
        for (const trace of traces) {
          const controller = { scheduler, refreshPolicy, commandMux: 'Strict' } as const;
          const { totalCycles, commandCounts } = simulateDram(requestOf('ddr3_1600', trace, { controller }));
          assert.ok(Number.isSafeInteger(totalCycles));
          const { RD, RDA, WR, WRA } = commandCounts;
          assert.equal(RD + RDA + WR + WRA, trace.requests);
        }
      });
    }
  }

  it('serves the requests as Fifo does where no refresh would break the wait', () => {
    const controller = { refreshPolicy: 'NoRefresh', commandMux: 'Strict' } as const;
    const cycles = dramChoices.scheduler.map(
      (scheduler) =>
        simulateDram(requestOf('ddr3_1600', traces[1], { controller: { ...controller, scheduler } })).totalCycles,
    );
    assert.deepEqual(cycles, [3475, 3475, 3475]);
  });
});
