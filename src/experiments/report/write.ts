/** The report of a run folder as files. */
import { dirname, join } from 'node:path';
import { makeFolder, writeAtomically } from '../disk.js';
import { collectReport } from './collect.js';
import { renderReport } from './page.js';

export interface ReportFiles {
  readonly report: string;
  readonly pictures: readonly string[];
}

/**
 * Writes the report of `runFolder` to `outFile`, whose folder is made if need be.
 * @returns the path of the report
 * @throws CogymError `storeMissing`, `manifestDamaged`, `storeDamaged`, `logDamaged`, `writeFailed`
 */
export async function writeReport(runFolder: string, outFile: string): Promise<string> {
  return (await writeReportFiles(runFolder, outFile)).report;
}

/** As {@link writeReport}; also writes every picture as `<name>.svg` into `picturesFolder`, if given. */
export async function writeReportFiles(
  runFolder: string,
  outFile: string,
  picturesFolder?: string,
): Promise<ReportFiles> {
  const { html, pictures } = renderReport(await collectReport(runFolder));
  write(outFile, html);
  if (picturesFolder === undefined) return { report: outFile, pictures: [] };
  const files = pictures.map(({ name, svg }) => {
    const file = join(picturesFolder, `${name}.svg`);
    write(file, svg);
    return file;
  });
  return { report: outFile, pictures: files };
}

function write(file: string, text: string): void {
  makeFolder(dirname(file));
  writeAtomically(file, text);
}
