/** A sweep on the workers of a queue: the same rows, whoever dies. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBullMq } from '../../../src/experiments/queue/connection.js';
import { queueExecutor } from '../../../src/experiments/queue/queue-executor.js';
import { runSweep } from '../../../src/experiments/sweep/run-sweep.js';
import type { RunProgress } from '../../../src/experiments/tracker.js';
import { temporaryFolder } from '../helpers.js';
import { sweepRows, toySpec } from '../sweep/helpers.js';
import { end, server, startRedis } from './redis.js';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** A worker process, and the number of runs that it has finished. */
interface WorkerProcess {
  readonly child: ChildProcess;
  finished: number;
}

function startWorker(t: TestContext, url: string): WorkerProcess {
  const args = ['--import', 'tsx', main, 'worker', '--queue', url, '--workers', '1'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const worker = { child, finished: 0 };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    worker.finished += text.split('finished').length - 1;
  });
  t.after(() => end(child));
  return worker;
}

describe('a queue', { skip: server === undefined ? 'no redis-server or valkey-server on this machine' : false }, () => {
  it('computes the rows of one thread though a worker is killed in the middle and the coordinator stops', async (t) => {
    const spec = toySpec({ problems: [{ problem: 'toy-codesign' }] });
    const [alone, queued] = [temporaryFolder(t), temporaryFolder(t)];
    await runSweep(spec, alone);
    const url = await startRedis(t, server as string);
    const workers = [startWorker(t, url)];
    const executor = await queueExecutor(url, spec.modules);
    let killed = false;
    const first = await runSweep(spec, queued, {
      executor,
      stop: () => killed,
      onProgress: ({ runsDone }) => {
        if (runsDone < 3 || killed) return;
        workers[0]?.child.kill('SIGKILL');
        killed = true;
      },
    });
    assert.equal(first.finished, false);

    workers.push(startWorker(t, url));
    let last: RunProgress | undefined;
    const second = await runSweep(spec, queued, {
      executor,
      onProgress: (progress) => {
        last = progress;
      },
    });
    await executor.close();
    assert.ok(second.finished);
    assert.deepEqual([last?.runsDone, last?.evaluationsDone], [14, 12 * 60 + 2 * 30], 'nothing is counted twice');
    assert.deepEqual(await sweepRows(queued, spec), await sweepRows(alone, spec));
  });

  it('passes on the error of a run, with its code', async (t) => {
    const url = await startRedis(t, server as string);
    startWorker(t, url);
    const spec = toySpec({ problems: [{ problem: 'toy-codesign' }], agents: [{ name: 'random' }], seeds: [1] });
    const executor = await queueExecutor(url, []); // the worker is not told of the module that registers the problem
    await assert.rejects(runSweep(spec, temporaryFolder(t), { executor }), { code: 'unknownProblem' });
    await executor.close();
  });
});

describe('a queue that is not there', () => {
  it('says so at once', async () => {
    await assert.rejects(openBullMq('redis://127.0.0.1:1'), { code: 'queueUnreachable', message: /no Redis/ });
    await assert.rejects(openBullMq('localhost'), { code: 'usage' });
  });
});
