/** Requests of the NPU model that tests share. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadTemplate } from '../../../hwtemplates/index.js';
import {
  evaluateNpu,
  type NpuLayer,
  type NpuRequest,
  type NpuResult,
  type Shape,
} from '../../../simulators/npu/index.js';

/** A request with the accelerator's own memory system and an SRAM of round figures. */
export function requestFor(name: string, layers: readonly NpuLayer[], changes: Partial<NpuRequest> = {}): NpuRequest {
  const accelerator = loadTemplate('npu', name);
  return {
    accelerator,
    memorySystem: loadTemplate('npu/memory', accelerator.memorySystem),
    technology: loadTemplate('npu/technology', '28nm'),
    sram: { bytes: 2 ** 20, readPjPerByte: 1, writePjPerByte: 2, areaUm2: 1e6 },
    weightCompressionRatio: 1,
    layers,
    ...changes,
  };
}

export const simulate = (name: string, ...layers: readonly NpuLayer[]): NpuResult =>
  evaluateNpu(requestFor(name, layers));

/** An operator without activation, stride 1 and kernel 1 x 1 unless told. */
export const operator = (
  op: NpuLayer['op'],
  inShape: Shape,
  outShape: Shape,
  rest: Partial<NpuLayer> = {},
): NpuLayer => ({ op, inShape, outShape, kernel: [1, 1], stride: [1, 1], activation: 'none', ...rest });

/** Chains of operators that fit each other, of small maps. */
export const chains: fc.Arbitrary<NpuLayer[]> = fc
  .array(
    fc.record({
      op: fc.constantFrom<NpuLayer['op']>('conv2d', 'depthwiseConv2d', 'add', 'mul', 'averagePool', 'maxPool'),
      depth: fc.integer({ min: 1, max: 160 }),
      kernel: fc.constantFrom(1, 3, 5),
      stride: fc.constantFrom(1, 2),
      activation: fc.constantFrom<NpuLayer['activation']>('none', 'relu', 'lut'),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((steps) =>
    fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 160 })).map(([side, channels]) => {
      let shape: Shape = [side, side, channels];
      return steps.map(({ op, depth, kernel, stride, activation }): NpuLayer => {
        const elementwise = op === 'add' || op === 'mul';
        const reduce = elementwise ? 1 : stride;
        const inShape = shape;
        const out = Math.ceil(shape[0] / reduce);
        shape = [out, out, op === 'conv2d' ? depth : shape[2]];
        const window = elementwise ? 1 : kernel;
        return { op, inShape, outShape: shape, kernel: [window, window], stride: [reduce, reduce], activation };
      });
    }),
  );

const folder = join(process.env.COGYM_REFERENCE ?? '../shared/reference', 'cim');

/** For `it`'s options: why a test that needs the reference tables is skipped, or false. */
export const withoutTables = existsSync(folder) ? false : `reference tables not found at ${folder}`;

/** Rows of a reference table without quoted cells. */
export function referenceRows(file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] as string, value])));
}
