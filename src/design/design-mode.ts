/** How an episode builds a design: the part in which the modes of a DesignEnv differ. */
import type { Space } from '../spaces/index.js';
import type { Design } from './parameter.js';

/** What an action led to. */
export type Move =
  /** Nothing to evaluate yet. */
  | { readonly kind: 'partial' }
  /** A design to evaluate; with `last`, the episode ends with it. */
  | { readonly kind: 'evaluate'; readonly design: Design; readonly last: boolean }
  /** The agent ends the episode. */
  | { readonly kind: 'stop' };

export interface DesignMode {
  readonly actionSpace: Space<unknown>;
  /** Names of an episode's positions, for the observation; empty with a single step. */
  readonly positions: readonly string[];
  /** Position of the next action. */
  readonly position: number;
  /** The values chosen so far; undefined where an observation shows the last evaluated design instead. */
  readonly partial: Partial<Design> | undefined;
  /** A design that is evaluated when the episode begins. */
  readonly start?: Design | undefined;
  /** Begins an episode. */
  begin(options: Readonly<Record<string, unknown>>): void;
  /** What may be done next, in the form that `actionSpace.sample` takes; undefined: everything. */
  mask(): unknown;
  /**
   * Takes a member of `actionSpace`.
   * @throws CogymError `badRequest` at `/action` naming a masked action
   */
  apply(action: unknown): Move;
}
