/** Row 0 of the log of MCUFormer's author: the transformer that several tests work through. */
export const workedMcuformer = {
  imageSize: 224,
  patchSize: 24,
  patchPadding: 8,
  rankRatioAttention: 0.7,
  rankRatioMlp: 0.6,
  embed: 192,
  depth: 12,
  heads: [3, 3, 3, 3, 4, 3, 3, 3, 4, 4, 4, 3],
  mlpRatios: [4, 3.5, 3.5, 4, 4, 4, 4, 4, 4, 4, 4, 4],
};
