/** Which sets of hyperparameters a sweep tries with an agent: all of a grid, or a sample of the ranges. */
import { type Static, Type } from '@sinclair/typebox';
import { DesignSpace } from '../../design/design-space.js';
import { latinHypercube } from '../../design/latin-hypercube.js';
import type { Design } from '../../design/parameter.js';
import { SobolSequence } from '../../design/sobol.js';
import { badRequest } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import { RandomStream } from '../../stats/random.js';
import { canonicalJson } from '../canonical.js';
import { archgymSets } from './archgym-grids.js';
import { combinations, type HyperparameterSet } from './combinations.js';
import { tunableParameters } from './tunable-parameters.js';

const closed = { additionalProperties: false } as const;

const Sample = Type.Object(
  {
    method: Type.Union([Type.Literal('latin-hypercube'), Type.Literal('sobol'), Type.Literal('random')], {
      default: 'latin-hypercube',
    }),
    sets: Type.Integer({ minimum: 1, maximum: 10_000, description: 'how many sets' }),
    seed: Type.Integer({ minimum: 0, default: 0 }),
    only: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: 'hyperparameters to vary; default: all' }),
    ),
  },
  closed,
);

export const SweepAgent = Type.Object(
  {
    name: Type.String({ description: 'name of an agent (`cogym agents`)' }),
    hyperparameters: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: 'values of all its sets' }),
    grid: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }), {
        description: 'every combination of these values',
      }),
    ),
    sample: Type.Optional(Sample),
    preset: Type.Optional(
      Type.Union([Type.Literal('default'), Type.Literal('wide'), Type.Literal('archgym')], {
        description: 'the defaults, a Latin hypercube of 64 sets over all ranges, or the grid of the ArchGym study',
      }),
    ),
  },
  { ...closed, description: 'one of `grid`, `sample` and `preset`, or none of them for one set' },
);
export type SweepAgent = Static<typeof SweepAgent>;

/**
 * The sets of one entry of a sweep, without repetitions, in an order that depends on the entry alone.
 * @param dimension parameters of the problem: some published grids state probabilities for each of them
 * @throws CogymError `badRequest` with a pointer below `path`, `unknownAgent`
 */
export function hyperparameterSets(entry: SweepAgent, dimension: number, path = ''): HyperparameterSet[] {
  const { hyperparameters, grid, sample, preset } = entry;
  const ways = Object.entries({ grid, sample, preset }).filter(([, way]) => way !== undefined);
  if (ways.length > 1) {
    throw badRequest(
      `${path}/${ways[1]?.[0]}`,
      `an agent has one of ${ways.map(([way]) => way).join(' and ')}, not both`,
    );
  }
  const sets = setsOf(entry, dimension, path).map((set) => ({
    ...set,
    hyperparameters: { ...set.hyperparameters, ...hyperparameters },
  }));
  return [...new Map(sets.map((set) => [canonicalJson(set), set])).values()];
}

function setsOf({ name, grid, sample, preset }: SweepAgent, dimension: number, path: string): HyperparameterSet[] {
  if (grid !== undefined) return combinations(grid).map((hyperparameters) => ({ hyperparameters }));
  if (sample !== undefined) {
    return sampled(name, sample, `${path}/sample`).map((hyperparameters) => ({ hyperparameters }));
  }
  if (preset === 'wide') return sampled(name, WIDE, path).map((hyperparameters) => ({ hyperparameters }));
  if (preset === 'archgym') return archgymSets(name, dimension, `${path}/preset`);
  return [{ hyperparameters: {} }];
}

/** `--grid wide`: as many sets for each agent, so that each is tuned with equal effort (agents.md 7). */
const WIDE: Static<typeof Sample> = { method: 'latin-hypercube', sets: 64, seed: 0 };

function sampled(name: string, { method, sets, seed, only }: Static<typeof Sample>, path: string): Design[] {
  const all = tunableParameters(name);
  const names = all.map((parameter) => parameter.name);
  const unknown = only?.find((wanted) => !names.includes(wanted));
  if (unknown !== undefined) {
    const near = nearest(unknown, names).join(', ');
    throw badRequest(`${path}/only`, `agent ${name} has no hyperparameter '${unknown}' with a range; nearest: ${near}`);
  }
  const varied = all.filter((parameter) => only?.includes(parameter.name) ?? true);
  if (varied.length === 0) return [{}];
  const space = new DesignSpace(varied);
  const random = RandomStream.from(seed, `hyperparameters/${name}`);
  if (method === 'random') return Array.from({ length: sets }, () => space.sample(random));
  if (method === 'latin-hypercube') {
    return latinHypercube(sets, space.dimension, random).map((point) => space.fromUnit(point));
  }
  const sequence = new SobolSequence(space.dimension, { seed });
  return Array.from({ length: sets }, (_, i) => space.fromUnit(sequence.point(i)));
}
