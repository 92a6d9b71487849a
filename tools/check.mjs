// Runs the acceptance checks that the project satisfies against the reference data beside the checkout.
//   node tools/check.mjs          the quick form of each
//   node tools/check.mjs --full   all of each
// COGYM_CHECKS names the folder that holds the check scripts (default ../shared/check).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.env.COGYM_CHECKS ?? '../shared/check');
const full = process.argv.includes('--full');

/** [script, arguments of the quick form, arguments of the full form]; a null form is not run. */
const checks = [
  ['dataflow.mjs', [], []],
  ['dram.mjs', ['--limit', '40'], []],
  ['mcu.mjs', [], []],
  ['accuracy.mjs', [], []],
  ['agents.mjs', ['--only', 'points,dynamics'], ['--only', 'points,dynamics']],
  [
    'agents.mjs',
    ['--only', 'repeat,random', '--agent', 'random', '--quick', 'yes'],
    ['--only', 'repeat,random', '--agent', 'random'],
  ],
  [
    'agents.mjs',
    ['--only', 'repeat,baseline,random', '--agent', 'genetic', '--quick', 'yes'],
    ['--only', 'repeat,baseline,random', '--agent', 'genetic'],
  ],
  ...['evolution', 'annealing', 'ant-colony', 'tree-search', 'nsga2', 'grid', 'sobol', 'lhs'].map((agent) => [
    'agents.mjs',
    ['--only', 'repeat,baseline,random', '--agent', agent, '--quick', 'yes'],
    ['--only', 'repeat,baseline,random', '--agent', agent],
  ]),
  [
    'agents.mjs',
    ['--only', 'repeat,baseline,random', '--agent', 'tpe', '--quick', 'yes'],
    ['--only', 'repeat,baseline,random', '--agent', 'tpe'],
  ],
  [
    'agents.mjs',
    ['--only', 'repeat,baseline,random', '--agent', 'cmaes', '--quick', 'yes'],
    ['--only', 'repeat,baseline,random', '--agent', 'cmaes'],
  ],
  [
    'agents.mjs',
    ['--only', 'repeat', '--agent', 'predictor', '--quick', 'yes'],
    ['--only', 'repeat,baseline,random', '--agent', 'predictor'],
  ],
];

if (!existsSync(folder)) {
  console.log(`no checks at ${folder}: skipped (set COGYM_CHECKS to the folder that holds them)`);
  process.exit(0);
}
let failed = 0;
for (const [script, quick, whole] of checks) {
  const args = full ? whole : quick;
  console.log(`\n== ${script} ${args.join(' ')}`);
  const run = spawnSync(process.execPath, [join(folder, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, COGYM: `${process.execPath} dist/src/cli/main.js` },
  });
  if (run.status !== 0) failed++;
}
console.log(`\nchecks: ${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
