/** The subnet with the highest estimate: exact, because the estimate is a sum over stages of independent choices. */
import type { LinearPredictor } from '../linear-model.js';
import {
  BLOCKS,
  depthAt,
  elasticDepths,
  elasticExpands,
  elasticKernels,
  elasticResolutions,
  expandAt,
  kernelAt,
  STAGES,
} from './features.js';

/** Name (`r224 d44444 k... e...`, inactive entries 3) and estimate in per cent of the best of all subnets. */
export function bestSubnet(model: LinearPredictor): { readonly name: string; readonly percent: number } {
  const choose = (at: number, choices: readonly number[]) => {
    const weights = choices.map((_, i) => model.weight(at + i));
    const weight = Math.max(...weights);
    return { value: choices[weights.indexOf(weight)] as number, weight };
  };
  const resolution = choose(0, elasticResolutions);
  let percent = model.offset + resolution.weight;
  let [depths, kernels, expands] = ['', '', ''];
  for (let s = 0; s < STAGES; s++) {
    const blocks = Array.from({ length: BLOCKS }, (_, b) => ({
      kernel: choose(kernelAt(s, b), elasticKernels),
      expand: choose(expandAt(s, b), elasticExpands),
    }));
    const totals = elasticDepths.map((depth, i) =>
      blocks
        .slice(0, depth)
        .reduce((sum, { kernel, expand }) => sum + kernel.weight + expand.weight, model.weight(depthAt(s) + i)),
    );
    const most = Math.max(...totals);
    const depth = elasticDepths[totals.indexOf(most)] as number;
    percent += most;
    depths += depth;
    kernels += blocks.map(({ kernel }, b) => (b < depth ? kernel.value : 3)).join('');
    expands += blocks.map(({ expand }, b) => (b < depth ? expand.value : 3)).join('');
  }
  return { name: `r${resolution.value} d${depths} k${kernels} e${expands}`, percent };
}
