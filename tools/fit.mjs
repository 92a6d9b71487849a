// Fits every coefficient file of hwtemplates/accuracy again from the reference tables that COGYM_REFERENCE names.
//   npm run fit                  all of them
//   npm run fit -- ofa-elastic   those named
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** Estimator -> its table below the reference folder, and the file that ships. */
const fits = {
  'nas-bench-201': ['nasbench201/accuracy.csv', 'hwtemplates/accuracy/nas-bench-201.json'],
  'published-imagenet': ['imagenet/models.csv', 'hwtemplates/accuracy/linear/published-imagenet.json'],
  'ofa-elastic': ['ofa/mbv3_w1.2_predicted.csv', 'hwtemplates/accuracy/linear/ofa-elastic.json'],
};

const folder = process.env.COGYM_REFERENCE;
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(fits);
const unknown = wanted.find((name) => !Object.hasOwn(fits, name));
if (!folder || unknown !== undefined) {
  console.error(
    unknown === undefined
      ? 'set COGYM_REFERENCE to the folder of the reference tables'
      : `no fit '${unknown}'; known: ${Object.keys(fits).join(', ')}`,
  );
  process.exit(2);
}
for (const name of wanted) {
  const [table, out] = fits[name];
  const args = ['accuracy', 'fit', name, '--table', join(resolve(folder), table), '--out', out];
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(1);
}
