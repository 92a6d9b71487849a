/** The figures of a finished multi-agent study. */
import { makeProblem } from '../../../envs/index.js';
import { analyse, type LotteryEntry } from '../lottery/analyse.js';
import { type AgentFigures, type ProblemFigures, readFigures } from '../lottery/table.js';
import { requireStudy } from '../sweep/study.js';
import { type Comparison, compare } from './compare.js';
import { contestantOf, contestants, playersOf, weightsOf } from './contestants.js';

/** What must be equal for a comparison to be one, contestant by contestant. */
export interface Terms {
  readonly problem: string;
  readonly contestant: string;
  /** Agents that share the parameters out. */
  readonly players: number;
  /** Units of each of two hidden layers. */
  readonly width: number;
  /** Trainable numbers, critics included. */
  readonly weights: number;
  /** In per cent of the first contestant's. */
  readonly weightsPercent: number;
}

export interface MultiAgentStudy {
  readonly budget: number;
  readonly seeds: number;
  /** Sets of hyperparameters that each contestant tried. */
  readonly sets: number;
  readonly learningRates: readonly unknown[];
  /** One for each problem; `agents` are the contestants and random search. */
  readonly entries: readonly LotteryEntry[];
  readonly comparisons: readonly Comparison[];
  readonly terms: readonly Terms[];
}

/**
 * Analyses the finished study in `folder`.
 * @throws CogymError `storeMissing`, `unfinished`, `storeDamaged`
 */
export async function analyseStudy(folder: string): Promise<MultiAgentStudy> {
  const spec = requireStudy(folder);
  const figures = (await readFigures(folder)).map(byContestant);
  const { entries } = analyse(figures);
  const learningRates = spec.problems[0]?.agents?.[0]?.grid?.['learningRate'] ?? [];
  const terms: Terms[] = [];
  for (const [i, { problem: id, options, preset, agents = [] }] of spec.problems.entries()) {
    const problem = makeProblem(id, options, preset);
    const of: Omit<Terms, 'weightsPercent'>[] = [];
    for (const { name, hyperparameters } of agents) {
      const contestant = contestantOf(name, hyperparameters);
      if (contestant === undefined) continue;
      const [width] = hyperparameters['hidden'] as [number];
      const weights = await weightsOf(name, hyperparameters, problem);
      const players = playersOf(hyperparameters, problem);
      of.push({ problem: figures[i]?.name ?? id, contestant: contestant.name, players, width, weights });
    }
    terms.push(...of.map((term) => ({ ...term, weightsPercent: (100 * term.weights) / (of[0]?.weights ?? 1) })));
  }
  return {
    budget: Math.max(...spec.budgets),
    seeds: entries[0]?.seeds ?? 0,
    sets: learningRates.length,
    learningRates,
    entries,
    comparisons: compare(figures),
    terms,
  };
}

/** The figures with contestants, which may be of one agent, in place of agents. */
function byContestant(figures: ProblemFigures): ProblemFigures {
  const agents: AgentFigures[] = contestants.map(({ name }) => ({
    agent: name,
    sets: figures.agents.flatMap(({ agent, sets }) =>
      sets.filter(({ hyperparameters }) => contestantOf(agent, hyperparameters)?.name === name),
    ),
  }));
  return { ...figures, agents: [...figures.agents.filter(({ agent }) => agent === 'random'), ...agents] };
}
