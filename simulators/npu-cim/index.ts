/** An NPU beside compute-in-memory macros: layers on devices, schedules, energy and area. */
export { type AnalogQuality, analogDrop, analogQuality } from './analog-loss.js';
export { type CimDevice, canRun, cimDevice } from './cim-device.js';
export { cimArea, evaluateSystem } from './evaluate.js';
export { type NpuDevice, npuDevice } from './npu-device.js';
export { sharedSram } from './shared-sram.js';
export * from './types.js';
export { type Passes, workOf } from './work.js';
