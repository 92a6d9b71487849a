/** One DRAM channel with its memory controller, clock-exact to DRAMSys v5.1, with DRAMPower's energy account. */
export { type CommandName, commandNames } from './commands.js';
export { type DramGenerator, dramGenerators, generateTrace } from './generators.js';
export { type LayerTraceOptions, layerTrace } from './layer-trace.js';
export { dramDefaults } from './options.js';
export { simulateDram } from './simulate.js';
export { type TimelineOptions, type TimelineRun, timelinePicture } from './timeline-picture.js';
export { type DramTraceFormat, dramTraceFormats, TraceReader, type TraceTextOptions } from './trace-text.js';
export * from './types.js';
