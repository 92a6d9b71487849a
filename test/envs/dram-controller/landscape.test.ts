/** The preset `archgym-27m` has the landscape of ArchGym's own binary (DRAMSys 4.0): same order, same causes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { makeProblem } from '../../../envs/index.js';
import { TraceReader } from '../../../simulators/dram/index.js';
import type { Design } from '../../../src/design/index.js';
import { spearman } from '../../../src/stats/index.js';

const reference = join(process.env.COGYM_REFERENCE ?? '../shared/reference', 'dram');

/** Columns of the table whose names differ from ours. */
const ours: Readonly<Record<string, string>> = { RespQueue: 'responseQueue', RefreshMaxPulledin: 'refreshMaxPulledIn' };

interface Row {
  readonly trace: string;
  readonly design: Design;
  /** s, J. */
  readonly time: number;
  readonly energy: number;
}

function landscape(): Row[] {
  const [header = '', ...lines] = readFileSync(join(reference, 'archgym40_landscape.csv'), 'utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const row = Object.fromEntries(line.split(',').map((value, i) => [names[i] as string, value]));
    const { id: _, trace = '', total_ns, energy_pJ, power_mW: __, ...parameters } = row;
    const design = Object.entries(parameters).map(([name, value]) => [
      ours[name] ?? `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      /^\d+$/.test(value) ? Number(value) : value,
    ]);
    return {
      trace,
      design: Object.fromEntries(design),
      time: Number(total_ns) / 1e9,
      energy: Number(energy_pJ) / 1e12,
    };
  });
}

function traceOf(name: string) {
  const reader = new TraceReader('csv', { bytesPerBurst: 64 });
  const text =
    name === 'ag_stream'
      ? Array.from({ length: 10_000 }, (_, i) => `${i},R,${i}`).join('\n')
      : gunzipSync(readFileSync(join(reference, 'traces', `${name}.csv.gz`))).toString('utf8');
  for (const line of text.split('\n')) reader.add(line);
  return { name, ...reader.finish() };
}

/** Share of the variance of `values` between designs that differ in parameter `name`. */
function shareOf(name: string, rows: readonly Row[], values: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const all = mean(values);
  const groups = new Map<unknown, number[]>();
  rows.forEach(({ design }, i) => {
    groups.set(design[name], [...(groups.get(design[name]) ?? []), values[i] as number]);
  });
  const between = [...groups.values()].reduce((sum, group) => sum + group.length * (mean(group) - all) ** 2, 0);
  return between / values.reduce((sum, value) => sum + (value - all) ** 2, 0);
}

describe('the landscape of ArchGym', {
  skip: existsSync(reference) ? false : `reference tables not found at ${reference}`,
}, () => {
  const expected: Readonly<Record<string, { parameter: string; share: number; power: number }>> = {
    ag_stream: { parameter: 'pagePolicy', share: 0.92, power: -0.84 },
    ag_random: { parameter: 'requestBufferSize', share: 0.9, power: -1 },
  };
  for (const [name, { parameter, share, power }] of Object.entries(expected)) {
    it(`has the same order and causes on ${name}`, () => {
      const rows = landscape().filter(({ trace }) => trace === name);
      assert.equal(rows.length, 200);
      const problem = makeProblem('DramController-v0', { workloads: [traceOf(name)] }, 'archgym-27m');
      const metrics = rows.map(({ design }) => problem.evaluate(design).metrics);
      const times = metrics.map(({ totalTimeS }) => totalTimeS as number);
      const powers = metrics.map(({ averagePowerW }) => averagePowerW as number);
      assert.ok(
        spearman(
          times,
          rows.map(({ time }) => time),
        ) >= 0.999,
        'time',
      );
      const energies = metrics.map(({ energyJ }) => energyJ as number);
      assert.ok(
        spearman(
          energies,
          rows.map(({ energy }) => energy),
        ) >= 0.99,
        'energy',
      );
      const errors = times.map((time, i) => Math.abs(time / (rows[i] as Row).time - 1)).sort((a, b) => a - b);
      assert.ok((errors[100] as number) <= 1e-4, `median error of the time ${errors[100]}: the unit is s`);
      assert.ok(Math.abs(shareOf(parameter, rows, times) - share) <= 0.02, `${shareOf(parameter, rows, times)}`);
      assert.ok(Math.abs(spearman(times, powers) - power) <= 0.03, `power: ${spearman(times, powers)}`);
    });
  }
});
