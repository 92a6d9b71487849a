/** `cogym latency`: studies of latency predictors and of how devices rank networks. */
import type { Argv, CommandModule } from 'yargs';
import {
  CellTable,
  monotonicity,
  oneProxyStudy,
  type ProxyPair,
  readTable,
  studyDefaults,
  usualPairs,
  VALIDATION_SAMPLES,
} from '../accuracy/index.js';
import { CogymError } from '../errors.js';
import { formatTable } from '../experiments/text-table.js';
import { anchorDefaults, bounds, eyerissAnchor, type Rate } from './latency/eyeriss-anchor.js';
import { jsonOption } from './options.js';

const fixed = (value: number, digits = 3): string => value.toFixed(digits);

interface StudyArguments {
  table: string;
  cells?: string;
  proxy?: string;
  target?: string;
  samples: number[];
  seeds: number;
  json: boolean;
}

const oneProxy: CommandModule<object, StudyArguments> = {
  command: 'one-proxy',
  describe: "Rank networks on one device by another's model and few measurements, beside the control without a proxy",
  builder: (yargs) =>
    (tableOptions(yargs) as Argv<StudyArguments>)
      .option('cells', {
        type: 'string',
        describe: 'table with the columns index and code (default: accuracy.csv beside the table)',
      })
      .option('proxy', {
        type: 'string',
        describe: 'well-measured device (default: six usual pairs)',
      })
      .option('target', { type: 'string', describe: 'device to adapt to' })
      .option('samples', {
        type: 'number',
        array: true,
        default: [...studyDefaults.samples],
        describe: 'measurements on the target',
      })
      .option('seeds', { type: 'number', default: studyDefaults.seeds, describe: 'repetitions with other samples' })
      .example('$0 latency one-proxy --table latency_help27.csv', ''),
  handler: ({ table: path, cells, proxy, target, samples, seeds, json }) => {
    if ((proxy === undefined) !== (target === undefined)) {
      throw new CogymError('usage', 'give both --proxy and --target, or neither');
    }
    const table = new CellTable(path, cells);
    const results = oneProxyStudy(table, pairsOf(table, proxy, target), { samples, seeds });
    if (json) {
      console.log(
        JSON.stringify({ table: path, seeds, validationSamples: VALIDATION_SAMPLES, pairs: results }, null, 2),
      );
      return;
    }
    const spread = ({ mean, deviation }: { mean: number; deviation: number }) =>
      `${fixed(mean)} +- ${fixed(deviation)}`;
    console.log(`Spearman with the target's measurements over all cells, mean +- standard deviation of ${seeds} seeds`);
    const head = ['proxy -> target', 'raw', 'linear ceiling', 'n', 'adapted', 'control', 'adapted - control'];
    const rows = results.flatMap((pair) =>
      pair.bySamples.map(({ samples: n, adapted, control }, i) => [
        ...(i === 0 ? [`${pair.proxy} -> ${pair.target}`, fixed(pair.raw), fixed(pair.linearCeiling)] : ['', '', '']),
        String(n),
        spread(adapted),
        spread(control),
        signed(adapted.mean - control.mean),
      ]),
    );
    console.log(formatTable(head, rows));
    console.log(
      `raw: the proxy's own measurements; linear ceiling: a linear model of all measurements of the target; control: the ` +
        `same ridge on the same n measurements without a proxy; ${VALIDATION_SAMPLES} further ones choose the penalty.`,
    );
  },
};

