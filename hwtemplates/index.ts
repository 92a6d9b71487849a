/** Hardware as data: templates, their schemas and the one loader. */
export * from './accuracy/latency/schema.js';
export * from './accuracy/linear/schema.js';
export * from './accuracy/schema.js';
export * from './boards/schema.js';
export * from './cim/schema.js';
export * from './cim/technology.js';
export * from './dataflow/schema.js';
export * from './dram/schema.js';
export * from './loader.js';
export * from './npu/schema.js';
