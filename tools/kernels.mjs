// Compiles each folder `kernel` of a simulator (AssemblyScript) to `kernel.wasm` beside it, unless that is newer than all of
// its sources. The compiler checks types, too.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const written = (path) => statSync(path).mtimeMs;

for (const simulator of readdirSync('simulators')) {
  const folder = join('simulators', simulator, 'kernel');
  if (!existsSync(folder)) continue;
  const output = `${folder}.wasm`;
  const sources = readdirSync(folder).map((name) => written(join(folder, name)));
  if (existsSync(output) && written(output) > Math.max(...sources)) continue;
  const options = ['--outFile', output, '--runtime', 'stub', '--optimizeLevel', '3', '--noAssert'];
  const asc = ['node_modules/assemblyscript/bin/asc.js', join(folder, 'index.ts'), ...options];
  const { status } = spawnSync(process.execPath, asc, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
