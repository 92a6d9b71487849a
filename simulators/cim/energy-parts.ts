import type { LayerFigures } from './types.js';

/** A layer's energy by where it goes, pJ; parts that are 0 are left out. The rest add up to `energyPj.total`. */
export function energyParts(figures: LayerFigures): Record<string, number> {
  const parts =
    figures.costModel === 'gate-level'
      ? {
          ...figures.energyPj.components,
          weights: figures.energyPj.weights,
          inputs: figures.energyPj.inputs,
          outputs: figures.energyPj.outputs,
        }
      : {
          adcs: figures.energyPj.adcs,
          accumulators: figures.energyPj.accumulation,
          periphery: figures.energyPj.other,
          weights: figures.energyPj.weights,
        };
  return Object.fromEntries(Object.entries(parts).filter(([, picojoules]) => picojoules > 0));
}