function pairsOf(table: CellTable, proxy: string | undefined, target: string | undefined): readonly ProxyPair[] {
  if (proxy !== undefined && target !== undefined) return [{ proxy, target }];
  const pairs = usualPairs.filter((pair) => table.devices.includes(pair.proxy) && table.devices.includes(pair.target));
  if (pairs.length > 0) return pairs;
  throw new CogymError('usage', `name --proxy and --target; the table has the devices ${table.devices.join(', ')}`);
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${fixed(value)}`;

const monotonic: CommandModule<object, { table: string; json: boolean }> = {
  command: 'monotonicity',
  describe: 'How alike the devices of a table rank networks: Spearman of every pair',
  builder: (yargs) => tableOptions(yargs) as Argv<{ table: string; json: boolean }>,
  handler: ({ table, json }) => {
    const report = monotonicity(readTable(table));
    if (json) {
      console.log(JSON.stringify(report, null, 2));
      return;
    }
    const { networks, devices, pairs, least, shareAbove09 } = report;
    console.log(
      `${devices.length} devices, ${networks} networks, ${pairs} pairs: least ${fixed(least.spearman)}, median ` +
        `${fixed(report.median)}, ${fixed(100 * shareAbove09, 0)} % above 0.9`,
    );
    console.log(
      formatTable(
        ['least alike', '', 'Spearman'],
        report.all.slice(0, 10).map((pair) => [...pair.devices, fixed(pair.spearman)]),
      ),
    );
    console.log('A network that is the fastest on one device need not be on another.');
  },
};

interface AnchorArguments {
  pes: number;
  nocBandwidth: number;
  clockMhz: number;
  costs: string;
  json: boolean;
}

const anchor: CommandModule<object, AnchorArguments> = {
  command: 'eyeriss-anchor',
  describe: "The dataflow template rs beside HW-NAS-Bench's Eyeriss: rate and energy of one edge of a cell",
  builder: (yargs) =>
    (yargs as Argv<AnchorArguments>)
      .option('pes', { type: 'number', default: anchorDefaults.pes, describe: 'processing elements' })
      .option('nocBandwidth', { type: 'number', default: anchorDefaults.nocBandwidth, describe: 'elements a cycle' })
      .option('clockMhz', { type: 'number', default: anchorDefaults.clockMhz, describe: 'assumed clock' })
      .option('costs', { type: 'string', default: anchorDefaults.costs, describe: 'cost database' })
      .option('json', jsonOption) as Argv<AnchorArguments>,
  handler: ({ pes, nocBandwidth, clockMhz, costs, json }) => {
    const result = eyerissAnchor({ pes, nocBandwidth, clockMhz, costs });
    if (json) {
      console.log(JSON.stringify(result, null, 2));
      return;
    }
    const figures = ({ gmacPerS, pjPerMac, busyPes }: Rate) => [
      fixed(gmacPerS, 2),
      fixed(pjPerMac, 2),
      fixed(busyPes, 0),
    ];
    console.log(`rs with ${pes} PEs, NoC bandwidth ${nocBandwidth}, costs ${costs}; ${clockMhz} MHz assumed for both`);
    const rows = result.rows.flatMap(({ edge, reference, template, rateRatio, withinFactor }) => [
      [`${edge} edge`, 'HW-NAS-Bench Eyeriss', ...figures(reference), ''],
      ['', 'template rs', ...figures(template), `x ${fixed(rateRatio, 2)}: ${verdict(withinFactor)}`],
    ]);
    console.log(
      formatTable(['', '', 'GMAC/s', 'pJ/MAC', 'PEs busy', `rate, within a factor ${bounds.rateFactor}`], rows),
    );
    const { reference, template, within } = result.ratio;
    console.log(
      `3x3 over 1x1 rate: ${fixed(template, 2)} beside ${fixed(reference, 2)}, within ${100 * bounds.ratioShare} %: ${verdict(within)}`,
    );
  },
};

const verdict = (holds: boolean): string => (holds ? 'yes' : 'NO');

function tableOptions(yargs: Argv) {
  return yargs
    .option('table', {
      type: 'string',
      demandOption: true,

      describe: 'CSV table of latencies in ms, one column a device',
    })
    .option('json', jsonOption);
}

const command: CommandModule = {
  command: 'latency',
  describe: 'Studies of latency predictors and devices',
  builder: (yargs) =>
    yargs
      .command(oneProxy)
      .command(monotonic)
      .command(anchor)
      .demandCommand(1, 'Name a command: `cogym latency one-proxy`, `monotonicity` or `eyeriss-anchor`.'),
  handler: () => {},
};
export default command;
