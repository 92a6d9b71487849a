import { CogymError } from '../../errors.js';
import { nasBench201 } from '../../networks/families/index.js';
import type { NasBench201Parameters } from '../../networks/families/nas-bench-201.js';
import type { LatencyInput } from './predictor.js';

/** The cell that `input` names; `unsupported` for another family. */
export function cellInput({ family, parameters, design }: LatencyInput, predictor: string): NasBench201Parameters {
  if (family !== nasBench201.id) {
    throw new CogymError('unsupported', `${predictor} knows the family ${nasBench201.id}, not ${family}`, '/family');
  }
  return parameters === undefined
    ? nasBench201.fromDesign(design ?? {}, { deadEdges: 'keep' })
    : (parameters as NasBench201Parameters);
}
