/** codesign-gym: environments, agents and everything they stand on. Each part is also a subpath of the package. */

export * from '../agents/index.js';
export * from '../envs/index.js';
export * as hwtemplates from '../hwtemplates/index.js';
export * as simulators from '../simulators/index.js';
export * as accuracy from './accuracy/index.js';
export * from './design/index.js';
export { CogymError } from './errors.js';
export * from './gym/index.js';
export * as networks from './networks/index.js';
export * as spaces from './spaces/index.js';
