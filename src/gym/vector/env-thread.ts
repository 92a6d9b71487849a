/** What a thread of a {@link WorkerVectorEnv} does: an in-process vector of its own, told by the main thread. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { CogymError } from '../../errors.js';
import type { Info } from '../env.js';
import { make } from '../registry.js';
import { SyncVectorEnv } from './sync-vector-env.js';
import { type Answer, CALL, type Call, type EnvThread, errorData, IDLE } from './thread-protocol.js';

const thread = workerData as EnvThread;
const { index, states, port, actions } = thread;

/** Makes the environments, then carries out commands until the vector is closed. */
async function run(): Promise<void> {
  let vector: SyncVectorEnv<unknown, unknown>;
  try {
    for (const module of thread.modules) await import(module);
    vector = environments();
  } catch (error) {
    answer(CALL, { error: errorData(error) });
    return;
  }
  answer(CALL);
  for (let open = true; open; ) {
    Atomics.wait(states, index, IDLE);
    const command = Atomics.load(states, index);
    const call = command === CALL ? (receiveMessageOnPort(port)?.message as Call) : undefined;
    answer(command, answerTo(vector, call));
    open = call?.kind !== 'close';
  }
  port.close();
}

/** @throws CogymError `invalidEnv` when they are not those of the main thread */
function environments(): SyncVectorEnv<unknown, unknown> {
  const { from, to, spec, options, autoreset, memory, observationSpace, actionSpace } = thread;
  const factories = Array.from({ length: to - from }, () => () => make(spec, options));
  const vector = new SyncVectorEnv<unknown, unknown>(factories, { autoreset, copy: false }, memory);
  const same = (mine: unknown, theirs: unknown): boolean => JSON.stringify(mine) === JSON.stringify(theirs);
  if (same(vector.singleObservationSpace, observationSpace) && same(vector.singleActionSpace, actionSpace))
    return vector;
  throw new CogymError('invalidEnv', `${spec.id} has other spaces in a worker thread than in the main thread`);
}

function answerTo(vector: SyncVectorEnv<unknown, unknown>, call: Call | undefined): Answer | undefined {
  try {
    switch (call?.kind) {
      case undefined:
        return ofInfos(vector.step(actions).infos);
      case 'reset':
        return ofInfos(vector.reset(call.options).infos);
      case 'render':
        return { value: vector.render() };
      case 'close':
        vector.close();
        return undefined;
    }
  } catch (error) {
    return { error: errorData(error) };
  }
}

/** Infos without a field are the rule of simple environments, and not worth a message. */
const ofInfos = (infos: readonly Info[]): Answer | undefined =>
  infos.some((info) => Object.keys(info).length > 0) ? { value: infos } : undefined;

/** Posts `said`, if anything, and ends `command`; a state that changed meanwhile stays. */
function answer(command: number, said?: Answer): void {
  if (said !== undefined) post(said);
  Atomics.compareExchange(states, index, command, IDLE);
  Atomics.notify(states, index);
}

function post(said: Answer): void {
  try {
    port.postMessage(said);
  } catch (error) {
    const message = `the infos of a vector on worker threads are plain data: ${(error as Error).message}`;
    port.postMessage({ error: errorData(new CogymError('invalidInfo', message)) } satisfies Answer);
  }
}

await run();
