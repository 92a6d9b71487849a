// Runs the acceptance checks that the project satisfies against the reference data beside the checkout.
//   node tools/check.mjs          the quick form of each
//   node tools/check.mjs --full   all of each
// COGYM_CHECKS names the folder that holds the check scripts (default ../shared/check).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const folder = resolve(process.env.COGYM_CHECKS ?? '../shared/check');
const full = process.argv.includes('--full');

const agents = [
  'random',
  'grid',
  'sobol',
  'lhs',
  'annealing',
  'evolution',
  'genetic',
  'nsga2',
  'ant-colony',
  'tree-search',
  'tpe',
  'cmaes',
  'predictor',
  'bayesian',
  'reinforce',
  'bandits',
  'ppo',
  'sac',
  'ippo',
  'mappo',
];

/** [script, arguments of the quick form (undefined: it has none), arguments of the full form] */
const checks = [
  ['dataflow.mjs', [], []],
  ['dram.mjs', ['--limit', '40'], []],
  ['mcu.mjs', [], []],
  ['accuracy.mjs', [], []],
  ['npu-cim.mjs', ['--limit', '60'], []],
  ['agents.mjs', ['--only', 'points,dynamics'], ['--only', 'points,dynamics']],
  ...agents.map((agent) => {
    const whole = ['--only', 'repeat,baseline,random', '--agent', agent];
    return ['agents.mjs', [...whole, '--quick', 'yes'], whole];
  }),
  ['agents.mjs', undefined, ['--only', 'rl', '--agent', 'ppo']],
  ['agents.mjs', undefined, ['--only', 'rl', '--agent', 'sac']],
];

if (!existsSync(folder)) {
  console.log(`no checks at ${folder}: skipped (set COGYM_CHECKS to the folder that holds them)`);
  process.exit(0);
}
const wanted = checks
  .map(([script, quick, whole]) => [script, full ? whole : quick])
  .filter(([, args]) => args !== undefined);
const left = [...wanted];
let failed = 0;
// As many at a time as the machine has cores; none of them judges by the clock.
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let check = left.shift(); check !== undefined; check = left.shift()) {
      if ((await outcome(...check)) !== 0) failed++;
    }
  }),
);
console.log(`\nchecks: ${wanted.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** The exit status of one check, whose output is printed in one piece at its end. */
function outcome(script, args) {
  const child = spawn(process.execPath, [join(folder, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, COGYM: `${process.execPath} dist/src/cli/main.js` },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      console.log(`\n== ${script} ${args.join(' ')}\n${output.trimEnd()}`);
      settle(status);
    });
  });
}
