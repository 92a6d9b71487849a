/** The threads of a {@link WorkerVectorEnv}, as the main thread commands them: it waits until all have answered. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { badRequest, CogymError } from '../../errors.js';
import { workerModule } from '../worker-module.js';
import {
  type Answer,
  CALL,
  type Call,
  DEAD,
  type Death,
  type EnvThread,
  errorOf,
  IDLE,
  STEP,
  type SupervisorData,
} from './thread-protocol.js';

/** A thread's share of the vector. */
export type Share = Omit<EnvThread, 'index' | 'states' | 'port'>;

export class EnvThreads {
  readonly #shares: readonly Share[];
  readonly #states: Int32Array;
  readonly #ports: readonly MessagePort[];
  readonly #deaths: MessagePort;
  /** Why no more commands are taken. */
  #over: CogymError | undefined;

  /**
   * Starts one thread for each share and waits until their environments stand.
   * @throws what making them throws; CogymError `workerDied`
   */
  constructor(shares: readonly Share[]) {
    this.#shares = shares;
    this.#states = new Int32Array(new SharedArrayBuffer(shares.length * Int32Array.BYTES_PER_ELEMENT)).fill(CALL);
    const channels = shares.map(() => new MessageChannel());
    const deaths = new MessageChannel();
    this.#ports = channels.map(({ port1 }) => port1);
    this.#deaths = deaths.port1;
    const ports = channels.map(({ port2 }) => port2);
    const threads = shares.map((share, i): EnvThread => {
      return { ...share, index: i, states: this.#states, port: ports[i] as MessagePort };
    });
    const { filename, execArgv } = workerModule('supervisor', import.meta.url);
    const supervisor = new Worker(new URL(filename), {
      workerData: { threads, port: deaths.port2 } satisfies SupervisorData,
      transferList: [...ports, deaths.port2],
      execArgv,
    });
    // Forgotten vectors do not keep the process alive.
    supervisor.unref();
    try {
      this.#answers();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Every thread steps with the shared actions; values by thread, undefined where a thread had nothing to say. */
  step(): unknown[] {
    this.#command((i) => this.#set(i, STEP));
    return this.#answers();
  }

  /** Every thread carries out its call. */
  call(callOf: (share: Share) => Call): unknown[] {
    const calls = this.#shares.map(callOf);
    this.#command((i) => {
      try {
        this.#ports[i]?.postMessage(calls[i]);
      } catch (error) {
        throw badRequest('/options', `options for worker threads are plain data: ${(error as Error).message}`);
      }
      this.#set(i, CALL);
    });
    return this.#answers();
  }

  /** Ends the threads that are left, once their environments are closed; again: nothing. */
  close(): void {
    if (this.#over?.code === 'closed') return;
    this.#over = new CogymError('closed', 'the vector is closed; make another one');
    const left = this.#shares.flatMap((_, i) => (Atomics.load(this.#states, i) === IDLE ? [i] : []));
    for (const i of left) {
      this.#ports[i]?.postMessage({ kind: 'close' } satisfies Call);
      this.#set(i, CALL);
    }
    const failures = left.flatMap((i) => (this.#await(i) === DEAD ? [] : (this.#answer(i)?.error ?? [])));
    for (const port of [...this.#ports, this.#deaths]) port.close();
    if (failures[0] !== undefined) throw errorOf(failures[0]);
  }

  #command(send: (index: number) => void): void {
    if (this.#over !== undefined) throw this.#over;
    for (let i = 0; i < this.#shares.length; i++) send(i);
  }

  /** A dead thread stays dead: {@link EnvThreads.#answers} says so. */
  #set(index: number, command: number): void {
    Atomics.compareExchange(this.#states, index, IDLE, command);
    Atomics.notify(this.#states, index);
  }

  /** Waits for all threads; throws the error of the first that has one. A thread that cannot start says why and ends. */
  #answers(): unknown[] {
    const states = this.#shares.map((_, i) => this.#await(i));
    const answers = states.map((_, i) => this.#answer(i));
    const failed = answers.find((answer) => answer?.error !== undefined)?.error;
    if (failed !== undefined) throw errorOf(failed);
    const dead = states.indexOf(DEAD);
    if (dead < 0) return answers.map((answer) => answer?.value);
    this.#over = this.#death(dead);
    throw this.#over;
  }

  /** The state of a thread once it is neither stepping nor called. */
  #await(index: number): number {
    for (;;) {
      const state = Atomics.load(this.#states, index);
      if (state === IDLE || state === DEAD) return state;
      Atomics.wait(this.#states, index, state);
    }
  }

  #answer(index: number): Answer | undefined {
    return receiveMessageOnPort(this.#ports[index] as MessagePort)?.message as Answer | undefined;
  }

  #death(index: number): CogymError {
    let reason = 'for no reason that is known';
    for (let told = this.#nextDeath(); told !== undefined; told = this.#nextDeath()) {
      if (told.index === index) reason = told.reason;
    }
    const { from, to } = this.#shares[index] as Share;
    const which = to - from === 1 ? `environment ${from}` : `environments ${from} to ${to - 1}`;
    return new CogymError(
      'workerDied',
      `the thread of ${which} died: ${reason}. Close the vector and make another one`,
    );
  }

  #nextDeath(): Death | undefined {
    return receiveMessageOnPort(this.#deaths)?.message as Death | undefined;
  }
}
