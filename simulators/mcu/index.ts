/** Microcontrollers: SRAM and flash to the byte per runtime, latency and energy. */
export { evaluateMcu } from './evaluate.js';
export { memoryPicture, type PictureOptions } from './memory-picture.js';
export { explainReason } from './reason.js';
export { scheduleDefaults, scheduleOf } from './schedule.js';
export { transformerOf } from './transformer.js';
export * from './types.js';
