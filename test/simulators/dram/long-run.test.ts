/** Runs that are longer than the clocks of 32 bits that the loop works with. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DramController, type DramTrace, generateTrace, simulateDram } from '../../../simulators/dram/index.js';
import { requestOf } from './requests.js';

const generator = { generator: 'mediumLoad', requests: 400, seed: 3 } as const;
const INTERVAL = 6240;

/** The trace with all requests from number `first` on so many clocks later. */
function delayed(trace: DramTrace, clocks: number, first = 0): DramTrace {
  return { ...trace, clocks: trace.clocks.map((clock, i) => (i < first ? clock : clock + clocks)) };
}

function run(trace: DramTrace, controller: Partial<DramController>) {
  const request = requestOf('ddr3_1600', generator, { controller, include: ['commands', 'requests'] });
  const { commands = [], requestCycles = [], ...figures } = simulateDram({ ...request, trace });
  return { commands, requestCycles, ...figures };
}

const controllers: Readonly<Record<string, Partial<DramController>>> = {
  'the default controller': {},
  'a queue of ordered answers': { arbiter: 'Reorder', responseQueue: 'Reorder', arbitrationDelayForwardCycles: 3 },
  'no think delay': { thinkDelayForwardCycles: 0 },
};

describe('runs of more than 2^31 clocks', () => {
  for (const [title, controller] of Object.entries(controllers)) {
    it(`serve late requests as early ones: ${title}`, () => {
      const trace = generateTrace(generator);
      // A whole number of refresh intervals, so that refreshes fall on the same requests.
      const wait = INTERVAL * 400_000;
      const early = run(delayed(trace, INTERVAL), controller);
      const late = run(delayed(trace, INTERVAL + wait), controller);
      assert.ok(wait > 2 ** 31);
      assert.equal(late.totalCycles, early.totalCycles + wait);
      assert.deepEqual(
        late.requestCycles,
        early.requestCycles.map((cycles) => cycles.map((cycle) => cycle + wait)),
      );
      const commandsOf = (result: typeof early, from: number) =>
        result.commands.filter(([clock]) => clock > from).map(([clock, ...what]) => [clock - from, ...what]);
      assert.deepEqual(commandsOf(late, INTERVAL + wait), commandsOf(early, INTERVAL));
      assert.deepEqual(late.readLatencyNs, early.readLatencyNs);
    });
  }

  it('may pause for as long in between, with nothing to do', () => {
    const trace = generateTrace(generator);
    const wait = 2 ** 34 + 5;
    const controller = { refreshPolicy: 'NoRefresh' } as const;
    const near = run(delayed(trace, 10_000, 200), controller);
    const far = run(delayed(trace, 10_000 + wait, 200), controller);
    assert.deepEqual(
      far.requestCycles,
      near.requestCycles.map((cycles, i) => cycles.map((cycle) => (i < 200 ? cycle : cycle + wait))),
    );
    assert.deepEqual(far.commandCounts, near.commandCounts);
  });

  it('sleep through a long pause', () => {
    const trace = delayed(generateTrace(generator), 2 ** 33, 200);
    const { commandCounts, energyPj, requestCycles } = run(trace, { powerDownPolicy: 'Staggered' });
    assert.equal(requestCycles.length, 400);
    assert.ok(commandCounts.SREFEN > 0 && commandCounts.SREFEX > 0);
    // Nearly all of the time goes by in self-refresh.
    assert.ok((energyPj?.selfRefresh ?? 0) > 0.99 * (energyPj?.total ?? 0));
  });
});
