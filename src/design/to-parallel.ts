/** A design problem as a game of several agents, each of which sets its own parameters. */
import { badRequest, CogymError } from '../errors.js';
import type {
  Info,
  ParallelEnv,
  ParallelResetResult,
  ParallelStepResult,
  PerAgent,
  ResetOptions,
  StepResult,
} from '../gym/index.js';
import type { Space } from '../spaces/index.js';
import { AgentSlice, type SliceAction } from './agent-slice.js';
import { DesignEnv } from './design-env.js';
import { partitionOf } from './factorisation.js';
import { ParallelObservation, type ParallelObservationKind } from './parallel-observation.js';
import type { Design } from './parameter.js';
import type { Partition } from './partition.js';

export const parallelRewards = ['shared', 'difference', 'decomposed'] as const;
export type ParallelReward = (typeof parallelRewards)[number];

export interface ParallelOptions {
  /**
   * `shared` (default): every agent gets the environment's reward. `difference`: that reward minus the reward with the
   * agent's own slice at its default (repaired where the environment repairs); each costs an evaluation, counted like
   * any other, and is 0 where the budget does not reach. `decomposed`: the parts that the problem gives.
   */
  readonly reward?: ParallelReward;
  /** See {@link ParallelObservation}. Default `global+own`. */
  readonly observation?: ParallelObservationKind;
}

/**
 * The agents of `factorisation` (`per-parameter`, `per-group`, `single`, a named partition of the problem, or a
 * partition) choose their slices of one design at the same time; it is evaluated by `env`'s run, and the episode ends.
 *
 * @param env a DesignEnv in bandit mode, wrapped or not
 * @throws CogymError `badRequest` for another environment, an unknown name, or parameters without exactly one owner
 */
export function toParallel(
  env: { readonly unwrapped: unknown },
  factorisation: string | Partition,
  options: ParallelOptions = {},
): ParallelDesignEnv {
  const { unwrapped } = env;
  if (!(unwrapped instanceof DesignEnv) || unwrapped.mode !== 'bandit') {
    throw badRequest('/env', 'toParallel takes a DesignEnv in bandit mode: all agents choose at the same time');
  }
  return new ParallelDesignEnv(unwrapped, partitionOf(unwrapped.problem, factorisation), options);
}

export class ParallelDesignEnv implements ParallelEnv<Float32Array, SliceAction> {
  readonly possibleAgents: readonly string[];
  /** Agent -> its parameters. */
  readonly partition: Partition;
  readonly #env: DesignEnv;
  readonly #slices: ReadonlyMap<string, AgentSlice>;
  readonly #observation: ParallelObservation;
  readonly #reward: ParallelReward;
  #agents: readonly string[] = [];

  constructor(env: DesignEnv, partition: Partition, options: ParallelOptions = {}) {
    const { reward = 'shared', observation = 'global+own' } = options;
    if (!parallelRewards.includes(reward)) {
      throw badRequest('/reward', `'reward' is one of ${parallelRewards.join(', ')}, not ${String(reward)}`);
    }
    if (reward === 'decomposed' && env.problem.decompose === undefined) {
      throw badRequest('/reward', `'${env.problem.id}' does not decompose its reward; use shared or difference`);
    }
    this.#env = env;
    this.partition = partition;
    this.possibleAgents = Object.keys(partition);
    this.#slices = new Map(
      Object.entries(partition).map(([agent, names]) => [agent, new AgentSlice(env.problem.space, names)]),
    );
    this.#observation = new ParallelObservation(env, this.#slices, observation);
    this.#reward = reward;
  }

  get agents(): readonly string[] {
    return this.#agents;
  }

  /** The environment that evaluates; its run counts the budget. */
  get unwrapped(): DesignEnv {
    return this.#env;
  }

  observationSpace(agent: string): Space<Float32Array> {
    this.#slice(agent);
    return this.#observation.space(agent);
  }

  actionSpace(agent: string): Space<SliceAction> {
    return this.#slice(agent).actionSpace;
  }

  /** The values that `action` of `agent` stands for. */
  decode(agent: string, action: SliceAction): Design {
    return this.#slice(agent).decode(action);
  }

  reset(options?: ResetOptions): ParallelResetResult<Float32Array> {
    const { info } = this.#env.reset(options);
    this.#agents = this.possibleAgents;
    return { observations: this.#observations(), infos: this.#infos(info) };
  }

  step(actions: Readonly<PerAgent<SliceAction>>): ParallelStepResult<Float32Array> {
    if (this.#agents.length === 0) throw new CogymError('resetNeeded', 'the episode is over; call reset() first');
    const stranger = Object.keys(actions).find((agent) => !this.#slices.has(agent));
    if (stranger !== undefined) throw badRequest(`/actions/${stranger}`, this.#unknown(stranger));
    const design = Object.assign({}, ...this.possibleAgents.map((agent) => this.#decoded(agent, actions[agent])));
    const result = this.#env.submit(this.#ordered(design));
    const rewards = this.#rewards(result);
    this.#agents = [];
    return {
      observations: this.#observations(),
      rewards,
      terminations: this.#each(() => result.terminated),
      truncations: this.#each(() => result.truncated),
      infos: this.#infos(result.info),
    };
  }

  /** All own observations, the last joint design in unit coordinates and the share of budget left. */
  state(): Float32Array {
    return this.#observation.state();
  }

  render(): string | undefined {
    return this.#env.render();
  }

  close(): void {
    this.#env.close();
  }

  #decoded(agent: string, action: SliceAction | undefined): Design {
    const slice = this.#slice(agent);
    return slice.decode(slice.actionSpace.check(action, `/actions/${agent}`));
  }

  #ordered(design: Design): Design {
    const { space } = this.#env.problem;
    return space.canonical(space.validate(design, '/actions'));
  }

  #rewards({ reward, info }: StepResult<Float32Array>): PerAgent<number> {
    const { problem, run, last } = this.#env;
    if (this.#reward === 'shared' || last === undefined) return this.#each(() => reward);
    if (this.#reward === 'decomposed') {
      const parts = problem.decompose?.(last.evaluation, this.partition) ?? {};
      return this.#each((agent) => {
        const part = parts[agent];
        if (part === undefined || !Number.isFinite(part)) {
          throw new CogymError('invalidEnv', `'${problem.id}' gives no part of the reward to agent '${agent}'`);
        }
        return part;
      });
    }
    const design = info.design as Design;
    const fallback = problem.space.defaultDesign();
    return this.#each((agent) => {
      const without = this.#env.repaired(this.#ordered({ ...design, ...this.#slice(agent).of(fallback) }));
      if (problem.space.key(without) === problem.space.key(design) || run.evaluator.remaining <= 0) return 0;
      return reward - run.reward.score(run.record(without).result);
    });
  }

  #observations(): PerAgent<Float32Array> {
    const { last } = this.#env;
    return this.#each((agent) => this.#observation.of(agent, last));
  }

  #infos(info: Info): PerAgent<Info> {
    return this.#each((agent) => ({ ...info, observationNames: this.#observation.names(agent) }));
  }

  #each<T>(value: (agent: string) => T): PerAgent<T> {
    return Object.fromEntries(this.possibleAgents.map((agent) => [agent, value(agent)]));
  }

  #slice(agent: string): AgentSlice {
    const slice = this.#slices.get(agent);
    if (slice === undefined) throw badRequest('/agent', this.#unknown(agent));
    return slice;
  }

  #unknown(agent: string): string {
    return `no agent '${agent}'; agents: ${this.possibleAgents.join(', ')}`;
  }
}
