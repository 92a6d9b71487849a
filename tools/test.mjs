// Runs the test files (all, or those whose path contains one of the arguments) with node:test through tsx, as many at
// a time as the machine has cores: a test keeps to folders and ports of its own and times its processor, not the clock.
// SLOW=1 adds the files named *.slow.test.ts.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const files = readdirSync('test', { recursive: true })
  .map((name) => join('test', String(name)))
  .filter((name) => name.endsWith('.test.ts') && (process.env.SLOW === '1' || !name.endsWith('.slow.test.ts')))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(', ')}`);
  process.exit(2);
}
const run = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-reporter=spec', `--test-concurrency=${availableParallelism()}`, ...files],
  {
    stdio: 'inherit',
  },
);
process.exit(run.status ?? 1);
