/**
 * `nas-bench-201` (Dong & Yang, ICLR 2020): 15,625 cells in one skeleton of three stages.
 * An operation normalises after and rectifies before its convolution; the ReLU of a node is shared by its readers.
 */
import { Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { categorical } from '../../design/parameter.js';
import { badRequest } from '../../errors.js';
import { NetworkBuilder } from '../builder.js';
import { cellEdges, cellOperations, letterOf, operationOf, parseCell, pruneCell } from '../cell.js';
import { cellTotals } from '../cell-totals.js';
import { defineFamily } from '../family.js';
import type { Network } from '../network.js';

const datasets = {
  cifar10: { resolution: 32, classes: 10 },
  cifar100: { resolution: 32, classes: 100 },
  'imagenet16-120': { resolution: 16, classes: 120 },
} as const;
type Dataset = keyof typeof datasets;

/** Channels of the three stages; a reduction block stands between two stages. */
const STAGES = [16, 32, 64] as const;
const CELLS_PER_STAGE = 5;
const NODES = [1, 2, 3] as const;

export interface NasBench201Parameters {
  /** Six-letter code of the cell. */
  readonly cell: string;
  readonly dataset: Dataset;
  /** `keep` builds edges that do not reach the output too, as the benchmark counts them; `prune` leaves them out. */
  readonly deadEdges: 'keep' | 'prune';
}

const edgeNames = cellEdges.map(([source, node]) => `edge${source}${node}`);
const Operation = Type.Optional(Type.Unsafe<string>({ enum: [...cellOperations] }));

const Common = {
  dataset: Type.Optional(Type.Unsafe<Dataset>({ enum: Object.keys(datasets) })),
  deadEdges: Type.Optional(Type.Unsafe<'keep' | 'prune'>({ enum: ['keep', 'prune'] })),
};

const ParametersSchema = Type.Object(
  {
    cell: Type.Optional(Type.String({ description: 'an arch string or a six-letter code' })),
    edge01: Operation,
    edge02: Operation,
    edge12: Operation,
    edge03: Operation,
    edge13: Operation,
    edge23: Operation,
    ...Common,
  },
  { additionalProperties: false },
);

function build({ cell, dataset, deadEdges }: NasBench201Parameters): Network {
  const { resolution, classes } = datasets[dataset];
  const network = new NetworkBuilder(`nas-bench-201-${cell}-${dataset}`, {
    h: resolution,
    w: resolution,
    c: 3,
    dtype: 'int8',
  });
  const prunes = deadEdges === 'prune';
  const code = prunes ? pruneCell(cell) : cell;
  let output = network.conv({ out: STAGES[0], kernel: 3, norm: 'batch', role: 'stem' });
  for (const [stage, channels] of STAGES.entries()) {
    if (stage > 0) output = reduction(network, output, channels);
    for (let i = 0; i < CELLS_PER_STAGE; i++) output = buildCell(network, code, prunes, output);
  }
  network.batchnorm({ act: 'relu' }, output);
  network.globalPool();
  network.fc({ out: classes, role: 'classifier' });
  // A cell without a path from its input to its output cuts off what comes before it; kept dead edges end nowhere.
  return network.build({ allowDead: true });
}

/** Residual block of stride 2. */
function reduction(network: NetworkBuilder, input: number, channels: number): number {
  const convolution = (stride: number, from: number) =>
    network.conv({ out: channels, kernel: 3, stride, norm: 'batch', role: 'reduction' }, from);
  const first = convolution(2, network.act('relu', input));
  const main = convolution(1, network.act('relu', first));
  const pooled = network.avgpool({ kernel: 2, stride: 2, padding: 'valid' }, input);
  return network.add(main, network.conv({ out: channels, kernel: 1, useBias: false, role: 'reduction' }, pooled));
}

/** Builds one cell on `input` and returns node 3. With `prunes` a node without operands exists only as the output. */
function buildCell(network: NetworkBuilder, code: string, prunes: boolean, input: number): number {
  const shape = network.shape(input);
  const nodes = [input, -1, -1, -1];
  const rectified = [-1, -1, -1, -1];
  let edge = 0;
  for (const node of NODES) {
    let sum = -1;
    for (let source = 0; source < node; source++, edge++) {
      const operand = buildEdge(network, code[edge] as string, source, nodes, rectified);
      if (operand >= 0) sum = sum < 0 ? operand : network.add(sum, operand);
    }
    nodes[node] = sum < 0 && (!prunes || node === 3) ? network.constant(shape) : sum;
  }
  return nodes[3] as number;
}

/** Handle of what the edge contributes to its node; -1 for none. */
function buildEdge(
  network: NetworkBuilder,
  letter: string,
  source: number,
  nodes: number[],
  rectified: number[],
): number {
  const from = nodes[source] as number;
  switch (letter) {
    case 's':
      return from;
    case 'p':
      return network.avgpool({ kernel: 3, role: 'edge' }, from);
    case '1':
    case '3': {
      if (rectified[source] === -1) rectified[source] = network.act('relu', from);
      const out = network.shape(from)[2];
      return network.conv({ out, kernel: Number(letter), norm: 'batch', role: 'edge' }, rectified[source]);
    }
    default:
      return -1;
  }
}

/** Code of the cell, given as a whole or edge by edge. */
function cellOf(parameters: Readonly<Record<string, unknown>>): string {
  const named = edgeNames.filter((name) => parameters[name] !== undefined);
  if (typeof parameters['cell'] === 'string') {
    if (named.length > 0) throw badRequest(`/${named[0]}`, `give either 'cell' or ${edgeNames.join(', ')}, not both`);
    return parseCell(parameters['cell']);
  }
  const missing = edgeNames.find((name) => parameters[name] === undefined);
  if (missing !== undefined) {
    throw badRequest(named.length === 0 ? '/cell' : `/${missing}`, `give 'cell', or all of ${edgeNames.join(', ')}`);
  }
  return edgeNames.map((name) => letterOf(String(parameters[name]), `/${name}`)).join('');
}

export default defineFamily({
  id: 'nas-bench-201',
  description: 'the 15,625 cells of NAS-Bench-201 (NATS-Bench topology) on three data sets',
  parameters: ParametersSchema,
  options: Type.Object(Common, { additionalProperties: false }),
  examples: [
    { name: 'first', parameters: { cell: 'p1s1ss', dataset: 'cifar10', deadEdges: 'keep' } },
    { name: 'largest', parameters: { cell: '333333', dataset: 'cifar10', deadEdges: 'keep' } },
    { name: 'empty', parameters: { cell: 'nnnnnn', dataset: 'imagenet16-120', deadEdges: 'prune' } },
  ],
  complete: ({ dataset = 'cifar10', deadEdges = 'keep', ...cell }): NasBench201Parameters => ({
    cell: cellOf(cell),
    dataset,
    deadEdges,
  }),
  designSpace: () => new DesignSpace(edgeNames.map((name) => categorical(name, cellOperations, { group: 'network' }))),
  fromDesign: (design, { dataset = 'cifar10', deadEdges = 'prune' }) => ({ cell: cellOf(design), dataset, deadEdges }),
  encode: ({ cell }) => Object.fromEntries(edgeNames.map((name, edge) => [name, operationOf(cell[edge] as string)])),
  build,
  totals: ({ cell, dataset, deadEdges }) =>
    cellTotals(deadEdges === 'prune' ? pruneCell(cell) : cell, deadEdges === 'prune', datasets[dataset]),
});
