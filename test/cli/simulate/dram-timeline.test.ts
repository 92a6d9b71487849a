import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { generateTrace, simulateDram } from '../../../simulators/dram/index.js';
import { drawing } from '../../../src/cli/simulate/dram-timeline.js';
import { CogymError } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-timeline-'));
after(() => rmSync(folder, { recursive: true }));

const generator = { generator: 'random', requests: 40, seed: 2, writePercent: 30 } as const;
const given = { trace: generator };
const request = {
  device: loadTemplate('dram', 'ddr3_1600'),
  addressMap: loadTemplate('dram/address-maps', 'ddr3').maps['rbc'] ?? {},
  trace: generateTrace(generator),
};

describe('cogym simulate dram --timeline', () => {
  it('draws each request to its own file and answers as without it', () => {
    const handler = drawing({ timeline: join(folder, 'run.svg') }, () => request);
    const plain = simulateDram(request);
    assert.deepEqual(handler(given), plain);
    assert.deepEqual(handler(given), plain);
    for (const name of ['run.svg', 'run-2.svg']) {
      const picture = readFileSync(join(folder, name), 'utf8');
      assert.match(picture, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.ok(picture.includes('ddr3_1600, random'));
    }
  });

  it('gives the logs that were asked for, and only those', () => {
    const handler = drawing({ timeline: join(folder, 'logs.svg') }, () => ({ ...request, include: ['requests'] }));
    const answer = handler(given) as Record<string, unknown>;
    assert.equal((answer['requestCycles'] as unknown[]).length, 40);
    assert.equal(answer['commands'], undefined);
  });

  it('draws the chosen clocks alone', () => {
    const file = (name: string) => join(folder, name);
    drawing({ timeline: file('all.svg') }, () => request)(given);
    drawing({ timeline: file('part.svg'), from: 0, to: 60 }, () => request)(given);
    assert.ok(readFileSync(file('part.svg'), 'utf8').length < readFileSync(file('all.svg'), 'utf8').length);
  });

  it('adds the figures of the run to a page', () => {
    drawing({ timeline: join(folder, 'run.html') }, () => request)(given);
    const page = readFileSync(join(folder, 'run.html'), 'utf8');
    const { totalCycles } = simulateDram(request);
    assert.ok(page.startsWith('<!doctype html>') && page.includes(`<dt>clocks</dt><dd>${totalCycles}</dd>`));
  });

  it('refuses other endings, and folders that are not there', () => {
    const usage = (error: unknown) => error instanceof CogymError && error.code === 'usage';
    assert.throws(() => drawing({ timeline: join(folder, 'run.png') }, () => request), usage);
    const handler = drawing({ timeline: join(folder, 'none', 'run.svg') }, () => request);
    assert.throws(() => handler(given), CogymError);
    assert.equal(existsSync(join(folder, 'none')), false);
  });
});
