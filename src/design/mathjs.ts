/** mathjs, loaded on first use: reading it takes longer than most studies need to start, and few use expressions. */
import { createRequire } from 'node:module';

type MathJs = typeof import('mathjs');
type Instance = Pick<MathJs, 'parse' | 'unit'>;

let instance: Instance | undefined;

/** A mathjs instance with a parser and units alone. */
export function mathjs(): Instance {
  if (instance === undefined) {
    const { create, parseDependencies, unitDependencies } = createRequire(import.meta.url)('mathjs') as MathJs;
    instance = create({ parseDependencies, unitDependencies }, {});
  }
  return instance;
}
