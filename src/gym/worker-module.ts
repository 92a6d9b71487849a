/** A module beside another one as the start of a worker thread, from source and from the build alike. */

export interface WorkerModule {
  /** URL of the module. */
  readonly filename: string;
  /** Flags that Node needs to load it in a thread. */
  readonly execArgv: string[];
}

/**
 * The module `name` (without ending) in the folder of the module `importer` (its `import.meta.url`). From TypeScript
 * source, threads of Node 20 do not take over the loader of the main thread; they are told to register it themselves.
 */
export function workerModule(name: string, importer: string): WorkerModule {
  const source = importer.endsWith('.ts');
  const filename = new URL(`./${name}.${source ? 'ts' : 'js'}`, importer).href;
  if (!source) return { filename, execArgv: [] };
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return { filename, execArgv: ['--import', `data:text/javascript,import { register } from ${loader}; register();`] };
}
