/** The 140 features of a subnet of the Once-for-All MobileNetV3 space: which choice is taken where. */

/** A subnet of the elastic MobileNetV3 (Cai et al., ICLR 2020): entry 4s + b of the lists is block b of stage s. */
export interface ElasticSubnet {
  readonly width: number;
  readonly resolution: number;
  /** Blocks of each of the 5 stages. */
  readonly depths: readonly number[];
  /** 20 entries; those past a stage's depth mean nothing. */
  readonly kernels: readonly number[];
  readonly expands: readonly number[];
}

export const elasticResolutions = [160, 176, 192, 208, 224] as const;
export const elasticDepths = [2, 3, 4] as const;
export const elasticKernels = [3, 5, 7] as const;
export const elasticExpands = [3, 4, 6] as const;
export const STAGES = 5;
export const BLOCKS = 4;

/** Positions of the one-hot groups. */
export const depthAt = (stage: number): number => elasticResolutions.length + 3 * stage;
const FIRST_BLOCK = depthAt(STAGES);
export const kernelAt = (stage: number, block: number): number => FIRST_BLOCK + 6 * (BLOCKS * stage + block);
export const expandAt = (stage: number, block: number): number => kernelAt(stage, block) + 3;

export const elasticFeatureNames: readonly string[] = [
  ...elasticResolutions.map((resolution) => `resolution=${resolution}`),
  ...stages().flatMap((s) => elasticDepths.map((depth) => `depth${s + 1}=${depth}`)),
  ...stages().flatMap((s) =>
    Array.from({ length: BLOCKS }, (_, b) => [
      ...elasticKernels.map((kernel) => `kernel${s + 1}${b + 1}=${kernel}`),
      ...elasticExpands.map((expand) => `expand${s + 1}${b + 1}=${expand}`),
    ]).flat(),
  ),
];

function stages(): number[] {
  return Array.from({ length: STAGES }, (_, s) => s);
}

/**
 * Features of `subnet`, all zero for a block past its stage's depth; undefined where a choice is none of the above.
 * Writes into `features` if given.
 */
export function elasticFeatures(
  { resolution, depths, kernels, expands }: ElasticSubnet,
  features = new Float64Array(elasticFeatureNames.length),
): Float64Array | undefined {
  features.fill(0);
  const mark = (at: number, choices: readonly number[], value: number | undefined): boolean => {
    const choice = choices.indexOf(value as number);
    if (choice >= 0) features[at + choice] = 1;
    return choice >= 0;
  };
  if (!mark(0, elasticResolutions, resolution)) return undefined;
  for (let s = 0; s < STAGES; s++) {
    const depth = depths[s] as number;
    if (!mark(depthAt(s), elasticDepths, depth)) return undefined;
    for (let b = 0; b < depth; b++) {
      const entry = BLOCKS * s + b;
      if (!mark(kernelAt(s, b), elasticKernels, kernels[entry])) return undefined;
      if (!mark(expandAt(s, b), elasticExpands, expands[entry])) return undefined;
    }
  }
  return features;
}
