import { loadTemplate } from '../../../hwtemplates/index.js';
import { mcu } from '../../../simulators/index.js';
import { badRequest } from '../../../src/errors.js';
import { limitsOf, measured } from '../metrics.js';
import { buildPublished, publishedNetworks } from '../published.js';
import type { Baseline, BaselineContext } from './baseline.js';

/** The published networks on the preset's board and runtime, layer by layer. They are no points of the space. */
export const mcunetPublished: Baseline = {
  name: 'mcunet-published',
  summary: 'the published MCUNet networks with their published accuracies',
  preset: 'mcunet-320',
  budget: publishedNetworks.length,
  run: (context) => {
    const rows = publishedNetworks.map((network) => {
      const { metrics, feasible, reasons } = assess(context, network);
      return { network: network.id, accuracy: network.accuracy, ...metrics, feasible, reasons: reasons.join('; ') };
    });
    return { evaluations: rows.length, rows, notes: ['accuracies are published ImageNet top-1 of the int8 networks'] };
  },
};

function assess({ options }: BaselineContext, network: (typeof publishedNetworks)[number]) {
  const { board: name, runtime } = options;
  if (name === 'any' || runtime === 'any') {
    throw badRequest('/options/board', 'the published networks run on one board under one runtime: name both');
  }
  const board = loadTemplate('boards', name);
  const result = mcu.evaluateMcu({
    network: buildPublished(network),
    board,
    core: loadTemplate('boards/cores', board.core),
    runtime,
    costs: loadTemplate('boards/runtimes', runtime),
  });
  const metrics = measured(options, board, result);
  const feasible = limitsOf(options, board).every(([metric, limit]) => (metrics[metric] as number) <= limit);
  return { metrics, feasible, reasons: result.reasons.map(mcu.explainReason) };
}
