import type { CimProvenance } from './types.js';

type Range = readonly [low: number, high: number] | readonly number[];

/** One sentence for each of `values` that lies outside its range. */
export function outside(
  values: Readonly<Record<string, number>>,
  ranges: Readonly<Record<string, Range>>,
): readonly string[] {
  return Object.entries(ranges).flatMap(([name, [low = 0, high = 0]]) => {
    const value = values[name] as number;
    if (value >= low && value <= high) return [];
    return [`${name} ${value} is outside ${low === high ? low : `${low} to ${high}`}`];
  });
}

/**
 * @param beyond what lies outside the reference rows
 * @param rough what no reference row confirms, whatever the parameters
 * @param assumed what an assumed constant decides
 */
export function provenanceOf(
  beyond: readonly string[],
  rough: readonly string[],
  assumed: readonly string[],
): CimProvenance {
  return {
    validated: beyond.length === 0,
    extrapolated: beyond.length + rough.length > 0,
    assumption: assumed.length > 0,
    reasons: [...beyond, ...rough, ...assumed],
  };
}

/** `provenance` of a figure that leaves the reference rows for one more reason. */
export function alsoBeyond(provenance: CimProvenance, reason: string): CimProvenance {
  return { ...provenance, validated: false, extrapolated: true, reasons: [...provenance.reasons, reason] };
}
