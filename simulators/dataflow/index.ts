/** Data-centric cost model of layers on clustered PE arrays (after MAESTRO), and several arrays running networks. */
export { type ArraySize, areaOf, powerOf } from './area.js';
export { type Assignment, assign, type Solver } from './assignment.js';
export { coverage, directivesOf, evaluateLayer, layerCost } from './evaluate.js';
export { exactAssignment, exactLimits } from './exact.js';
export { MAX_CLUSTERS } from './mapping.js';
export { defaultNocArea, defaults } from './request.js';
export { energyOfAssignment, type Instance, listSchedule, makespanBound, type Schedule } from './schedule.js';
export {
  evaluateSystem,
  type SubAccelerator,
  type SubAcceleratorCost,
  type SystemCost,
  type SystemRequest,
  type SystemSettings,
} from './system.js';
export type * from './types.js';
