/** What every plan keeps, on random networks and schedules. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { templateNames } from '../../../hwtemplates/index.js';
import type { Board, LayerNetwork, McuResult, TimelineEntry } from '../../../simulators/mcu/index.js';
import { NetworkBuilder } from '../../../src/networks/index.js';
import { simulate } from './support.js';

const channels = fc.integer({ min: 1, max: 24 });
const step = fc.record({
  kind: fc.constantFrom('conv', 'dw', 'pointwise', 'add', 'skip', 'avgpool', 'maxpool'),
  kernel: fc.constantFrom(1, 2, 3, 5, 7),
  stride: fc.constantFrom(1, 1, 2),
  out: channels,
  back: fc.nat(6),
});

/** Random graphs: residual edges of any length, strides, pools, a classifier, a softmax. */
const network: fc.Arbitrary<LayerNetwork> = fc
  .record({
    h: fc.integer({ min: 8, max: 40 }),
    w: fc.integer({ min: 8, max: 40 }),
    c: channels,
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    softmax: fc.boolean(),
  })
  .map(({ h, w, c, steps, softmax }) => {
    const builder = new NetworkBuilder('random', { h, w, c });
    for (const { kind, kernel, stride, out, back } of steps) {
      if (kind === 'conv') builder.conv({ kernel, stride, out });
      else if (kind === 'pointwise') builder.conv({ kernel: 1, out });
      else if (kind === 'dw') builder.dwconv({ kernel, stride });
      else if (kind === 'avgpool' || kind === 'maxpool') builder[kind]({ kernel: 2, stride });
      else {
        const other = Math.max(-1, builder.last - 1 - back);
        const same = builder.shape(other).join() === builder.shape(builder.last).join();
        if (same && other !== builder.last) builder.add(other, builder.last);
      }
    }
    builder.globalPool();
    builder.fc({ out: 10 });
    if (softmax) builder.softmax();
    return builder.build();
  });
const schedule = fc.record({
  inPlace: fc.boolean(),
  padMaterialised: fc.constantFrom('none', 'explicit', 'all'),
  tieOrder: fc.constantFrom('laterFirst', 'earlierFirst'),
  coreClass: fc.constantFrom('dsp', 'helium', 'none'),
  inputSource: fc.constantFrom('external', 'sram'),
});
const planners = fc.constantFrom('tinyengine', 'tflm-ref', 'tflm-cmsis');

/**
 * Occupies the memory byte range by byte range at every op, and fails where two live buffers meet. With `shrinks`, a
 * depthwise convolution of stride 2 left a quarter of its input's buffer, and buffers made after it may enter the rest.
 */
function assertNoOverlap(timeline: readonly TimelineEntry[], shrinks: boolean): void {
  const top = Math.max(...timeline.map(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes));
  const end = Math.max(...timeline.map(({ lastOp }) => lastOp));
  for (let op = 0; op <= end; op++) {
    const owner = new Int32Array(top).fill(-1);
    timeline.forEach(({ firstOp, lastOp, offsetBytes, sizeBytes, tensor }, i) => {
      if (op < firstOp || op > lastOp) return;
      for (let byte = offsetBytes; byte < offsetBytes + sizeBytes; byte++) {
        const other = owner[byte] as number;
        if (
          other >= 0 &&
          !(shrinks && mayEnter(timeline[i] as TimelineEntry, timeline[other] as TimelineEntry, byte))
        ) {
          assert.fail(`${tensor} and ${timeline[other]?.tensor} both hold byte ${byte} at op ${op}`);
        }
        owner[byte] = i;
      }
    });
  }
}

/** The later of two buffers lies behind the quarter that the earlier one has shrunk to. */
function mayEnter(a: TimelineEntry, b: TimelineEntry, byte: number): boolean {
  const earlier = a.firstOp < b.firstOp ? a : b;
  return a.firstOp !== b.firstOp && byte >= earlier.offsetBytes + Math.ceil(earlier.sizeBytes / 4);
}

