// Compiles to dist/ and copies the data files that the code reads beside itself (hardware templates, shipped experiments).
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import './kernels.mjs';

rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
cpSync('hwtemplates', 'dist/hwtemplates', { recursive: true, filter: (path) => !path.endsWith('.ts') });
cpSync('examples/experiments', 'dist/examples/experiments', { recursive: true });
cpSync('examples/sweeps', 'dist/examples/sweeps', { recursive: true });
