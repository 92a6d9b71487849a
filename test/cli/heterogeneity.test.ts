/** `cogym heterogeneity` as a command. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { cogym } from './cogym.js';

const folder = mkdtempSync(join(tmpdir(), 'cogym-heterogeneity-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const small = [...'--agent random --budget 6 --seeds 2 --area 8 --accuracy 0.6 --out'.split(' '), folder];

const searches = () => readFileSync(join(folder, 'searches.jsonl'), 'utf8');

describe('cogym heterogeneity', () => {
  it('answers one JSON document that states whose models these are', async () => {
    const { status, stdout, stderr } = await cogym('heterogeneity', ...small, '--json');
    assert.equal(status, 0, stderr);
    const { note, rows, request, files } = JSON.parse(stdout);
    assert.match(note, /not silicon/);
    assert.deepEqual(request.seeds, [0, 1]);
    assert.ok(rows.some(({ measure }: { measure: string }) => measure === 'latencyS'));
    assert.ok(existsSync(files.report) && existsSync(files.json));
  });

  it('computes no search twice, and prints a table with the same note', async () => {
    const before = searches();
    const { stdout } = await cogym('heterogeneity', ...small, '--quiet');
    assert.equal(searches(), before);
    assert.match(stdout, /Converters: zigzag-28nm/);
    assert.match(stdout, /latency +8 mm², accuracy ≥ 60 % +whole space, continued/);
    assert.match(stdout, /not silicon/);
  });

  it('refuses a budget of none, and an agent that there is not', async () => {
    const none = await cogym('heterogeneity', '--budget', '0', '--out', folder);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /--budget takes a whole number from 1, not 0/);
    const nobody = await cogym('heterogeneity', '--agent', 'nobody', '--out', folder);
    assert.equal(nobody.status, 2);
    assert.match(nobody.stderr, /nobody/);
  });
});
