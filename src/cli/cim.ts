/** `cogym cim`: a network layer by layer on compute-in-memory macros, and the published macros beside their model. */
import { existsSync, readFileSync } from 'node:fs';
import type { Argv, CommandModule } from 'yargs';
import { cimTechnology, loadTemplate, templateNames } from '../../hwtemplates/index.js';
import {
  energyParts,
  energyPicture,
  type LayerFigures,
  type LayerOptions,
  layerNoise,
  layerOnMacro,
  type Macro,
  type PreparedMacro,
  prepareMacro,
} from '../../simulators/cim/index.js';
import { workOf } from '../../simulators/npu-cim/index.js';
import { badRequest } from '../errors.js';
import { formatTable } from '../experiments/text-table.js';
import { formatQuantity } from '../experiments/units.js';
import { layerName, type Network } from '../networks/index.js';
import { findNetwork } from './network-source.js';
import { jsonOption } from './options.js';
import { writeOutput } from './write-output.js';

interface ShowArguments {
  readonly network: string;
  readonly macro: string;
  readonly parameters: string | undefined;
  readonly resident: boolean;
  readonly picture: string | undefined;
  readonly json: boolean;
}

/** A layer on macros; `repeat` products of the same size (heads of an attention) run one after the other. */
interface Row {
  readonly layer: number;
  readonly name: string;
  readonly repeat: number;
  readonly figures: LayerFigures;
  readonly sqnrDb: number;
}

const show: CommandModule<object, ShowArguments> = {
  command: 'show <network>',
  describe: 'Time and energy of each matrix product of a network on one kind of macro',
  builder: (yargs) =>
    (yargs as Argv<ShowArguments>)
      .positional('network', {
        type: 'string',
        demandOption: true,
        describe: 'a family (its first example), FAMILY/EXAMPLE, or a model or JSON file',
      })
      .option('macro', {
        type: 'string',
        demandOption: true,
        describe: 'a published macro (`cogym cim macros`), JSON of a macro, or a file with it',
      })
      .option('parameters', { type: 'string', describe: "the family's parameters as JSON" })
      .option('resident', { type: 'boolean', default: false, describe: 'the weights are in the macros already' })
      .option('picture', {
        type: 'string',
        describe: 'write energy by component into this SVG file',
      })
      .option('json', jsonOption)
      .example('$0 cim show resnet-18 --macro yan-isscc-2022 --picture energy.svg', ''),
  handler: ({ network: name, macro, parameters, resident, picture, json }) => {
    const { network } = findNetwork(name, parameters);
    const prepared = prepareMacro(readMacro(macro), cimTechnology());
    const { rows, left } = rowsOf(network, prepared, resident);
    if (picture !== undefined) {
      const bars = rows.map(({ layer, figures, repeat }) => ({
        label: String(layer),
        parts: scaled(energyParts(figures), repeat),
      }));
      writeOutput(picture, energyPicture(bars, `${network.id} on ${titleOf(macro, prepared)}: energy by component`));
    }
    if (json)
      console.log(JSON.stringify({ network: network.id, macro: prepared.figures, layers: rows, left }, null, 2));
    else console.log(printed(rows, left, prepared));
    if (picture !== undefined) console.error(`wrote ${picture}`);
  },
};

function readMacro(given: string): Macro {
  const isName = templateNames('cim').includes(given);
  const text = !isName && existsSync(given) ? readFileSync(given, 'utf8') : given;
  if (!text.trimStart().startsWith('{')) return loadTemplate('cim', given).macro as Macro;
  try {
    return JSON.parse(text) as Macro;
  } catch (error) {
    throw badRequest('/macro', `the macro is not JSON: ${(error as Error).message}`);
  }
}

function titleOf(given: string, { macro }: PreparedMacro): string {
  return templateNames('cim').includes(given) ? given : `${macro.kind}, ${macro.rows} rows`;
}

/** Products that the macros can hold; those of two feature maps write one of them as weights, which NVM does not stand. */
function rowsOf(network: Network, prepared: PreparedMacro, resident: boolean): { rows: Row[]; left: string[] } {
  const rows: Row[] = [];
  const left: string[] = [];
  for (const { index, product } of workOf(network, {})) {
    const name = layerName(network.layers[index] as Network['layers'][number]);
    if (product === undefined) continue;
    const { layer, repeat, needs } = product;
    const nonVolatile = prepared.costModel === 'array-level' && prepared.nonVolatile;
    if (needs === 'dynamicWeights' && nonVolatile) {
      left.push(`${index} ${name}`);
      continue;
    }
    const options: LayerOptions = {
      packDepthwise: needs === 'packedDepthwise',
      weightsResident: nonVolatile || (resident && needs !== 'dynamicWeights'),
    };
    const { sqnrDb } = layerNoise(prepared, layer, cimTechnology());
    rows.push({ layer: index, name, repeat, figures: layerOnMacro(prepared, layer, options), sqnrDb });
  }
  return { rows, left };
}

