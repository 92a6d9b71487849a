/** The results of a multi-agent study as files. */
import { join } from 'node:path';
import { writeAtomically } from '../disk.js';
import { requireStudy } from '../sweep/study.js';
import { analyseStudy, type MultiAgentStudy } from './analyse.js';
import { renderStudy } from './page.js';
import { studyMarkdown } from './tables.js';

export interface StudyFiles {
  readonly report: string;
  readonly json: string;
  readonly markdown: string;
}

/**
 * Analyses the finished study in `folder` and writes `multi-agent.html`, `.json` and `.md` into it.
 * @throws CogymError `storeMissing`, `unfinished`, `storeDamaged`, `writeFailed`
 */
export async function writeMultiAgent(folder: string): Promise<{ study: MultiAgentStudy; files: StudyFiles }> {
  const study = await analyseStudy(folder);
  const file = (ending: string): string => join(folder, `multi-agent.${ending}`);
  const files = { report: file('html'), json: file('json'), markdown: file('md') };
  writeAtomically(files.json, `${JSON.stringify(study, null, 2)}\n`);
  writeAtomically(files.markdown, studyMarkdown(study));
  writeAtomically(files.report, renderStudy(requireStudy(folder), study).html);
  return { study, files };
}
