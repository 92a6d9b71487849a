/** Design spaces that the tests of this folder share. */
import { DesignSpace } from '../../src/design/design-space.js';
import type { Mask } from '../../src/design/mask.js';
import { categorical, integer, ordinal, real } from '../../src/design/parameter.js';

/** Every kind of parameter, with nested conditions. */
export const mixed = () =>
  new DesignSpace([
    ordinal('rows', [4, 8, 16, 32]),
    categorical('dataflow', ['weight', 'output', 'input']),
    integer('buffers', 1, 10_000, { scale: 'log' }),
    integer('depth', 0, 3),
    ordinal('kernel', [3, 5, 7], { activeWhen: { parameter: 'depth', atLeast: 2 } }),
    categorical('fused', [true, false], { activeWhen: { parameter: 'kernel', oneOf: [5, 7] } }),
    real('threshold', -5, 10),
    real('rate', 1e-4, 1, {
      scale: 'log',
      activeWhen: {
        all: [
          { parameter: 'fused', oneOf: [true] },
          { parameter: 'rows', atLeast: 8 },
        ],
      },
    }),
  ]);

/** Rows times columns at most 64; the kind must follow the parity of the row's index. */
export const budget = () =>
  new DesignSpace([
    ordinal('rows', [1, 2, 4, 8, 16, 32, 64]),
    ordinal('columns', [1, 2, 4, 8, 16, 32, 64]),
    categorical('kind', ['even', 'odd']),
    integer('free', 0, 100, { scale: 'linear' }),
  ]);
export const budgetMask: Mask = ({ rows, columns }) => [
  new Uint8Array(0),
  Uint8Array.from([1, 2, 4, 8, 16, 32, 64], (value) => (value * Number(rows ?? 1) <= 64 ? 1 : 0)),
  Uint8Array.of(Number(columns) === 1 ? 0 : 1, 1),
  new Uint8Array(101).fill(1),
];
