/**
 * The hyperparameter grids of the ArchGym study (Krishnan et al., ISCA 2023; srivatsankrishnan/oss-arch-gym 53f745af) in the
 * words of our agents. Three of its axes are budgets: generations x population, iterations of Bayesian optimisation, and
 * samples of random search. Its ant colony's `depth` has no meaning in a space of fixed parameters and is left out.
 */
import { badRequest } from '../../errors.js';
import { combinations, type HyperparameterSet } from './combinations.js';

const grids: Readonly<Record<string, (dimension: number) => HyperparameterSet[]>> = {
  genetic: (dimension) =>
    combinations({
      population: [2, 4, 8, 16, 32, 64],
      generations: [8, 16, 32, 64],
      probability: [0.001, 0.01, 0.05],
    }).map((set) => {
      const { population, generations, probability } = set as Record<
        'population' | 'generations' | 'probability',
        number
      >;
      return {
        hyperparameters: { population, mutation: probability * dimension },
        budget: population * generations,
      };
    }),
  'ant-colony': () =>
    combinations({
      ants: [2, 4, 8, 16, 32, 64],
      rho: [0.1, 0.25, 0.5, 0.75, 1],
      greediness: [0, 0.25, 0.5, 0.75, 1],
    }).map((hyperparameters) => ({ hyperparameters })),
  bayesian: () => [16, 32, 64].map((budget) => ({ hyperparameters: {}, budget })),
  ppo: () =>
    combinations({ learningRate: [1e-5, 2e-5], entropy: [0.1], hidden: [[32, 32, 32]] }).map((hyperparameters) => ({
      hyperparameters,
    })),
  random: () => [10_000, 20_000].map((budget) => ({ hyperparameters: {}, budget })),
};

/**
 * The sets that ArchGym tried with an agent.
 * @param dimension parameters of the problem: ArchGym states the probability to mutate each
 * @throws CogymError `badRequest` for an agent that it did not study
 */
export function archgymSets(agent: string, dimension: number, path: string): HyperparameterSet[] {
  const grid = grids[agent];
  if (grid !== undefined) return grid(dimension);
  throw badRequest(path, `ArchGym has no grid for '${agent}', only for ${Object.keys(grids).join(', ')}; use 'wide'`);
}
