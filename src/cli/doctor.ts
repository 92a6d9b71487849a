/** `cogym doctor`: what this installation is and what it can use. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import { jsonOption } from './options.js';
import { packageVersion } from './package-version.js';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

async function findings(): Promise<Finding[]> {
  const [{ agentNames, learnerNames }, { problemIds }, { templateNames }] = await Promise.all([
    import('../../agents/index.js'),
    import('../../envs/index.js'),
    import('../../hwtemplates/index.js'),
  ]);
  return [
    { name: 'codesign-gym', ok: true, text: packageVersion() },
    nodeVersion(),
    { name: 'threads', ok: true, text: String(availableParallelism()) },
    await duckdb(),
    await networks(),
    referenceTables(),
    { name: 'problems', ok: problemIds().length > 0, text: problemIds().join(', ') },
    { name: 'agents', ok: agentNames().length > 0, text: agentNames().join(', ') },
    { name: 'learners', ok: learnerNames().length > 0, text: learnerNames().join(', ') },
    { name: 'dataflow templates', ok: true, text: templateNames('dataflow').join(', ') },
  ];
}

function nodeVersion(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { name: 'node', ok, text: `${process.versions.node}${ok ? '' : ' is too old: install 20.19 or newer'}` };
}

async function duckdb(): Promise<Finding> {
  try {
    const { version } = await import('@duckdb/node-api');
    return { name: 'duckdb', ok: true, text: `${version()}, Parquet files can be written` };
  } catch (error) {
    return {
      name: 'duckdb',
      ok: false,
      text: `cannot be loaded, reinstall with \`npm ci\`: ${(error as Error).message}`,
    };
  }
}

/** Which tensor backend the learners would use; training on `cpu` takes several times as long. */
async function networks(): Promise<Finding> {
  const { loadBackend } = await import('../nn/index.js');
  const backend = await loadBackend();
  const texts = {
    tensorflow: '@tensorflow/tfjs-node, the native library that you installed',
    wasm: 'WebAssembly on one thread',
    cpu: 'plain JavaScript, several times slower than WebAssembly, which did not start here',
  } as const;
  return { name: 'networks', ok: true, text: `${backend}: ${texts[backend]}` };
}

function referenceTables(): Finding {
  const folder = process.env.COGYM_REFERENCE;
  if (folder === undefined) {
    return {
      name: 'reference tables',
      ok: true,
      text: 'not set (COGYM_REFERENCE); only the NAS-Bench-201 problems need them',
    };
  }
  const ok = existsSync(folder);
  return { name: 'reference tables', ok, text: ok ? folder : `COGYM_REFERENCE names a missing folder: ${folder}` };
}

const command: CommandModule<object, { json: boolean }> = {
  command: 'doctor',
  describe: 'Say what is installed, what works and what is missing',
  builder: (yargs) => yargs.option('json', jsonOption),
  handler: async ({ json }) => {
    const found = await findings();
    if (json) console.log(JSON.stringify(found, null, 2));
    else
      for (const { name, ok, text } of found) console.log(`${ok ? 'ok     ' : 'MISSING'} ${name.padEnd(20)} ${text}`);
    if (found.some(({ ok }) => !ok)) process.exitCode = 1;
  },
};
export default command;
