export { collectReport } from './collect.js';
export type { Arm, Point, ReportData, ReportProblem, RunData, Winner } from './data.js';
export { type CodesignDetails, codesignDetails } from './details.js';
export { type Report, renderReport } from './page.js';
export { type ReportFiles, writeReport, writeReportFiles } from './write.js';
