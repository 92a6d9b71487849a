/** The table of commands, and how their errors become messages and exit statuses. */
import yargs, { type Argv, type CommandModule } from 'yargs';
import { CogymError } from '../errors.js';
import { packageVersion } from './package-version.js';
import { checkOptions, usageMessage } from './usage.js';

type Load = () => Promise<{ default: CommandModule<object, never> }>;

/** First word of the command line -> its module. */
const commands: Readonly<Record<string, Load>> = {
  run: () => import('./run.js') as ReturnType<Load>,
  sweep: () => import('./sweep.js') as ReturnType<Load>,
  worker: () => import('./worker.js') as ReturnType<Load>,
  lottery: () => import('./lottery.js') as ReturnType<Load>,
  'multi-agent': () => import('./multi-agent.js') as ReturnType<Load>,
  query: () => import('./query.js') as ReturnType<Load>,
  dataset: () => import('./dataset.js') as ReturnType<Load>,
  proxy: () => import('./proxy.js') as ReturnType<Load>,
  compare: () => import('./compare.js') as ReturnType<Load>,
  report: () => import('./report.js') as ReturnType<Load>,
  envs: () => import('./envs.js') as ReturnType<Load>,
  agents: () => import('./agents.js') as ReturnType<Load>,
  simulate: () => import('./simulate.js') as ReturnType<Load>,
  bench: () => import('./bench-agents.js') as ReturnType<Load>,
  import: () => import('./import.js') as ReturnType<Load>,
  network: () => import('./network.js') as ReturnType<Load>,
  accuracy: () => import('./accuracy.js') as ReturnType<Load>,
  latency: () => import('./latency.js') as ReturnType<Load>,
  cim: () => import('./cim.js') as ReturnType<Load>,
  mcu: () => import('./mcu.js') as ReturnType<Load>,
  heterogeneity: () => import('./heterogeneity.js') as ReturnType<Load>,
  doctor: () => import('./doctor.js') as ReturnType<Load>,
};

/** Codes of errors that are the caller's slip of the pen: exit status 2, as for a wrong flag. */
const usageCodes = new Set([
  'usage',
  'specUnreadable',
  'unknownProblem',
  'unknownPreset',
  'unknownEnv',
  'unknownAgent',
  'unknownFamily',
  'unknownNetwork',
  'unknownSimulator',
  'unknownTemplate',
  'unknownMetric',
]);

/** Runs one command line; sets `process.exitCode`. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const first = argv.find((word) => !word.startsWith('-'));
  const named = first !== undefined && Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
  const modules = await Promise.all(named.map((name) => (commands[name] as Load)()));
  try {
    await parser(
      argv,
      modules.map((module) => module.default),
    ).parseAsync();
  } catch (error) {
    report(error);
  }
}

function parser(argv: readonly string[], modules: readonly CommandModule<object, never>[]) {
  const cli: Argv = yargs([...argv])
    .scriptName('cogym')
    .usage('$0 <command>\n\nSearch agents co-design neural networks and the hardware that runs them.')
    .version(packageVersion())
    .help()
    .alias('h', 'help')
    .parserConfiguration({ 'dot-notation': false })
    .strict()
    .middleware(() => checkOptions(argv, cli), true)
    .demandCommand(1, 'Name a command; `cogym --help` lists them.')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .epilogue('Exit status: 0 done, 1 the work failed, 2 wrong usage or unknown name, 130 interrupted.')
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new CogymError('usage', usageMessage(message, argv, cli));
    });
  for (const module of modules) cli.command(module);
  return cli;
}

function report(error: unknown): void {
  if (error instanceof CogymError) {
    const { message, path } = error;
    console.error(`cogym: ${message}${path && !message.includes(path) ? ` (at ${path})` : ''}`);
    process.exitCode = usageCodes.has(error.code) ? 2 : 1;
    return;
  }
  console.error(`cogym: ${error instanceof Error ? (process.env.COGYM_DEBUG ? error.stack : error.message) : error}`);
  process.exitCode = 1;
}
