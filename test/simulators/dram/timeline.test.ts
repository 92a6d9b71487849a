import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DramRequest, simulateDram, timelinePicture } from '../../../simulators/dram/index.js';
import { timelineOf } from '../../../simulators/dram/timeline.js';
import { devices, requestOf } from './requests.js';

const logged = { include: ['commands', 'requests'] } as const;
const eight = requestOf('ddr3_1600', { generator: 'bankConflict', requests: 8, seed: 8 }, logged);

describe('DRAM timeline', () => {
  it('shows the worked example lane by lane', () => {
    const { commands = [], totalCycles } = simulateDram(eight);
    const { openRows, data, rankSpans } = timelineOf(eight.device, commands, totalCycles);
    assert.deepEqual(
      openRows.map(({ row, from, to }) => [row, from, to]),
      [
        [0, 1, 43],
        [1, 53, 81],
        [2, 91, 119],
        [3, 129, 157],
      ],
    );
    assert.deepEqual(
      data.map(({ write, from, to }) => [write, from, to]),
      [
        [false, 21, 25],
        [true, 27, 31],
        [false, 73, 77],
        [false, 77, 81],
        [false, 111, 115],
        [false, 115, 119],
        [false, 149, 153],
        [false, 153, 157],
      ],
    );
    assert.deepEqual(rankSpans, []);
    const hits = timelineOf(eight.device, commands, totalCycles).commands.filter(({ hit }) => hit);
    assert.deepEqual(
      hits.map(({ from }) => from),
      [19, 67, 105, 143],
    );
  });

  for (const device of devices) {
    it(`never has two bursts on the data bus of a rank at once (${device})`, () => {
      for (const powerDownPolicy of ['NoPowerDown', 'Staggered'] as const) {
        const trace = { generator: 'mediumLoad', requests: 400, writePercent: 30 } as const;
        const request = requestOf(device, trace, {
          ...logged,
          controller: { powerDownPolicy, pagePolicy: 'OpenAdaptive' },
        });
        const { commands = [], totalCycles, commandCounts: n } = simulateDram(request);
        const { data, openRows, rankSpans } = timelineOf(request.device, commands, totalCycles);
        assert.equal(data.length, trace.requests);
        assert.equal(openRows.length, n.ACT);
        assert.equal(rankSpans.filter(({ kind }) => kind === 'refresh').length, n.REFAB);
        assert.equal(rankSpans.filter(({ kind }) => kind !== 'refresh').length, n.PDEA + n.PDEP + n.SREFEN);
        const banks = request.device.architecture.nbrOfBanks;
        const ends = new Map<number, number>();
        for (const { bank, from, to } of [...data].sort((a, b) => a.from - b.from)) {
          const rank = Math.floor(bank / banks);
          assert.ok(from >= (ends.get(rank) ?? 0), `burst at ${from}`);
          ends.set(rank, to);
        }
      }
    });
  }

  it('is a picture that needs nothing else, with names that cannot break it', () => {
    const svg = timelinePicture({ device: eight.device, result: simulateDram(eight) }, { title: 'a < b & "c"' });
    assert.match(svg, /^<svg [^>]*width="1280"/);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity|href|<script/);
    assert.match(svg, /a &lt; b &amp; &quot;c&quot;/);
    assert.equal(svg.match(/column \d+, row hit</g)?.length, 4);
    for (const bank of Array.from({ length: 8 }, (_, i) => i)) assert.ok(svg.includes(`>bank ${bank}<`));
  });

  it('refuses windows without clocks and runs without logs', () => {
    const run = { device: eight.device, result: simulateDram(eight) };
    for (const window of [{ from: 157 }, { from: 20, to: 20 }, { from: -1 }]) {
      assert.throws(() => timelinePicture(run, { title: 't', ...window }), { code: 'badRequest', path: '/window' });
    }
    const { include: _, ...plain } = eight satisfies DramRequest;
    const bare = { device: eight.device, result: simulateDram(plain) };
    assert.throws(() => timelinePicture(bare, { title: 't' }), { code: 'badRequest', path: '/include' });
  });
});
