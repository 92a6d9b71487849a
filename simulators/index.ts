/** Hardware + workload -> metrics: pure functions of plain data. */
export * from './dataflow/index.js';
