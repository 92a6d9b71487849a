/** Every TypeScript example of the README and the documentation type-checks, runs and ends well. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import ts from 'typescript';

mkdirSync('runs', { recursive: true });
// Below the project, so that its own name resolves; not in dist/, which another test packs meanwhile.
const folder = mkdtempSync('runs/documents-');

const documents = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);
const examples = documents.flatMap((document) =>
  [...readFileSync(document, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, i) => {
    const file = join(folder, `${document.replaceAll(/\W/g, '-')}-${i + 1}.ts`);
    writeFileSync(file, match[1] as string);
    return { name: `${document}, example ${i + 1}`, file };
  }),
);

describe('examples of the documentation', () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are there', () => assert.ok(examples.length >= 8, `${examples.length} examples`));

  it('type-check', () => {
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
    const program = ts.createProgram(
      examples.map(({ file }) => file),
      { ...options, noUnusedLocals: false },
    );
    const wrong = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file?.fileName.includes(folder))
      .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
    assert.deepEqual(wrong, []);
  });

  for (const { name, file } of examples) {
    it(`run: ${name}`, () => {
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    });
  }
});
