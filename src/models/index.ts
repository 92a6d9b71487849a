/** Regression models on plain arrays. */
export { cholesky, choleskySolve } from './cholesky.js';
export { fitGradientBoosting, type GradientBoostingOptions, gradientBoostingDefaults } from './gradient-boosting.js';
export { type RegressionScores, regressionScores, rootMeanSquaredError } from './regression-scores.js';
export { predictAll, type Regressor, type Rows } from './regressor.js';
export { fitRidge, Ridge, type RidgeJson, type RidgeOptions, ridgeDefaults } from './ridge.js';
export { type Tree, TreeEnsemble, type TreeEnsembleJson } from './tree-ensemble.js';
