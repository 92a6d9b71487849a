import type { Space } from '../../spaces/index.js';
import type { RandomStream } from '../../stats/random.js';
import { Env, type EnvMetadata, type ResetOptions, type ResetResult, type StepResult } from '../env.js';

/** An environment around another one; passes everything on but what a subclass changes. */
export abstract class Wrapper<O, A, InnerO = O, InnerA = A> extends Env<O, A> {
  readonly env: Env<InnerO, InnerA>;
  override readonly metadata: EnvMetadata;
  override readonly renderMode: string | undefined;

  constructor(env: Env<InnerO, InnerA>) {
    super();
    this.env = env;
    this.metadata = env.metadata;
    this.renderMode = env.renderMode;
    if (env.spec !== undefined) this.spec = env.spec;
  }

  override render(): string | undefined {
    return this.env.render();
  }

  override close(): void {
    this.env.close();
  }

  override get unwrapped(): Env<unknown, unknown> {
    return this.env.unwrapped;
  }

  override get random(): RandomStream {
    return this.env.random;
  }

  override set random(stream: RandomStream) {
    this.env.random = stream;
  }

  override get seed(): number | undefined {
    return this.env.seed;
  }
}

/** A wrapper that leaves spaces and values as they are. */
export abstract class Passthrough<O, A> extends Wrapper<O, A> {
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;

  constructor(env: Env<O, A>) {
    super(env);
    this.observationSpace = env.observationSpace;
    this.actionSpace = env.actionSpace;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    return this.env.reset(options);
  }

  override step(action: A): StepResult<O> {
    return this.env.step(action);
  }
}
