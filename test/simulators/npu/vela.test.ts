/** Whole networks against Vela's estimates: the rows of the reference table. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateNpu, type NpuLayer, type Shape } from '../../../simulators/npu/index.js';
import { quantile } from '../../../src/stats/quantile.js';
import { operator, referenceRows, requestFor, withoutTables } from './support.js';

const names: Readonly<Record<string, NpuLayer['op']>> = {
  CONV_2D: 'conv2d',
  DEPTHWISE_CONV_2D: 'depthwiseConv2d',
  FULLY_CONNECTED: 'fullyConnected',
};
const numbers = (text = ''): number[] => text.split('x').map(Number);

/** The operators of one compilation and their cycles; undefined where the table has no shapes. */
function compilation(rows: readonly Record<string, string>[]) {
  const layers: NpuLayer[] = [];
  const cycles: number[] = [];
  for (const row of rows) {
    const op = names[row['tflite_op'] ?? ''];
    const last = layers.at(-1)?.outShape ?? [1, 1, 1];
    if (row['in_shape'] !== '') {
      const [kernel, stride] = [numbers(row['kernel']), numbers(row['stride'])] as [[number, number], [number, number]];
      const [from, to] = [numbers(row['in_shape']), numbers(row['out_shape'])] as unknown as [Shape, Shape];
      layers.push(operator(op as NpuLayer['op'], from, to, { kernel, stride }));
    } else if (op !== undefined) return undefined;
    else if (row['tflite_op'] === 'ADD') layers.push(operator('add', last, last));
    else if (row['tflite_op'] === 'AVERAGE_POOL_2D') {
      layers.push(operator('averagePool', last, [1, 1, last[2]], { kernel: [last[0], last[1]] }));
    } else continue;
    cycles.push(Number(row['cycles_total']));
  }
  return layers.length === 0 ? undefined : { layers, cycles };
}

describe('Vela', { skip: withoutTables }, () => {
  it('agrees on networks to a few per cent and on most operators to the cycle', () => {
    const operators = new Map<string, Record<string, string>[]>();
    for (const row of referenceRows('vela_layers.csv')) {
      const key = `${row['network']} ${row['accelerator']}`;
      operators.set(key, [...(operators.get(key) ?? []), row]);
    }
    const networkErrors: number[] = [];
    const operatorErrors: number[] = [];
    for (const row of referenceRows('vela_networks.csv')) {
      const compiled = compilation(operators.get(`${row['network']} ${row['accelerator']}`) ?? []);
      if (compiled === undefined) continue;
      const weightCompressionRatio = Number(row['encoded_weight_bytes']) / Number(row['orig_weight_bytes']);
      const request = requestFor(row['accelerator'] as string, compiled.layers, { weightCompressionRatio });
      const { cycles, layers } = evaluateNpu(request);
      networkErrors.push(Math.abs(cycles / Number(row['cycles_total']) - 1));
      for (const [i, expected] of compiled.cycles.entries()) {
        operatorErrors.push(Math.abs((layers[i]?.cycles ?? 0) / expected - 1));
      }
    }
    assert.ok(networkErrors.length >= 40, `${networkErrors.length} networks compared`);
    assert.ok(quantile(networkErrors, 0.5) <= 0.02, `median ${quantile(networkErrors, 0.5)}`);
    assert.ok(Math.max(...networkErrors) <= 0.15, `worst ${Math.max(...networkErrors)}`);
    const exact = operatorErrors.filter((error) => error < 1e-9).length / operatorErrors.length;
    assert.ok(exact >= 0.6, `${exact} of the operators to the cycle`);
  });
});
