/** `cogym simulate dram --timeline FILE`: answers as ever, and draws each run. */
import { writeFileSync } from 'node:fs';
import { type DramRequest, type DramResult, simulateDram, timelinePicture } from '../../../simulators/dram/index.js';
import { escaped } from '../../../simulators/svg.js';
import { CogymError } from '../../errors.js';
import { writeError } from '../../experiments/disk.js';
import type { PictureArguments, SimulateHandler } from '../simulate.js';

/**
 * A handler that draws what it answers: the first request to the file named, later ones to `name-2.svg` and so on.
 * @param read turns a request of the machine interface into one of the simulator
 */
export function drawing(
  { timeline, from, to }: PictureArguments,
  read: (request: Readonly<Record<string, unknown>>) => DramRequest,
): SimulateHandler {
  const name = /^(.*)\.(svg|html)$/.exec(timeline);
  if (name === null) throw new CogymError('usage', `--timeline ends in .svg or .html, not as in '${timeline}'`);
  const [, stem, ending] = name;
  let drawn = 0;
  return (given) => {
    const request = read(given);
    const result = simulateDram({ ...request, include: ['commands', 'requests'] });
    const title = titleOf(request, given);
    const window = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const picture = timelinePicture({ device: request.device, result }, { title, ...window });
    drawn++;
    const file = drawn === 1 ? timeline : `${stem}-${drawn}.${ending}`;
    write(file, ending === 'svg' ? picture : page(title, picture, result));
    return asked(result, request.include ?? []);
  };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw writeError(file, error);
  }
  console.error(`wrote ${file}`);
}

/** The result without the logs that the request did not ask for. */
function asked(result: DramResult, include: readonly string[]): DramResult {
  const { commands, requestCycles, ...totals } = result;
  return {
    ...totals,
    ...(include.includes('commands') && commands !== undefined ? { commands } : {}),
    ...(include.includes('requests') && requestCycles !== undefined ? { requestCycles } : {}),
  };
}

function titleOf({ device, controller = {} }: DramRequest, { trace }: Readonly<Record<string, unknown>>): string {
  const { generator, file } = trace as { generator?: string; file?: string };
  const options = Object.entries(controller).map(([name, value]) => `${name} ${value}`);
  return [device.id, generator ?? file ?? 'trace', ...options].join(', ');
}

function page(title: string, picture: string, { commandCounts, ...result }: DramResult): string {
  const ns = (value: number | undefined) => (value === undefined ? '-' : `${value.toFixed(1)} ns`);
  const facts: readonly (readonly [string, string])[] = [
    ['clocks', String(result.totalCycles)],
    ['time', `${(result.totalTimeNs / 1000).toFixed(3)} µs`],
    ['bandwidth', `${result.bandwidthGBps.toFixed(2)} GB/s`],
    ['row hits', `${(100 * result.rowHitRate).toFixed(1)} %`],
    ['mean read latency', ns(result.readLatencyNs.mean)],
    ['99th percentile', ns(result.readLatencyNs.p99)],
    ['energy', result.energyPj === null ? 'no model' : `${(result.energyPj.total / 1e6).toFixed(3)} µJ`],
    ['compared with DRAMSys', result.provenance.validated ? 'yes' : 'no'],
    ...Object.entries(commandCounts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [name, String(count)] as const),
  ];
  const rows = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  const heading = escaped(title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${heading}</title>
<style>
body { margin: 0; background: #fff; color: #1f2328; font: 13px system-ui, sans-serif; }
dl { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 24px 24px 104px; }
dl div { border: 1px solid #d0d7de; border-radius: 6px; padding: 6px 10px; }
dt { color: #57606a; font-size: 11px; } dd { margin: 0; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; }
</style></head><body>
${picture}<dl>${rows}</dl>
</body></html>
`;
}
