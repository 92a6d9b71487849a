/** What the parser of the command line lets pass, or says too briefly. */
import { CogymError } from '../errors.js';
import { nearest } from '../stats/nearest.js';

/** What yargs has read of the command that it is parsing: its typings leave this out. */
interface YargsRecord {
  getOptions(): {
    readonly key: Readonly<Record<string, true>>;
    readonly array: readonly string[];
    readonly boolean: readonly string[];
  };
  getInternalMethods(): {
    getCommandInstance(): { getCommands(): string[] };
    /** The words of the command so far: `dataset export`. */
    getContext(): { readonly commands: readonly string[] };
  };
}

/** yargs takes `--first-seed` and `--firstSeed` for the same. */
const camelCase = (name: string): string => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The options that `argv` names, in its order: `--first-seed=3` is `firstSeed`. */
function namedOptions(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv
    .slice(0, end < 0 ? argv.length : end)
    .flatMap((word) => /^--([^=]+)/.exec(word)?.[1] ?? [])
    .map(camelCase);
}

/**
 * Refuses an option that takes one value and got several: yargs would hand an array on, or add 1 where the value is 1.
 * @throws CogymError `usage`
 */
export function refuseRepeats(argv: readonly string[], parser: unknown): void {
  const { key, array, boolean } = (parser as YargsRecord).getOptions();
  const named = namedOptions(argv);
  for (const name of Object.keys(key)) {
    const times = named.filter((other) => other === camelCase(name)).length;
    if (times < 2 || array.includes(name) || boolean.includes(name)) continue;
    throw new CogymError(
      'usage',
      `--${name} was given ${times === 2 ? 'twice' : `${times} times`}; it takes one value`,
    );
  }
}

/** Adds the nearest commands or options to yargs's "Unknown argument: x". */
export function didYouMean(message: string, argv: readonly string[], parser: unknown): string {
  const word = /^Unknown (?:argument|command)s?: (\S+?),?(?:\s|$)/.exec(message)?.[1];
  if (word === undefined) return message;
  const record = parser as YargsRecord;
  const internal = record.getInternalMethods();
  const near = namedOptions(argv).includes(camelCase(word))
    ? nearest(word, Object.keys(record.getOptions().key)).map((name) => `--${name}`)
    : nearest(word, internal.getCommandInstance().getCommands());
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '.';
  return `${message}${hint} See \`${['cogym', ...internal.getContext().commands, '--help'].join(' ')}\`.`;
}