function printed(rows: readonly Row[], left: readonly string[], { figures }: PreparedMacro): string {
  const total = rows.reduce((sum, { figures: layer, repeat }) => sum + repeat * layer.energyPj.total, 0);
  const latency = rows.reduce((sum, { figures: layer, repeat }) => sum + repeat * layer.latencyNs, 0);
  const { reasons } = figures.provenance;
  const lines = [
    layerTable(rows),
    '',
    partTable(rows, total),
    '',
    `${quantity(latency * 1e-9, 's')} one layer after the other, ${quantity(total * 1e-12, 'J')}; ` +
      `macro ${quantity(figures.areaUm2.total / 1e6, 'mm2')}, peak ${figures.peakTopsPerWatt.toPrecision(3)} TOPS/W`,
  ];
  if (left.length > 0) lines.push(`not on these macros: products of two feature maps (${left.join('; ')})`);
  if (reasons.length > 0) lines.push(`how far to trust it: ${reasons.join('; ')}`);
  return lines.join('\n');
}

function layerTable(rows: readonly Row[]): string {
  const head = ['layer', 'operator', 'MACs', 'tiles', 'used', 'time', 'weights written', 'energy', 'SQNR'];
  return formatTable(
    head,
    rows.map(({ layer, name, repeat, figures, sqnrDb }) => [
      String(layer),
      repeat > 1 ? `${name}, ${repeat} times` : name,
      (repeat * figures.macs).toLocaleString('en'),
      String(figures.costModel === 'gate-level' ? figures.mapping.tiles : figures.arrays),
      `${(100 * figures.utilization).toFixed(1)} %`,
      quantity(repeat * figures.latencyNs * 1e-9, 's'),
      quantity(repeat * writtenNs(figures) * 1e-9, 's'),
      quantity(repeat * figures.energyPj.total * 1e-12, 'J'),
      decibels(sqnrDb),
    ]),
  );
}

/** Above 100 dB one conversion in a billion errs: the figure has no meaning any more. */
function decibels(sqnrDb: number): string {
  if (sqnrDb === Number.POSITIVE_INFINITY) return 'exact';
  return sqnrDb > 100 ? '> 100 dB' : `${sqnrDb.toFixed(1)} dB`;
}

/** Time that goes into writing weights. */
function writtenNs(figures: LayerFigures): number {
  if (figures.costModel === 'array-level') return figures.latencyNs - figures.readLatencyNs;
  return (figures.weightLoadCycles + figures.onloadCycles) * figures.clockNs;
}

function partTable(rows: readonly Row[], total: number): string {
  const sums: Record<string, number> = {};
  for (const { figures, repeat } of rows) {
    for (const [part, picojoules] of Object.entries(scaled(energyParts(figures), repeat))) {
      sums[part] = (sums[part] ?? 0) + picojoules;
    }
  }
  return formatTable(
    ['component', 'energy', 'share'],
    Object.entries(sums)
      .sort(([, a], [, b]) => b - a)
      .map(([part, picojoules]) => [
        part,
        quantity(picojoules * 1e-12, 'J'),
        `${((100 * picojoules) / total).toFixed(1)} %`,
      ]),
  );
}

const scaled = (parts: Readonly<Record<string, number>>, factor: number): Record<string, number> =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, factor * value]));
const quantity = (value: number, unit: string): string => formatQuantity(value, unit);

const macros: CommandModule<object, { json: boolean }> = {
  command: 'macros',
  describe: 'Published macros: what was measured, and what the model says',
  builder: (yargs) => (yargs as Argv<{ json: boolean }>).option('json', jsonOption),
  handler: ({ json }) => {
    const all = templateNames('cim').map((name) => {
      const template = loadTemplate('cim', name);
      return { ...template, figures: prepareMacro(template.macro as Macro, cimTechnology()).figures };
    });
    if (json) {
      console.log(JSON.stringify(all, null, 2));
      return;
    }
    const rows = all.map(({ name, macro, technologyNm, measured, figures }) => [
      name,
      macro.kind,
      `${technologyNm} nm`,
      measured.map(({ topsPerWatt }) => topsPerWatt).join(', '),
      figures.peakTopsPerWatt.toPrecision(3),
      figures.provenance.reasons.length === 0 ? 'compared' : 'extrapolated',
    ]);
    console.log(formatTable(['macro', 'kind', 'node', 'measured TOPS/W', 'model TOPS/W', 'parameters'], rows));
  },
};

const command: CommandModule = {
  command: 'cim <action>',
  describe: 'Compute-in-memory macros: networks on them, published ones',
  builder: (yargs) => yargs.command(show).command(macros).demandCommand(1, 'Name an action: show, macros.'),
  handler: () => {},
};
export default command;
