/** What a workload's preset fixes of the hardware model: mode, cost database, NoC arbiters, the chip's edge, the clock. */
import { loadTemplate } from '../../hwtemplates/index.js';
import type { LayerRequest } from '../../simulators/index.js';

export type TechnologyName = 'default' | 'nasaic-like';

type Fixed = 'mode' | 'costs' | 'nocArea' | 'offchipBandwidth';

export interface Technology {
  readonly name: TechnologyName;
  readonly hardware: Required<Pick<LayerRequest, Fixed>>;
  readonly clockHz: number;
  /** What a reader of the figures should know. */
  readonly assumption: string;
}

/**
 * `default`: the corrected model, MAESTRO's present cost database, linear arbiters, 64 bytes a cycle off chip.
 * `nasaic-like`: the model and the cost database of NASAIC's time (arXiv 2002.04116); its energies are a thousandfold
 * those of silicon and compare only with one another.
 */
export function technology(name: TechnologyName): Technology {
  return name === 'default'
    ? {
        name,
        hardware: {
          mode: 'corrected',
          costs: loadTemplate('dataflow/costs', 'maestro-2021'),
          nocArea: 'tree',
          offchipBandwidth: 64,
        },
        clockHz: 1e9,
        assumption: 'activations pass between sub-accelerators at no further cost; off-chip bandwidth is undivided',
      }
    : {
        name,
        hardware: {
          mode: 'maestro',
          costs: loadTemplate('dataflow/costs', 'maestro-2019'),
          nocArea: 'flat',
          offchipBandwidth: 70000,
        },
        clockHz: 1e9,
        assumption:
          'cost database of 2019: 904 pJ per MAC is a thousandfold of silicon, compare energies only with one another',
      };
}
