/** How much of the gap between runtimes is the planner's, and how much the export's. */
import { loadTemplate } from '../../../hwtemplates/index.js';
import { mcu } from '../../../simulators/index.js';
import { badRequest } from '../../../src/errors.js';
import { buildPublished, publishedNetworks } from '../published.js';
import type { Baseline } from './baseline.js';

const variants = [
  ['in place', 'tinyengine', { inPlace: true }],
  ['not in place', 'tinyengine', { inPlace: false }],
  ['no PADs', 'tflm-ref', { padMaterialised: 'none', tieOrder: 'laterFirst' }],
  ['no PADs, equal sizes in the other order', 'tflm-ref', { padMaterialised: 'none', tieOrder: 'earlierFirst' }],
  ['a PAD before each convolution', 'tflm-ref', { padMaterialised: 'all', tieOrder: 'laterFirst' }],
] as const satisfies readonly (readonly [string, mcu.Runtime, Partial<mcu.Schedule>])[];

export const plannerAblation: Baseline = {
  name: 'planner-ablation',
  summary: 'the published MCUNet networks in place or not, with and without exported PADs, in both tie orders',
  preset: 'mcunet-320',
  budget: publishedNetworks.length * variants.length,
  run: ({ options }) => {
    if (options.board === 'any') throw badRequest('/options/board', 'the ablation is of one board: name it');
    const board = loadTemplate('boards', options.board);
    const core = loadTemplate('boards/cores', board.core);
    const rows = publishedNetworks.flatMap((published) => {
      const network = buildPublished(published);
      return variants.map(([variant, runtime, schedule]) => {
        const costs = loadTemplate('boards/runtimes', runtime);
        const { arenaBytes, peakSramBytes } = mcu.evaluateMcu({ network, board, core, runtime, costs, schedule });
        return {
          network: published.id,
          runtime,
          variant,
          arenaBytes: arenaBytes as number,
          sramBytes: peakSramBytes as number,
        };
      });
    });
    return { evaluations: rows.length, rows };
  },
};
