import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CartPole } from '../../envs/classic/cart-pole.js';
import { registry } from '../../envs/index.js';
import { discover, make } from '../../src/gym/index.js';

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'discover '));
  const files: Record<string, string> = {
    'package.json': '{"type": "module"}',
    'b.js': 'export default "b";',
    'a.js': 'export default ["a1", 7, "a2"];',
    'sub/deeper/c.js': 'export default "c";',
    'sub/odd #name%.js': 'export default "odd";',
    'helper.js': 'export const helper = 1;',
    'index.js': 'throw new Error("index is not imported");',
    'sub/index.js': 'throw new Error("index is not imported");',
    'types.d.ts': 'export default "types";',
    'notes.json': '{}',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
after(() => rmSync(folder, { recursive: true }));

test('returns matching default exports in the order of their paths', async () => {
  const isText = (value: unknown): value is string => typeof value === 'string';
  const expected = ['a1', 'a2', 'b', 'c', 'odd'];
  assert.deepEqual(await discover(pathToFileURL(`${folder}/`), isText), expected);
  assert.deepEqual(await discover(pathToFileURL(folder), isText), expected);
});

test('passes on what goes wrong in a module', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'discover-'));
  writeFileSync(join(broken, 'bad.js'), 'throw new Error("broken module");');
  await assert.rejects(
    discover(pathToFileURL(broken), (value): value is string => value !== undefined),
    /broken module/,
  );
  rmSync(broken, { recursive: true });
});

test('finds the environments of the package, as the same modules that others import', () => {
  assert.ok(registry.has('CartPole-v1') && registry.has('Pendulum-v1'));
  assert.ok(make('CartPole-v1').unwrapped instanceof CartPole);
});
