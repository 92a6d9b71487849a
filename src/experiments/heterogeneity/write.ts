/** The study's results as files. */
import { join } from 'node:path';
import { writeAtomically } from '../disk.js';
import { type Ablation, ablationsOf } from './ablation.js';
import { renderHeterogeneity } from './page.js';
import { type GainRow, gainRows } from './table.js';
import type { Comparison, HeterogeneityRequest } from './types.js';
import { heterogeneityNote } from './words.js';

export interface HeterogeneityResults {
  readonly rows: readonly GainRow[];
  readonly ablations: readonly Ablation[];
  readonly files: { readonly report: string; readonly json: string; readonly pictures: readonly string[] };
}

/**
 * Writes `heterogeneity.html`, `.json` and the pictures into `folder`.
 * @throws CogymError `writeFailed`
 */
export function writeHeterogeneity(
  request: HeterogeneityRequest,
  comparisons: readonly Comparison[],
  folder: string,
): HeterogeneityResults {
  const rows = gainRows(comparisons);
  const ablations = ablationsOf(comparisons, request.adcModels[0] as string);
  const page = renderHeterogeneity(request, rows, ablations);
  const file = (name: string): string => join(folder, name);
  const files = {
    report: file('heterogeneity.html'),
    json: file('heterogeneity.json'),
    pictures: page.pictures.map(({ name }) => file(`${name}.svg`)),
  };
  const document = { note: heterogeneityNote, request, rows, ablations };
  writeAtomically(files.json, `${JSON.stringify(document, null, 2)}\n`);
  writeAtomically(files.report, page.html);
  for (const [i, { svg }] of page.pictures.entries()) writeAtomically(files.pictures[i] as string, svg);
  return { rows, ablations, files };
}
