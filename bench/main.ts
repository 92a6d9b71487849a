/**
 * `npm run bench [-- NAME...] [--smoke] [NAME's own options]`: every benchmark of this folder, or those named.
 * `--smoke` asks each for its shortest run, to see that it works; its figures mean nothing.
 */
import { readdirSync } from 'node:fs';
import { nearest } from '../src/stats/nearest.js';

interface Bench {
  /** Prints its figures: medians and ratios, all of one run. */
  run(args: readonly string[]): Promise<void>;
}

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const args = process.argv.slice(2);
const wanted = args.filter((word, i) => !word.startsWith('-') && !args[i - 1]?.startsWith('--'));
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`no benchmark '${unknown}'; nearest: ${nearest(unknown, names).join(', ')}; all: ${names.join(', ')}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : names) {
  console.log(`\n== ${name}`);
  const bench = (await import(`./${name}.ts`)) as Bench;
  await bench.run(args.filter((word) => word !== name));
}
