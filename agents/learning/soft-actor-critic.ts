import type { Json } from '../../src/design/index.js';
import { Adam, Constant, fanIn, Mlp, type Network, weightCount } from '../../src/nn/index.js';
import type { RandomStream } from '../../src/stats/index.js';
import type { Transitions } from './replay.js';
import type { SoftOptions } from './soft-policy.js';
import { Temperature } from './temperature.js';
import { restoreTrained, trainedState } from './trained-state.js';
import { TwinCritics } from './twin-critics.js';

/** What the two forms differ in. */
interface SoftShape {
  /** Outputs of the policy's network. */
  readonly outputs: number;
  readonly critics: { readonly inputs: number; readonly outputs: number };
}

/** What the continuous and the discrete form share: a policy, twin critics and the temperature, learnt in turn. */
export abstract class SoftActorCritic {
  protected readonly options: SoftOptions;
  protected readonly actor: Network;
  protected readonly actorAdam: Adam;
  protected readonly critics: TwinCritics;
  protected readonly temperature: Temperature;

  constructor({ outputs, critics }: SoftShape, options: SoftOptions, random: RandomStream) {
    const { observation, hidden, learningRate } = options;
    this.options = options;
    this.actor =
      observation === 0
        ? new Constant(outputs)
        : new Mlp(
            { inputs: observation, hidden, outputs, activation: 'relu', init: fanIn, outputInit: fanIn },
            random.split('actor'),
          );
    this.actorAdam = new Adam(this.actor.parameters, { learningRate });
    this.critics = new TwinCritics({ ...critics, hidden }, options, random.split('critics'));
    this.temperature = new Temperature(learningRate);
  }

  get weights(): number {
    return weightCount(this.actor) + this.critics.weights;
  }

  update(batch: Transitions, random: RandomStream): Record<string, number> {
    this.learnValues(batch, random);
    const entropy = this.learnPolicy(batch, random);
    this.temperature.step(entropy, this.targetEntropy(batch));
    this.critics.follow();
    return { entropy, temperature: this.temperature.alpha };
  }

  state(): Json {
    return {
      actor: trainedState(this.actor, this.actorAdam),
      critics: this.critics.state(),
      temperature: this.temperature.state(),
    };
  }

  restore(state: Json): void {
    const saved = state as { readonly [key: string]: Json };
    restoreTrained(this.actor, this.actorAdam, saved.actor as Json, '/actor');
    this.critics.restore(saved.critics as Json, '/critics');
    this.temperature.restore(saved.temperature as Json, '/temperature');
  }

  dispose(): void {
    this.actor.dispose();
    this.critics.dispose();
  }

  /** One step of the critics towards r + gamma (min Q' + alpha H) of what follows. */
  protected abstract learnValues(batch: Transitions, random: RandomStream): void;

  /** One step of the policy towards less alpha log p - min Q. @returns its entropy in the batch */
  protected abstract learnPolicy(batch: Transitions, random: RandomStream): number;

  /** Entropy to keep in the batch, in nats. */
  protected abstract targetEntropy(batch: Transitions): number;
}
