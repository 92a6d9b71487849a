/** Hardware + workload -> metrics: pure functions of plain data. */
export * as cim from './cim/index.js';
export * from './dataflow/index.js';
export * from './dram/index.js';
export * as mcu from './mcu/index.js';
export * as npu from './npu/index.js';
export * as npuCim from './npu-cim/index.js';
