/** One layer of a loaded network: its fields checked against its operator and its producers, its counts filled in. */
import { badRequest, type CogymError } from '../errors.js';
import { countLayer, isWeighted, trainsBias } from './count.js';
import { inconsistent } from './inconsistent.js';
import type { LayerData } from './load-schema.js';
import type { Layer, Operator, Shape } from './network.js';
import { type Derived, derive } from './operator-rules.js';
import { pair, volume } from './shape.js';

/** Inputs an operator takes; 1 where not listed, any positive number for concat. */
const arity: ReadonlyMap<Operator, number> = new Map([
  ['constant', 0],
  ['parameter', 0],
  ['add', 2],
  ['mul', 2],
  ['matmul', 2],
]);

export function loadLayer(data: LayerData, i: number, input: Shape, layers: readonly Layer[], path: string): Layer {
  if (data.i !== undefined && data.i !== i) {
    throw inconsistent(`${path}/i`, `layer ${i} says that it is layer ${data.i}; layers are listed in order, from 0`);
  }
  const inputs = loadInputs(data, i, path);
  const delivered = inputs.map((source) => (source === -1 ? input : (layers[source] as Layer).out));
  const derived = derive(data, delivered, path);
  checkForeignFields(data, derived, path);
  for (const name of ['in', 'out'] as const) {
    if (!Number.isSafeInteger(volume(derived[name]))) throw tooLarge(`${path}/${name}`);
  }
  const norm = data.norm ?? 'none';
  const layer: { -readonly [K in keyof Layer]: Layer[K] } = {
    i,
    op: derived.op,
    inputs,
    in: derived.in,
    out: derived.out,
    act: data.act ?? 'none',
    norm,
    useBias: data.useBias ?? trainsBias(derived.op, norm),
    macs: 0,
    weights: 0,
    bias: 0,
  };
  Object.assign(layer, derived);
  if (data.role !== undefined) layer.role = data.role;
  if (data.bits !== undefined) layer.bits = data.bits;
  const counts = countLayer(layer);
  for (const name of ['macs', 'weights', 'bias'] as const) {
    if (!Number.isSafeInteger(counts[name])) throw tooLarge(path);
    if (data[name] !== undefined && data[name] !== counts[name]) {
      throw inconsistent(
        `${path}/${name}`,
        `layer ${i} (${derived.op}) is given with ${name} ${data[name]}, but its shapes make ${counts[name]}; correct the shapes or leave ${name} out`,
      );
    }
    layer[name] = counts[name];
  }
  return layer;
}

function loadInputs(data: LayerData, i: number, path: string): readonly number[] {
  const wanted = arity.get(data.op) ?? 1;
  const inputs = data.inputs ?? (wanted === 1 && data.op !== 'concat' ? [i - 1] : wanted === 0 ? [] : undefined);
  if (inputs === undefined) throw badRequest(`${path}/inputs`, `'inputs' is missing; ${data.op} reads several layers`);
  const fits = data.op === 'concat' ? inputs.length > 0 : inputs.length === wanted;
  if (!fits) {
    const takes = data.op === 'concat' ? 'at least one input' : `${wanted} input${wanted === 1 ? '' : 's'}`;
    throw badRequest(`${path}/inputs`, `${data.op} takes ${takes}, not ${inputs.length}`);
  }
  for (const [position, source] of inputs.entries()) {
    if (source < -1 || source >= i) {
      throw badRequest(
        `${path}/inputs/${position}`,
        `layer ${i} reads layer ${source}; inputs are -1 (the network's input) or indices of earlier layers, at most ${i - 1}`,
      );
    }
  }
  return inputs;
}

/** Fields that any operator may have, and those that `derive` never leaves out where they matter. */
const common: ReadonlySet<string> = new Set([
  'i',
  'op',
  'inputs',
  'in',
  'out',
  'act',
  'norm',
  'useBias',
  'role',
  'bits',
  'macs',
  'weights',
  'bias',
]);

/** Fields of other operators are refused unless their value changes nothing, as exporters like to write them. */
function checkForeignFields(data: LayerData, derived: Derived, path: string): void {
  const { op } = derived;
  for (const name in data) {
    if (common.has(name) || Object.hasOwn(derived, name) || changesNothing(name as keyof LayerData, data, derived))
      continue;
    throw badRequest(
      `${path}/${name}`,
      name === 'padded_in' ? "'padded_in' belongs to padding 'explicit'" : `${op} takes no '${name}'; leave it out`,
    );
  }
  if (isWeighted(op)) return;
  if (data.norm !== undefined && data.norm !== 'none') {
    throw badRequest(`${path}/norm`, `${op} takes no norm; add a batchnorm or layernorm layer after it`);
  }
  if (data.useBias) throw badRequest(`${path}/useBias`, `${op} has no explicit bias; leave useBias out`);
}

function changesNothing(name: keyof LayerData, data: LayerData, derived: Derived): boolean {
  switch (name) {
    case 'kernel':
    case 'stride':
    case 'dilation':
      return pair(data[name] ?? 1).every((side) => side === 1);
    case 'padding':
      return data.padding !== 'explicit';
    case 'groups':
      return data.groups === 1 || (derived.op === 'dwconv2d' && data.groups === derived.in[2]);
    case 'scale':
      return data.scale === 1;
    case 'perPosition':
    case 'transposeB':
      return data[name] === false;
    default:
      return data[name] === undefined;
  }
}

const tooLarge = (path: string): CogymError =>
  badRequest(path, 'too large to count exactly (more than 2^53 - 1); use a smaller map or fewer channels');
