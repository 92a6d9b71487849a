/** Outcomes of searches in a file of JSON lines, one a search, so that none is computed twice. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { makeProblem } from '../../design/problem-registry.js';
import { CogymError } from '../../errors.js';
import { hashOf } from '../canonical.js';
import { writeError } from '../disk.js';
import { PROBLEM, runSearch } from './search.js';
import type { Outcome, Search } from './types.js';

interface Line {
  /** Hash of all that decides the outcome. */
  readonly key: string;
  readonly outcome: Outcome;
}

export class Searches {
  readonly #file: string;
  readonly #known: Map<string, Outcome>;

  /** @throws CogymError `logDamaged` naming the line */
  constructor(file: string) {
    this.#file = file;
    this.#known = new Map(readLines(file).map(({ key, outcome }) => [key, outcome]));
  }

  /** The outcome of a search that an earlier attempt or this one has computed. */
  known(search: Search): Outcome | undefined {
    return this.#known.get(keyOf(search));
  }

  /** @throws CogymError `badRequest`, `writeFailed` */
  compute(search: Search): Outcome {
    const outcome = runSearch(search);
    const key = keyOf(search);
    try {
      appendFileSync(this.#file, `${JSON.stringify({ key, outcome } satisfies Line)}\n`);
    } catch (error) {
      throw writeError(this.#file, error);
    }
    this.#known.set(key, outcome);
    return outcome;
  }
}

/** Another version of the problem is another search. */
const keyOf = (search: Search): string => hashOf({ version: version(), ...search });

let known: string | undefined;
const version = (): string => {
  known ??= makeProblem(PROBLEM).version;
  return known;
};

/** Whole lines; one that was cut off while being written is removed. */
function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const sound = text.slice(0, text.lastIndexOf('\n') + 1);
  if (sound.length < text.length) truncateSync(file, Buffer.byteLength(sound));
  return sound
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      try {
        return JSON.parse(line) as Line;
      } catch (error) {
        throw new CogymError(
          'logDamaged',
          `${file}, line ${i + 1}: ${(error as Error).message}. Delete that line to compute its search again.`,
        );
      }
    });
}
