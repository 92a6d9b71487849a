/** `cogym network show NAME|FILE`: the layers of a network as a table, and as a picture. */
import type { Argv, CommandModule } from 'yargs';
import { formatTable } from '../experiments/text-table.js';
import { drawNetwork, type Layer, layerName, macsByRole, type Network, summarise } from '../networks/index.js';
import cost from './network/cost.js';
import devices from './network/devices.js';
import { findNetwork, type NamedNetwork } from './network-source.js';
import { jsonOption } from './options.js';
import { writeOutput } from './write-output.js';

interface Arguments {
  name: string;
  parameters?: string;
  json: boolean;
  picture?: string;
}

function printed({ network, repaired }: NamedNetwork): string {
  const { input, totals } = network;
  const lines = [
    `${network.id}: input ${input.h} x ${input.w} x ${input.c}`,
    '',
    layerTable(network),
    '',
    formatTable(
      ['role', 'MACs', 'share'],
      Object.entries(macsByRole(network.layers))
        .sort(([, a], [, b]) => b - a)
        .map(([role, macs]) => [role, count(macs, 15), share(macs, totals.macs)]),
    ),
    '',
    `MACs             ${count(totals.macs, 15)}`,
    `parameters       ${count(totals.params, 15)}  as deployed (normalisation folded)`,
    `trained          ${count(totals.trainableParams, 15)}  as papers print them`,
    `layers           ${count(totals.layers, 15)}`,
  ];
  if (repaired.length > 0) lines.push('', `built otherwise than asked: ${repaired.join(', ')}`);
  return lines.join('\n');
}

function layerTable({ layers, totals }: Network): string {
  return formatTable(
    ['layer', 'operator', 'role', 'input', 'output', 'MACs', 'share', 'parameters', 'reads'],
    layers.map((layer) => [
      count(layer.i, 5),
      layerName(layer) + extras(layer),
      layer.role ?? '',
      layer.in.join('x'),
      layer.out.join('x'),
      layer.macs === 0 ? '' : count(layer.macs, 14),
      layer.macs === 0 ? '' : share(layer.macs, totals.macs),
      layer.weights === 0 ? '' : count(layer.weights + layer.bias, 11),
      layer.inputs.length === 1 && layer.inputs[0] === layer.i - 1 ? '' : layer.inputs.map(source).join(', '),
    ]),
  );
}

const source = (index: number): string => (index < 0 ? 'input' : String(index));

function extras({ groups = 1, batch, m, k, n, bits }: Layer): string {
  const grouped = groups > 1 ? ` ${groups} groups` : '';
  const product = m === undefined ? '' : ` ${batch} x (${m}x${k} by ${k}x${n})`;
  return `${grouped}${product}${bits === undefined ? '' : ` ${bits} bits`}`;
}

const count = (value: number, width: number): string => value.toLocaleString('en').padStart(width);
const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`.padStart(7);

const show: CommandModule<object, Arguments> = {
  command: 'show <name>',
  describe: 'Print the layers of a network, or draw them',
  builder: (yargs) =>
    (yargs as Argv<Arguments>)
      .positional('name', {
        type: 'string',
        demandOption: true,
        describe:
          'a family (its first example), FAMILY/EXAMPLE, or a JSON file with a network or with family and parameters',
      })
      .option('parameters', { type: 'string', describe: "the family's parameters as JSON" })
      .option('picture', {
        type: 'string',
        describe: 'write the layers as blocks into this SVG file',
      })
      .option('json', jsonOption)
      .example('$0 network show resnet-50 --picture resnet-50.svg', '')
      .example('$0 network show mobilenet-v3/small', '')
      .example(`$0 network show mobilenet-v2 --parameters '{"width": 0.5, "resolution": 160}'`, ''),
  handler: ({ name, parameters, json, picture }) => {
    const found = findNetwork(name, parameters);
    if (picture !== undefined) writeOutput(picture, drawNetwork(found.network));
    if (json) {
      const { network, repaired } = found;
      const { input, ...counts } = summarise(network);
      const more = repaired.length > 0 ? { repaired } : {};
      console.log(JSON.stringify({ id: network.id, input, layers: network.layers, ...counts, ...more }, null, 2));
      return;
    }
    console.log(printed(found));
    if (picture !== undefined) console.log(`\nwrote ${picture}`);
  },
};

const command: CommandModule = {
  command: 'network',
  describe: 'Networks: families, published networks, files; show them, run them on devices',
  builder: (yargs) =>
    yargs.command(show).command(cost).command(devices).demandCommand(1, 'Name an action: show, cost, devices.'),
  handler: () => {},
};
export default command;
