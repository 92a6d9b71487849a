/** Import of TFLite models. */
export { type ImportedTflite, importTflite } from './import-tflite.js';
export type { ModelProgram, ProgramOperator, ProgramTensor } from './program.js';
