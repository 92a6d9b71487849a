import { CogymError } from '../errors.js';

/** A network that contradicts itself: the figure at `path` differs from the one that the rest implies. */
export const inconsistent = (path: string, message: string): CogymError =>
  new CogymError('inconsistentNetwork', message, path);
