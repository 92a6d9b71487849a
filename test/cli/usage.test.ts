/** Command lines that no command gets to see: options of every command, found by its help, and names that none has. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { runCli } from '../../src/cli/commands.js';

interface Command {
  /** The words that name it, then one for each of its positionals. */
  readonly words: readonly string[];
  /** Options that take one value. */
  readonly options: readonly string[];
}

/** What a command line prints, by stream. */
async function said(...argv: string[]): Promise<{ out: string; error: string }> {
  const streams = [mock.method(console, 'log', () => {}), mock.method(console, 'error', () => {})];
  await runCli(argv);
  process.exitCode = 0;
  const [out, error] = streams.map((stream) => stream.mock.calls.map((call) => String(call.arguments[0])).join('\n'));
  mock.restoreAll();
  return { out: out as string, error: error as string };
}

/** The commands below `path` that are no groups of others. */
async function commandsBelow(path: readonly string[]): Promise<Command[]> {
  const help = (await said(...path, '--help')).out;
  const found: Command[] = [];
  for (const [, usage] of help.matchAll(/^ {2}cogym (\S.*?)(?: {2}|$)/gm)) {
    const words = (usage as string).split(' ').filter((word) => !/^[<[]/.test(word));
    if (/^Commands:$/m.test(help) && words.length === path.length + 1) found.push(...(await commandsBelow(words)));
  }
  if (found.length > 0) return found;
  const positionals = help.split('\n', 1)[0]?.match(/[<[][^>\]]+[>\]]/g) ?? [];
  return [{ words: [...path, ...positionals.map(() => 'x')], options: singleValued(help) }];
}

/** Options by the marks behind their descriptions; lists of numbers are known by their defaults alone. */
function singleValued(help: string): string[] {
  const [, options = ''] = /^Options:\n([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(help) ?? [];
  return options
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=\]) (?=(?:-\w, )?--)/)
    .filter((option) => !/\[boolean\]|\[array\]|\[default: \[/.test(option))
    .map((option) => /--([\w-]+)/.exec(option)?.[1] as string);
}

test('an option that takes one value refuses none and two, in every command', async () => {
  const commands = await commandsBelow([]);
  const tried = commands.flatMap(({ words, options }) => options.map((name) => ({ words, name })));
  assert.ok(commands.length > 25 && tried.length > 80, `${tried.length} options of ${commands.length} commands`);
  for (const { words, name } of tried) {
    const none = await said(...words, `--${name}`);
    assert.equal(none.error, `cogym: --${name} needs a value`, words.join(' '));
    const two = await said(...words, `--${name}`, '1', `--${name}=1`);
    assert.equal(two.error, `cogym: --${name} was given twice; it takes one value`, words.join(' '));
  }
});

test('a word where a number belongs is named', async () => {
  assert.match((await said('run', '--budget', 'many')).error, /--budget takes a number, not 'many'/);
  assert.match((await said('heterogeneity', '--area', '4', 'x')).error, /--area takes numbers, not 'x'/);
  assert.match((await said('worker', '--queue', 'x', '--workers', '-1')).error, /takes a whole number from 1, not -1/);
});

test('a second value is wrong usage, in either spelling; lists and flags may come twice', async () => {
  mock.method(console, 'error', () => {});
  await runCli(['bench', 'agents', '--first-seed=1', '--firstSeed', '2']);
  mock.restoreAll();
  assert.equal(process.exitCode, 2);
  const { error } = await said('run', '--quiet', '--quiet', '--agent', 'random', '--agent', 'nobody');
  assert.match(error, /no agent 'nobody'/);
});

test('an unknown command or option is answered with those of the command at hand', async () => {
  assert.match((await said('dataset', 'inf')).error, /did you mean info, .*See `cogym dataset --help`/);
  assert.match((await said('envs', '--jso')).error, /did you mean --json, .*See `cogym envs --help`/);
  assert.equal(
    (await said('lottery', '--grid', 'wild')).error,
    'cogym: grid takes one of default, wide, archgym, not "wild". See `cogym lottery --help`.',
  );
  assert.match((await said('run', '--agent.x', '1')).error, /Unknown argument: agent\.x; did you mean --agent/);
});

test('a count beyond all reason is refused before anything is made for it', async () => {
  const bench = ['bench', 'agents', '--problem', 'branin', '--agent', 'lhs'];
  const { error } = await said(...bench, '--budget', '1e12');
  assert.equal(error, 'cogym: --budget takes a whole number from 1 to 100000000, not 1000000000000');
  assert.match(
    (await said(...bench, '--budget', '9', '--seeds', '1e9')).error,
    /--seeds takes .* to 100000000, not 1e?/,
  );
});

test('JSON that is no object is answered with an example, wherever an option takes one', async () => {
  const commands: Readonly<Record<string, readonly string[]>> = {
    hyperparameters: ['bench', 'agents', '--problem', 'branin', '--agent', 'tpe', '--budget', '9'],
    options: ['envs', 'McuCodesign-v0'],
    design: ['mcu', 'baseline', 'best-patch'],
    parameters: ['network', 'show', 'mbconv'],
  };
  for (const [name, words] of Object.entries(commands)) {
    for (const text of ['[1]', 'null', 'x', '{']) {
      const { error } = await said(...words, `--${name}`, text);
      assert.ok(error.startsWith(`cogym: --${name} takes a JSON object such as '{"`), `${words.join(' ')}: ${error}`);
      assert.ok(error.endsWith(`, not ${text}`), error);
    }
  }
});

test('a folder without a sweep is no study', async () => {
  assert.match((await said('lottery', 'docs')).error, /docs holds no sweep: it has no sweep\.json/);
});
