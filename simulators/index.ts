/** Hardware + workload -> metrics: pure functions of plain data. */
export * from './dataflow/index.js';
export * from './dram/index.js';
export * as mcu from './mcu/index.js';
