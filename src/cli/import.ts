/** `cogym import MODEL`: an .onnx or .tflite model of another tool as a network that every simulator reads. */
import type { CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { formatTable } from '../experiments/text-table.js';
import { type Layer, macsByRole } from '../networks/index.js';
import { type ImportedModel, importModel } from './model-file.js';
import { writeOutput } from './write-output.js';

interface ImportArguments {
  model: string;
  out: string | undefined;
  json: boolean;
  dimension: readonly string[] | undefined;
}

const command: CommandModule<object, ImportArguments> = {
  command: 'import <model>',
  describe: 'Read an ONNX or TFLite model as a network',
  builder: (yargs) =>
    yargs
      .positional('model', {
        type: 'string',
        demandOption: true,
        describe: 'an .onnx or .tflite file; its weights are not read',
      })
      .option('out', { type: 'string', describe: 'write the network to this JSON file' })
      .option('json', { type: 'boolean', default: false, describe: 'print the network as JSON instead of a table' })
      .option('dimension', {
        type: 'string',
        array: true,
        nargs: 1,

        describe: 'ONNX: value of a dynamic dimension, name=value; may be repeated (batch is 1 by default)',
      })
      .example('$0 import model.onnx --dimension height=224 --dimension width=224 --out network.json', ''),
  handler: ({ model, out, json, dimension = [] }) => {
    const dimensions = parseDimensions(dimension);
    const imported = importModel(model, dimensions);
    const text = JSON.stringify(imported.network);
    if (out !== undefined) writeOutput(out, `${text}\n`);
    for (const warning of imported.warnings) console.error(`warning: ${warning}`);
    console.log(json ? text : describe(imported));
    if (out !== undefined && !json) console.log(`wrote ${out}`);
  },
};
export default command;

function parseDimensions(given: readonly string[]): Record<string, number> {
  const dimensions: Record<string, number> = {};
  for (const text of given) {
    const [, name, value] = /^(.+)=(\d+)$/.exec(text) ?? [];
    if (name === undefined) {
      throw new CogymError('usage', `--dimension is name=value with a positive integer, not '${text}'`);
    }
    dimensions[name] = Number(value);
  }
  return dimensions;
}

function describe({ network, origin, nodes }: ImportedModel): string {
  const rows = network.layers.map((layer) => [
    String(layer.i),
    layer.op,
    layer.inputs.join(' '),
    layer.in.join('x'),
    layer.out.join('x'),
    details(layer),
    layer.macs.toLocaleString('en'),
    (layer.weights + layer.bias).toLocaleString('en'),
  ]);
  const { h, w, c } = network.input;
  const { macs, params, trainableParams, layers } = network.totals;
  const shares = Object.entries(macsByRole(network.layers))
    .sort(([, a], [, b]) => b - a)
    .map(([role, count]) => `${role} ${((100 * count) / macs).toFixed(1)} %`);
  return [
    formatTable(['layer', 'op', 'reads', 'in', 'out', 'details', 'MACs', 'parameters'], rows),
    '',
    `${network.id}: input ${h}x${w}x${c}, ${layers} layers of ${nodes} nodes (${origin})`,
    `MACs ${macs.toLocaleString('en')}${shares.length > 0 ? ` (${shares.join(', ')})` : ''}`,
    `parameters ${params.toLocaleString('en')} deployed, ${trainableParams.toLocaleString('en')} trained`,
  ].join('\n');
}

function details(layer: Layer): string {
  const parts: string[] = [];
  if (layer.kernel !== undefined) parts.push(layer.kernel.join('x'));
  if (layer.stride?.some((stride) => stride !== 1)) parts.push(`/${layer.stride.join('x')}`);
  if (layer.dilation?.some((dilation) => dilation !== 1)) parts.push(`dilation ${layer.dilation.join('x')}`);
  if ((layer.groups ?? 1) > 1) parts.push(`${layer.groups} groups`);
  if (layer.op === 'matmul') parts.push(`${layer.batch} x ${layer.m}x${layer.k}x${layer.n}`);
  if (layer.norm !== 'none') parts.push(`${layer.norm} norm`);
  if (layer.act !== 'none') parts.push(layer.act);
  return parts.join(' ');
}
