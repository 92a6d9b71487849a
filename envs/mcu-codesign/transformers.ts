/** MCUFormer networks of the joint space. */
import type { mcu } from '../../simulators/index.js';
import type { Design } from '../../src/design/parameter.js';
import { mcuformerParameters } from '../../src/networks/index.js';

export type Transformer = mcu.TransformerNetwork & { readonly depth: number };

const ofBlock = { heads: 'Heads', mlpRatio: 'MlpRatio' } as const;

export function transformerOfDesign(design: Design): Transformer {
  const parameters = mcuformerParameters(design, Number(design['imageSize']), (figure, block) =>
    Number(design[figure] ?? design[`block${block}${ofBlock[figure]}`]),
  );
  return { family: 'mcuformer', ...parameters };
}
