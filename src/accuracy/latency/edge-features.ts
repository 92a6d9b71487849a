/** A cell's edges one by one: what linear latency models and trees are fitted on. */
const letters = 'ns13p';

/** One-hot of the six letters, 30 numbers: edges without effect take time too, so nothing is pruned. */
export function edgeFeatures(code: string): Float64Array {
  const features = new Float64Array(letters.length * code.length);
  for (let edge = 0; edge < code.length; edge++)
    features[letters.length * edge + letters.indexOf(code[edge] as string)] = 1;
  return features;
}
