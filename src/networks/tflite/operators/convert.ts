import type { TfliteOperator } from '../model.js';
import type { Translation } from '../translation.js';

/**
 * Writes what an operator computes into the translation.
 *
 * @throws Unsupported where the network format cannot say it
 */
export type Convert = (operator: TfliteOperator, translation: Translation) => void;
export type Converters = Readonly<Record<string, Convert>>;
