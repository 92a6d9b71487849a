/** What the parser of the command line lets pass, or says too briefly. */
import { CogymError } from '../errors.js';
import { nearest } from '../stats/nearest.js';

/** What yargs has read of the command that it is parsing: its typings leave this out. */
interface YargsRecord {
  getOptions(): {
    readonly key: Readonly<Record<string, true>>;
    readonly array: readonly string[];
    readonly boolean: readonly string[];
    readonly number: readonly string[];
  };
  getInternalMethods(): {
    getCommandInstance(): { getCommands(): string[] };
    /** The words of the command so far: `dataset export`. */
    getContext(): { readonly commands: readonly string[] };
  };
}

/** An option of the command line with the words behind it, up to the next option. */
interface Given {
  readonly name: string;
  readonly words: readonly string[];
}

/** yargs takes `--first-seed` and `--firstSeed` for the same. */
const camelCase = (name: string): string => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The options in `argv` under their names in camelCase; negative numbers are values. */
function givenOptions(argv: readonly string[]): Given[] {
  const end = argv.indexOf('--');
  const words = argv.slice(0, end < 0 ? argv.length : end);
  return words.flatMap((word, i) => {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return [];
    const next = words.findIndex((other, k) => k > i && /^-\D/.test(other));
    const behind = words.slice(i + 1, next < 0 ? words.length : next);
    return [{ name: camelCase(name), words: value === undefined ? behind : [value] }];
  });
}

/**
 * Refuses an option without its value, a word where a number belongs, and a second value of an option that takes one:
 * yargs would hand on '', undefined, NaN or an array, and add 1 where the second value is 1.
 * @throws CogymError `usage`
 */
export function checkOptions(argv: readonly string[], parser: unknown): void {
  const { key, array, boolean, number } = (parser as YargsRecord).getOptions();
  const all = givenOptions(argv);
  for (const name of Object.keys(key)) {
    const given = all.filter((other) => other.name === camelCase(name));
    if (given.length === 0 || boolean.includes(name)) continue;
    const list = array.includes(name);
    if (given.length > 1 && !list) {
      const times = given.length === 2 ? 'twice' : `${given.length} times`;
      throw new CogymError('usage', `--${name} was given ${times}; it takes one value`);
    }
    const values = given.flatMap(({ words }) => (list ? words : words.slice(0, 1)));
    if (values.length === 0 || values.includes('')) throw new CogymError('usage', `--${name} needs a value`);
    const wrong = number.includes(name) ? values.find((value) => !Number.isFinite(Number(value))) : undefined;
    if (wrong !== undefined)
      throw new CogymError('usage', `--${name} takes ${list ? 'numbers' : 'a number'}, not '${wrong}'`);
  }
}

/** yargs's message with what to do: the nearest commands or options, those that are missing, and where the rest stands. */
export function usageMessage(message: string, argv: readonly string[], parser: unknown): string {
  const record = parser as YargsRecord;
  const internal = record.getInternalMethods();
  const command = ['cogym', ...internal.getContext().commands].join(' ');
  const help = `See \`${command} --help\`.`;
  const [, missing] = /^Missing required arguments?: (.*)$/.exec(message) ?? [];
  if (missing !== undefined) return `${command} needs ${missing.replaceAll(/[\w-]+/g, '--$&')}. ${help}`;
  const [, option, given, choices] =
    /^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/m.exec(message) ?? [];
  if (option !== undefined) return `${option} takes one of ${choices?.replaceAll('"', '')}, not ${given}. ${help}`;
  if (message.startsWith('Not enough non-option arguments')) return `${command} needs more words. ${help}`;
  const [, word] = /^Unknown (?:argument|command)s?: (\S+?),?(?:\s|$)/.exec(message) ?? [];
  if (word === undefined) return message;
  const near = givenOptions(argv).some(({ name }) => name === camelCase(word))
    ? nearest(word, Object.keys(record.getOptions().key)).map((name) => `--${name}`)
    : nearest(word, internal.getCommandInstance().getCommands());
  return `${message}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : '.'} ${help}`;
}
