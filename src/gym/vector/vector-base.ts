import { type Batched, batchSpace, copyBatch, type Space } from '../../spaces/index.js';
import type { Info } from '../env.js';
import type {
  AutoresetMode,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from './vector-env.js';
import { VectorGuard } from './vector-guard.js';
import { copyMemory, type VectorMemory } from './vector-memory.js';

export interface VectorOptions {
  readonly autoreset?: AutoresetMode | undefined;
  /** False: every result shares the same arrays, which the next call overwrites. Default true. */
  readonly copy?: boolean | undefined;
}

/** What every vector does around the steps of its environments: refuses wrong calls, and hands on what its memory holds. */
export abstract class VectorBase<O, A> implements VectorEnv<O, A> {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space<O>;
  readonly singleActionSpace: Space<A>;
  readonly observationSpace: Space<Batched<O>>;
  readonly actionSpace: Space<Batched<A>>;
  readonly autoreset: AutoresetMode;

  protected readonly memory: VectorMemory<O>;
  protected readonly guard: VectorGuard;
  readonly #copy: boolean;

  /** @param memory takes the results; its rows are the environments */
  constructor(
    observationSpace: Space<O>,
    actionSpace: Space<A>,
    memory: VectorMemory<O>,
    { autoreset = 'nextStep', copy = true }: VectorOptions,
  ) {
    const n = memory.rewards.length;
    this.guard = new VectorGuard(n, autoreset);
    this.numEnvs = n;
    this.autoreset = autoreset;
    this.singleObservationSpace = observationSpace;
    this.singleActionSpace = actionSpace;
    this.observationSpace = batchSpace(observationSpace, n);
    this.actionSpace = batchSpace(actionSpace, n);
    this.memory = memory;
    this.#copy = copy;
  }

  reset(request: VectorResetOptions = {}): VectorResetResult<O> {
    this.guard.checkReset(request);
    const infos = this.resetEnvs(request);
    this.guard.start();
    const { observations } = this.memory;
    return { observations: this.#copy ? copyBatch(observations) : observations, infos };
  }

  step(actions: Batched<A>): VectorStepResult<O> {
    this.guard.checkStep(this.actionSpace, actions);
    const infos = this.stepEnvs(actions);
    return { ...(this.#copy ? copyMemory(this.memory) : this.memory), infos };
  }

  abstract render(): (string | undefined)[];
  abstract close(): void;

  /** Resets the environments of a sound request and writes what they observe into the memory. */
  protected abstract resetEnvs(request: VectorResetOptions): Info[];

  /** Steps every environment with its own of the sound actions and writes the results into the memory. */
  protected abstract stepEnvs(actions: Batched<A>): Info[];
}
