/** Regression models on plain arrays, and the linear algebra below them. */
export { cholesky, choleskySolve } from './cholesky.js';
export { type ColumnScale, columnScale, standardised } from './column-scale.js';
export { GaussianProcess, type GaussianProcessOptions } from './gaussian-process.js';
export { type KernelForm, logPosterior, priorModes } from './gaussian-process-fit.js';
export { fitGradientBoosting, type GradientBoostingOptions, gradientBoostingDefaults } from './gradient-boosting.js';
export { GrowingCholesky } from './growing-cholesky.js';
export { type KernelShape, MixedKernel } from './mixed-kernel.js';
export { type DenseLayer, type MlpJson, MlpRegressor } from './mlp-regressor.js';
export { nearestRows } from './nearest-neighbour.js';
export { fitRandomForest, type RandomForestOptions, randomForestDefaults } from './random-forest.js';
export { type RegressionScores, regressionScores, rootMeanSquaredError } from './regression-scores.js';
export { predictAll, type Regressor, type Rows } from './regressor.js';
export { type RelativeScores, relativeScores } from './relative-scores.js';
export { fitRidge, Ridge, type RidgeJson, type RidgeOptions, ridgeDefaults } from './ridge.js';
export { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js';
export { type Tree, TreeEnsemble, type TreeEnsembleJson } from './tree-ensemble.js';
