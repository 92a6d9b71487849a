/** The runs of an experiment: one for each seed, agent and strategy. */
import { hashOf } from './canonical.js';
import type { Experiment } from './spec.js';
import type { Strategy } from './strategy.js';

/** One search: an agent with its hyperparameters, a strategy, a seed and a budget on one problem. */
export interface Run {
  /** Hash of all that decides about the run's rows. */
  readonly key: string;
  /** Readable and unique: `<agent>.<strategy>.s<seed>.<first letters of the key>`; also the name of its file. */
  readonly id: string;
  readonly agent: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly strategy: Strategy;
  readonly seed: number;
  readonly budget: number;
  readonly batch: number;
  /** Absent where a design asked again costs again. */
  readonly freeDuplicates?: true;
}

/** Hash of the problem an experiment runs on: id, version, preset and options. */
export function problemHash({ spec, problem }: Pick<Experiment, 'spec' | 'problem'>): string {
  return hashOf({ id: problem.id, version: problem.version, preset: spec.preset ?? null, options: spec.options });
}

/** All runs, seeds outermost, so that an interrupted experiment has compared its agents on equal seeds. */
export function workList(experiment: Experiment): Run[] {
  const { batch, freeDuplicates } = experiment.spec;
  const problem = problemHash(experiment);
  return experiment.seeds.flatMap((seed) =>
    experiment.agents.flatMap(({ name: agent, hyperparameters, budget }) =>
      experiment.strategies.map((strategy): Run => {
        const free = freeDuplicates === true ? { freeDuplicates } : {};
        const run = { agent, hyperparameters, strategy, seed, budget, batch, ...free };
        const key = hashOf({ problem, ...run });
        return { key, id: `${agent}.${strategy.name}.s${seed}.${key.slice(0, 10)}`, ...run };
      }),
    ),
  );
}
