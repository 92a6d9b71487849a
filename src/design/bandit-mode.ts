import { badRequest } from '../errors.js';
import type { Space } from '../spaces/index.js';
import type { DesignMode, Move } from './design-mode.js';
import type { DesignSpace } from './design-space.js';
import type { Design } from './parameter.js';

export const actionKinds = ['multiDiscrete', 'box', 'dict'] as const;
export type ActionKind = (typeof actionKinds)[number];

/**
 * One step, one whole design. Actions: `multiDiscrete` (indices; the default where no parameter is real), `box`
 * ([-1, 1] per parameter; the default otherwise) or `dict`. Validity is a constraint here, not a mask.
 */
export class BanditMode implements DesignMode {
  readonly actionSpace: Space<unknown>;
  readonly positions = [];
  readonly position = 0;
  readonly partial = undefined;
  readonly #decode: (action: never) => Design;

  constructor(space: DesignSpace, kind?: ActionKind) {
    const hasReals = space.parameters.some(({ type }) => type === 'real');
    switch (kind ?? (hasReals ? 'box' : 'multiDiscrete')) {
      case 'multiDiscrete':
        this.actionSpace = space.multiDiscreteSpace();
        this.#decode = (action: Int32Array) => space.fromIndices(action);
        break;
      case 'box':
        this.actionSpace = space.boxSpace();
        this.#decode = (action: Float32Array | Float64Array) => space.fromBox(action);
        break;
      case 'dict':
        this.actionSpace = space.dictSpace();
        this.#decode = (action: Record<string, number | Float64Array>) => space.fromDict(action);
        break;
      default:
        throw badRequest('/action', `'action' is one of ${actionKinds.join(', ')}, not ${String(kind)}`);
    }
  }

  begin(): void {}

  mask(): undefined {
    return undefined;
  }

  apply(action: unknown): Move {
    return { kind: 'evaluate', design: this.#decode(action as never), last: true };
  }
}
