/** Who plays in the multi-agent study, and with networks of which size. */
import { completeHyperparameters, learnerDefinition, prepareSearcher } from '../../../agents/index.js';
import { partitionOf } from '../../design/factorisation.js';
import type { Problem } from '../../design/problem.js';
import { learnerWeights } from '../learn.js';

/** How the parameters of a design are shared out: not at all, one agent each, or one agent for each subsystem. */
export type Sharing = 'single' | 'parameter' | 'subsystem';

/** One way of learning. */
export interface Contestant {
  /** As tables show it. */
  readonly name: string;
  readonly agent: string;
  readonly sharing: Sharing;
  /** Its own, the network and the factorisation apart. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

const team = (agent: string, sharing: Sharing): Contestant => ({
  name: `${agent} by ${sharing}`,
  agent,
  sharing,
  hyperparameters: { observation: 'global+own' },
});

/** All see the same discrete designs: PPO and teams choose indices, SAC numbers in [-1, 1] that the codec bins to them. */
export const contestants: readonly Contestant[] = [
  { name: 'ppo', agent: 'ppo', sharing: 'single', hyperparameters: { observation: 'full', mode: 'bandit' } },
  { name: 'sac', agent: 'sac', sharing: 'single', hyperparameters: { observation: 'full', actions: 'continuous' } },
  team('ippo', 'parameter'),
  team('ippo', 'subsystem'),
  team('mappo', 'parameter'),
  team('mappo', 'subsystem'),
];

/** Hyperparameters of a contestant where `subsystems` names the factorisation, with `width` units in each hidden layer. */
function hyperparametersOf(
  { sharing, hyperparameters }: Contestant,
  subsystems: string,
  width: number,
): Record<string, unknown> {
  const factorisation = sharing === 'parameter' ? 'per-parameter' : subsystems;
  return { ...hyperparameters, ...(sharing === 'single' ? {} : { factorisation }), hidden: [width, width] };
}

/** The contestant that played with `hyperparameters`; undefined for the random baseline. */
export function contestantOf(
  agent: string,
  { factorisation }: Readonly<Record<string, unknown>>,
): Contestant | undefined {
  const sharing =
    factorisation === undefined ? 'single' : factorisation === 'per-parameter' ? 'parameter' : 'subsystem';
  return contestants.find((contestant) => contestant.agent === agent && contestant.sharing === sharing);
}

/** Units of both hidden layers of the first contestant, unless another one's narrowest networks have more weights. */
const REFERENCE_WIDTH = 64;
const [NARROWEST, WIDEST] = [8, 512] as const;

export interface Sized {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

/** All contestants on `problem`, with hidden layers so wide that their numbers of weights are as near as can be. */
export async function sized(problem: Problem, subsystems: string): Promise<Sized[]> {
  const counts: WeightCurve[] = [];
  for (const contestant of contestants) {
    const at = (width: number) =>
      weightsOf(contestant.agent, hyperparametersOf(contestant, subsystems, width), problem);
    counts.push(weightCurve(await at(NARROWEST), await at(2 * NARROWEST), await at(3 * NARROWEST)));
  }
  const target = Math.max(counts[0]?.(REFERENCE_WIDTH) ?? 0, ...counts.map((count) => count(NARROWEST)));
  return contestants.map((contestant, i) => ({
    name: contestant.agent,
    hyperparameters: hyperparametersOf(contestant, subsystems, nearestWidth(target, counts[i] as WeightCurve)),
  }));
}

/** Weights by the units of each hidden layer. */
export type WeightCurve = (width: number) => number;

/** A network with two hidden layers of h units has a + b h + c h^2 weights: three counts give them all. */
export function weightCurve(at8: number, at16: number, at24: number): WeightCurve {
  const c = (at24 - 2 * at16 + at8) / (2 * NARROWEST * NARROWEST);
  const b = (at16 - at8) / NARROWEST - 3 * NARROWEST * c;
  const a = at8 - NARROWEST * b - NARROWEST * NARROWEST * c;
  return (width) => a + b * width + c * width * width;
}

function nearestWidth(target: number, weights: WeightCurve): number {
  const error = (width: number): number => Math.abs(weights(width) - target);
  let best: number = NARROWEST;
  for (let width = NARROWEST; width <= WIDEST; width++) if (error(width) < error(best)) best = width;
  return best;
}

/** Trainable numbers of a learner on `problem`, critics included. */
export async function weightsOf(
  agent: string,
  hyperparameters: Readonly<Record<string, unknown>>,
  problem: Problem,
): Promise<number> {
  await prepareSearcher(agent);
  return learnerWeights(learnerDefinition(agent), problem, completeHyperparameters(agent, hyperparameters));
}

/** Number of agents that set the parameters of `problem`. */
export function playersOf({ factorisation }: Readonly<Record<string, unknown>>, problem: Problem): number {
  return typeof factorisation === 'string' ? Object.keys(partitionOf(problem, factorisation)).length : 1;
}