/** Most bytes live at one op. */
function largestLiveSet(timeline: readonly TimelineEntry[]): number {
  let most = 0;
  for (const { firstOp: op } of timeline) {
    const live = timeline.filter(({ firstOp, lastOp }) => firstOp <= op && op <= lastOp);
    most = Math.max(
      most,
      live.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
  }
  return most;
}

const boardOf = (sramKib: number, flashKib: number): Board => ({
  name: 'x',
  part: 'x',
  core: 'm7',
  mhz: 100,
  sramKib,
  flashKib,
  power: [],
  source: 'test',
});
const timelineOf = (result: McuResult): readonly TimelineEntry[] => result.timeline ?? [];
const parameters = { seed: 20240, numRuns: 150 } as const;

describe('a plan', () => {
  it('never lets two live tensors overlap, and its arena follows from it', () => {
    fc.assert(
      fc.property(network, planners, schedule, (net, runtime, switches) => {
        const result = simulate(net, runtime, switches as object, 'stm32h743', { includeTimeline: true });
        const timeline = timelineOf(result);
        const strided = net.layers.some(({ op, stride }) => op === 'dwconv2d' && stride?.[0] === 2);
        const shrinks = runtime === 'tinyengine' && switches.inPlace && strided;
        assertNoOverlap(timeline, shrinks);
        const top = Math.max(...timeline.map(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes));
        assert.equal(result.arenaBytes, top);
        if (!shrinks) assert.ok((result.arenaBytes ?? 0) >= largestLiveSet(timeline));
        assert.ok((result.peakSramBytes ?? 0) >= (result.arenaBytes ?? 0));
      }),
      parameters,
    );
  });

  it('without tiles is the layer-by-layer one', () => {
    fc.assert(
      fc.property(network, schedule, fc.nat(20), (net, switches, splitIndex) => {
        const plain = simulate(net, 'tinyengine', switches as object);
        assert.deepEqual(simulate(net, 'tinyengine', { ...(switches as object), patches: 1, splitIndex }), plain);
        assert.deepEqual(simulate(net, 'tinyengine', { ...(switches as object), patches: 3, splitIndex: 0 }), plain);
      }),
      parameters,
    );
  });

  it('with tiles never computes less than the network, nor overlaps, or says why it cannot be', () => {
    const split = fc.integer({ min: 1, max: 14 });
    fc.assert(
      fc.property(network, schedule, fc.integer({ min: 2, max: 4 }), split, (net, switches, patches, splitIndex) => {
        let result: McuResult;
        try {
          result = simulate(net, 'tinyengine', { ...(switches as object), patches, splitIndex }, 'stm32h743', {
            includeTimeline: true,
          });
        } catch (error) {
          const { code } = error as { code: string };
          assert.ok(['splitOutOfRange', 'splitCrossesResidual', 'tooManyPatches'].includes(code), String(error));
          return;
        }
        const { patch, macs } = result;
        assert.ok(patch !== undefined && patch.stageMacs <= macs);
        assert.ok(patch.tileInputHeight <= net.input.h && patch.tileInputWidth <= net.input.w);
        if (!switches.inPlace) assertNoOverlap(timelineOf(result), false);
        assert.ok((result.latencyMs ?? 0) > 0);
      }),
      parameters,
    );
  });

  it('is feasible with more SRAM or flash wherever it is with less', () => {
    const memories = fc.record({
      sramKib: fc.integer({ min: 1, max: 64 }),
      flashKib: fc.integer({ min: 60, max: 140 }),
    });
    const more = fc.record({ sram: fc.nat(64), flash: fc.nat(64) });
    fc.assert(
      fc.property(network, planners, schedule, memories, more, (net, runtime, switches, { sramKib, flashKib }, add) => {
        const on = (sram: number, flash: number) =>
          simulate(net, runtime, switches as object, 'stm32h743', { board: boardOf(sram, flash) });
        const [less, larger] = [on(sramKib, flashKib), on(sramKib + add.sram, flashKib + add.flash)];
        assert.equal(larger.peakSramBytes, less.peakSramBytes);
        if (less.feasible) assert.ok(larger.feasible);
        const fits = (less.peakSramBytes ?? 0) <= sramKib * 1024 && less.flashBytes <= flashKib * 1024;
        assert.equal(less.feasible, fits);
      }),
      parameters,
    );
  });

  it('names exactly what is live where the arena is fullest', () => {
    fc.assert(
      fc.property(network, planners, (net, runtime) => {
        const result = simulate(net, runtime, { inPlace: false }, 'stm32h743', {
          board: boardOf(0.01, 4096),
          includeTimeline: true,
        });
        const [reason] = result.reasons;
        assert.ok(reason?.code === 'sramExceeded');
        const timeline = timelineOf(result);
        const bytes = timeline
          .filter(({ tensor }) => reason.liveTogether?.includes(tensor))
          .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        assert.equal(bytes, largestLiveSet(timeline));
      }),
      { ...parameters, numRuns: 60 },
    );
  });

  it('that fits a board fits every larger one', () => {
    const boards = templateNames('boards');
    fc.assert(
      fc.property(network, planners, schedule, (net, runtime, switches) => {
        const results = boards.map((board) => ({ board, ...simulate(net, runtime, switches as object, board) }));
        for (const { peakSramBytes, flashBytes } of results) {
          assert.ok(flashBytes > 0 && (runtime === 'tflm-cmsis' || peakSramBytes === results[0]?.peakSramBytes));
        }
      }),
      { ...parameters, numRuns: 20 },
    );
    const big = new NetworkBuilder('big', { h: 256, w: 256, c: 3 });
    big.conv({ kernel: 3, out: 16, stride: 2 });
    const net = big.build();
    const sized = (sramKib: number) =>
      simulate(net, 'tinyengine', {}, 'stm32h743', {
        board: boardOf(sramKib, 1024),
      });
    const sizes = [64, 128, 256, 448, 512, 1024];
    const fits = sizes.map((size) => sized(size).feasible);
    assert.deepEqual(fits, [...fits].sort());
    assert.deepEqual(sized(64).reasons[0], {
      code: 'sramExceeded',
      budgetBytes: 65536,
      neededBytes: 196608 + 262144 + 108 + 864,
      liveTogether: ['input', 'layer 0'],
    });
  });
});
