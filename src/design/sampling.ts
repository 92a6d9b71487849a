/** Sets of designs: independent draws, and point sets that fill the unit cube evenly. */
import type { RandomStream } from '../stats/random.js';
import { latinHypercube } from './latin-hypercube.js';
import type { Mask } from './mask.js';
import type { Design } from './parameter.js';
import type { ParameterCodec } from './parameter-codec.js';
import { sobolPoints } from './sobol.js';
import { build, type SpaceTables } from './space-tables.js';

/**
 * Each active parameter in order, each allowed value equally likely (on a logarithmic scale: the logarithm uniform);
 * inactive ones keep their default. Without a mask this is uniform in the unit cube.
 */
export function sample(tables: SpaceTables, random: RandomStream, mask?: Mask): Design {
  return build(tables, mask, (i, allowed) => (tables.codecs[i] as ParameterCodec).pick(random.uniform(), allowed));
}

/** The design at quantiles `unit` of the law of {@link sample}: evenly spread points stay so under a mask. */
export function atQuantiles(tables: SpaceTables, unit: ArrayLike<number>, mask?: Mask): Design {
  return build(tables, mask, (i, allowed) => (tables.codecs[i] as ParameterCodec).pick(unit[i] as number, allowed));
}

/**
 * The first `count` points of the Sobol sequence, scrambled by `seed` unless `scramble` is false; see {@link sobolPoints}
 * for spaces of more dimensions than it has.
 */
export function sobolDesigns(
  tables: SpaceTables,
  count: number,
  seed: number,
  { scramble = true, mask }: { scramble?: boolean; mask?: Mask },
): Design[] {
  const point = sobolPoints(tables.codecs.length, { seed, scramble });
  return Array.from({ length: count }, (_, k) => atQuantiles(tables, point(k), mask));
}

export function latinHypercubeDesigns(tables: SpaceTables, count: number, random: RandomStream, mask?: Mask): Design[] {
  return latinHypercube(count, tables.codecs.length, random).map((unit) => atQuantiles(tables, unit, mask));
}
