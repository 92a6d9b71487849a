// Compiles each folder `kernel` of a simulator (AssemblyScript) to the module `kernel-code.ts` beside it, which holds the
// WebAssembly as text, unless that is newer than all of its sources. The compiler checks types, too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

for (const simulator of readdirSync('simulators')) {
  const folder = join('simulators', simulator, 'kernel');
  if (existsSync(folder) && !isFresh(`${folder}-code.ts`, folder)) writeFileSync(`${folder}-code.ts`, compiled(folder));
}

function isFresh(output, folder) {
  const written = (path) => statSync(path).mtimeMs;
  return existsSync(output) && readdirSync(folder).every((name) => written(join(folder, name)) < written(output));
}

function compiled(folder) {
  const place = mkdtempSync(join(tmpdir(), 'kernel-'));
  try {
    const output = join(place, 'kernel.wasm');
    const options = ['--outFile', output, '--runtime', 'stub', '--optimizeLevel', '3', '--noAssert'];
    const asc = ['node_modules/assemblyscript/bin/asc.js', join(folder, 'index.ts'), ...options];
    const { status } = spawnSync(process.execPath, asc, { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
    const code = readFileSync(output).toString('base64');
    return `/** Made of the folder \`kernel\` by the build: its WebAssembly, in base 64. */\nexport const kernelCode =\n  '${code}';\n`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
