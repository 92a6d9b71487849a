import { Env, type ResetOptions, type ResetResult, type StepResult } from '../../src/gym/index.js';
import { Box, Discrete, type Space } from '../../src/spaces/index.js';

/** A well-behaved environment: counts steps, draws a number, ends after `length` steps. Tests break copies of it. */
export class Counter extends Env<Float32Array, number> {
  readonly observationSpace: Space<Float32Array> = new Box(0, 1000, [2]);
  readonly actionSpace: Space<number> = new Discrete(3);
  override readonly metadata = { renderModes: ['ansi'] };
  override readonly renderMode: string | undefined;
  readonly length: number;
  count = 0;
  closed = 0;

  constructor({ length = 5, renderMode }: { length?: number; renderMode?: string | undefined } = {}) {
    super();
    this.length = length;
    this.renderMode = renderMode;
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const info = this.seedEpisode(options);
    this.count = 0;
    return { observation: this.observe(), info };
  }

  override step(action: number): StepResult<Float32Array> {
    this.actionSpace.check(action, '/action');
    this.count += 1;
    const terminated = this.count >= this.length;
    return { observation: this.observe(), reward: action, terminated, truncated: false, info: { count: this.count } };
  }

  override render(): string | undefined {
    return this.renderMode === undefined ? undefined : `step ${this.count}`;
  }

  override close(): void {
    this.closed += 1;
  }

  protected observe(): Float32Array {
    return Float32Array.of(this.count, this.random.uniform());
  }
}
