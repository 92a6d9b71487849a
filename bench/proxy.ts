/**
 * Speed of proxy cost models: `npm run bench -- proxy [--file proxy.json] [--rows 16384]`. Without a file it trains a small
 * one on designs of `DramController-v0` with short traces, which is about speed, not errors: docs/proxies.md has those.
 * Goal: 2,000 times the process of DRAMSys 4.0, that is 13 us for one design with latency, energy and power.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  benchDefaults,
  benchProxy,
  type ProxyModel,
  parseSpec,
  readProxy,
  recipeOf,
  resolve,
  runExperiment,
  trainProxy,
} from '../src/experiments/index.js';

const GOAL = 2000;

/** Prints one line of JSON per proxy: `{bench, model, simulatorMicroseconds, ...}` by processor time, medians. */
export async function run(args: readonly string[]): Promise<void> {
  const smoke = args.includes('--smoke');
  const file = flagged(args, '--file');
  const rows = Number(flagged(args, '--rows') ?? benchDefaults.rows);
  const proxies = file === undefined ? await trained(smoke ? 60 : 2000) : [readProxy(file)];
  for (const [seed, proxy] of proxies.entries()) {
    // A seed each: the simulator remembers what it has evaluated for the proxy before.
    const figures = benchProxy(proxy, { seed, ...(smoke ? { rows: 4096, simulated: 5, repeats: 1 } : { rows }) });
    const microseconds = (seconds: number): number => Number((seconds * 1e6).toPrecision(4));
    console.log(
      JSON.stringify({
        bench: 'proxy',
        model: proxy.facts.model,
        metrics: figures.metrics,
        rows: figures.rows,
        simulatorMicroseconds: microseconds(figures.simulatorSeconds),
        singleMicroseconds: microseconds(figures.singleSeconds),
        batchedMicroseconds: microseconds(figures.batchedSeconds),
        speedUpHere: Math.round(figures.speedUpHere),
        speedUpOverProcess: Math.round(figures.speedUpOverProcess ?? 0),
        goal: GOAL,
      }),
    );
  }
}

function flagged(args: readonly string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args[at + 1];
}

/** One proxy of each kind of trees, of as many designs as random search evaluates with `budget`. */
async function trained(budget: number): Promise<ProxyModel[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cogym-bench-proxy-'));
  try {
    const spec = parseSpec({
      name: 'bench-proxy',
      problem: 'DramController-v0',
      preset: 'archgym-rl',
      options: { workloads: ['cloud-1'], requests: 1000 },
      agents: [{ name: 'random' }],
      seeds: [0],
      budget,
    });
    await runExperiment(resolve(spec), folder);
    const proxies: ProxyModel[] = [];
    for (const model of ['gbdt', 'forest'] as const) {
      const options = { metrics: ['totalTimeS', 'energyJ', 'averagePowerW'], splits: 1, sizes: [] };
      proxies.push((await trainProxy([folder], recipeOf(model), options)).proxy);
    }
    return proxies;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
