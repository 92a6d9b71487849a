import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { duration, progressDisplay } from '../../src/experiments/progress.js';
import type { RunProgress } from '../../src/experiments/tracker.js';

const objectives = [{ name: 'averageQuality', direction: 'maximize' }] as const;

const progress = (evaluationsDone: number): RunProgress => ({
  runs: 4,
  runsDone: Math.floor(evaluationsDone / 100),
  evaluations: 400,
  evaluationsDone,
  computed: evaluationsDone - 100,
  best: [
    { agent: 'genetic', part: '', objectives, score: { objectives: [-0.75], violation: 0 } },
    { agent: 'random', part: 'asic', objectives, score: { objectives: [1.2], violation: 0.2 } },
  ],
});

/** A stream that keeps what is written. */
function recorder(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const stream = { isTTY, columns: 120, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

describe('progress', () => {
  it('is a line every few seconds without a terminal, and one at the end', () => {
    const { stream, written } = recorder(false);
    let now = 0;
    const display = progressDisplay({ stream, clock: () => now });
    for (let done = 100; done <= 400; done++) {
      now += 20;
      display.update(progress(done));
    }
    display.stop();
    assert.equal(written.length, 3);
    assert.equal(
      written[0],
      '62 %, 2/4 runs, 50 evaluations/s, 4 s left; best: genetic 0.7500; asic (random infeasible by 0.200)\n',
    );
    assert.match(written[2] as string, /^100 %, 4\/4 runs, .*, done;/);
  });

  it('is nothing when quiet', () => {
    const { stream, written } = recorder(false);
    const display = progressDisplay({ stream, quiet: true });
    display.update(progress(400));
    display.stop();
    assert.deepEqual(written, []);
  });

  it('writes times as people say them', () => {
    assert.deepEqual([3.2, 59.5, 61, 3600, 7400].map(duration), [
      '4 s',
      '1 min 0 s',
      '1 min 1 s',
      '1 h 0 min',
      '2 h 3 min',
    ]);
  });
});
