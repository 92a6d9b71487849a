/** Killed at any moment, a run goes on to the rows that it would have had. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logFile, runsFolder } from '../../src/experiments/execute.js';
import { runExperiment } from '../../src/experiments/run.js';
import { resolve } from '../../src/experiments/spec.js';
import { workList } from '../../src/experiments/work-list.js';
import { RandomStream } from '../../src/stats/random.js';
import { reproducible, strategies, temporaryFolder, toyExperiment, toySpec } from './helpers.js';

const child = fileURLToPath(new URL('./run-child.ts', import.meta.url));

/** Starts the child and kills it `delay` ms after its first evaluation; returns whether it had come to the end. */
function runAndKill(spec: object, folder: string, delay: number): Promise<boolean> {
  return new Promise((settle, reject) => {
    const process_ = spawn(process.execPath, ['--import', 'tsx', child, JSON.stringify(spec), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    process_.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (out === '') setTimeout(() => process_.kill('SIGKILL'), delay);
      out += text;
    });
    process_.on('error', reject);
    process_.on('close', () => settle(out.includes('done')));
  });
}

describe('an interrupted experiment', () => {
  it('has the rows of an uninterrupted one after kills at random moments', async (t) => {
    const spec = { ...toySpec, strategies, budget: 150 };
    const whole = temporaryFolder(t);
    await runExperiment(resolve(spec), whole);
    const expected = await reproducible(whole);

    const killed = temporaryFolder(t);
    const random = RandomStream.from(20);
    let kills = 0;
    for (let attempt = 0; attempt < 4; attempt++) {
      if (await runAndKill(spec, killed, random.integer(250))) break;
      kills++;
    }
    assert.ok(kills >= 2, `killed ${kills} times`);
    const outcome = await runExperiment(resolve(spec), killed);
    assert.ok(outcome.finished);
    assert.deepEqual(await reproducible(killed), expected);
    assert.deepEqual(
      readdirSync(runsFolder(killed)).sort(),
      readdirSync(runsFolder(whole)).sort(),
      'no logs or temporary files are left',
    );
  });

  it('goes on from every line of its log, whole or cut off', async (t) => {
    const experiment = toyExperiment({
      seeds: [5],
      agents: [{ name: 'genetic', hyperparameters: { population: 4 } }],
      budget: 24,
    });
    const whole = temporaryFolder(t);
    await runExperiment(experiment, whole);
    const expected = await reproducible(whole);
    const [run] = workList(experiment) as [ReturnType<typeof workList>[number]];

    const stopped = temporaryFolder(t);
    const { finished } = await runExperiment(experiment, stopped, { stop: () => true });
    assert.equal(finished, false);
    const first = readFileSync(logFile(stopped, run), 'utf8');
    assert.equal(first.trimEnd().split('\n').length, 2, 'a header and the first evaluation');

    for (let batches = 1; batches < 24; batches += 4) {
      const folder = temporaryFolder(t);
      let left = batches;
      await runExperiment(experiment, folder, { stop: () => --left === 0 });
      const file = logFile(folder, run);
      if (batches % 8 === 1) truncateSync(file, readFileSync(file).length - 17);
      else appendFileSync(file, '{"evaluation":');
      const { computed } = await runExperiment(experiment, folder);
      assert.ok(computed <= 24 - batches + 1, `computed ${computed} again`);
      assert.deepEqual(await reproducible(folder), expected);
    }
  });

  it('does nothing when all is there, and adds what is asked for beyond it', async (t) => {
    const folder = temporaryFolder(t);
    await runExperiment(toyExperiment(), folder);
    const before = await reproducible(folder);
    const again = await runExperiment(toyExperiment(), folder);
    assert.equal(again.computed, 0);
    const more = await runExperiment(toyExperiment({ seeds: [3, 4, 9] }), folder);
    assert.equal(more.computed, 120);
    const after = await reproducible(folder);
    assert.equal(Object.keys(after).length, 6);
    for (const [id, rows] of Object.entries(before)) assert.equal(after[id], rows);
  });

  it('refuses a log that another code has written', async (t) => {
    const experiment = toyExperiment({ seeds: [1] });
    const folder = temporaryFolder(t);
    let left = 10;
    await runExperiment(experiment, folder, { stop: () => --left === 0 });
    const file = join(runsFolder(folder), readdirSync(runsFolder(folder))[0] as string);
    const lines = readFileSync(file, 'utf8').split('\n');
    const changed = lines[4]?.replace(/"blocks":(\d)/, (_, n: string) => `"blocks":${(Number(n) % 6) + 1}`) as string;
    writeFileSync(file, lines.with(4, changed).join('\n'));
    await assert.rejects(runExperiment(experiment, folder), (error: Error & { code: string }) => {
      assert.equal(error.code, 'logDiverged');
      assert.match(error.message, /evaluation 4 .*delete it/s);
      return error.message.includes(file);
    });
    assert.ok(existsSync(file));
  });
});
