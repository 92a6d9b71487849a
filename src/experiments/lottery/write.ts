/** A study's results as files. */
import { join } from 'node:path';
import { writeAtomically } from '../disk.js';
import { requireStudy } from '../sweep/study.js';
import { analyse, type Lottery } from './analyse.js';
import { renderLottery } from './page.js';
import { readFigures } from './table.js';
import { lotteryCsv, lotteryMarkdown } from './tables.js';

export interface LotteryFiles {
  readonly report: string;
  readonly json: string;
  readonly csv: string;
  readonly markdown: string;
}

/**
 * Analyses the finished sweep in `folder` and writes `lottery.html`, `.json`, `.csv` and `.md` into it.
 * @throws CogymError `storeMissing`, `unfinished`, `storeDamaged`, `writeFailed`
 */
export async function writeLottery(folder: string): Promise<{ lottery: Lottery; files: LotteryFiles }> {
  const spec = requireStudy(folder);
  const lottery = analyse(await readFigures(folder));
  const file = (ending: string): string => join(folder, `lottery.${ending}`);
  const files = { report: file('html'), json: file('json'), csv: file('csv'), markdown: file('md') };
  writeAtomically(files.json, `${JSON.stringify({ name: spec.name, ...lottery }, null, 2)}\n`);
  writeAtomically(files.csv, lotteryCsv(lottery));
  writeAtomically(files.markdown, lotteryMarkdown(lottery));
  writeAtomically(files.report, renderLottery(spec, lottery).html);
  return { lottery, files };
}
