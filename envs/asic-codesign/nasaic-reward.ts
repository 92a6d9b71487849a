/** NASAIC's reward, as generally described (arXiv 2002.04116; not checked against the paper's text). */
import type { Evaluation } from '../../src/design/evaluation.js';
import { CogymError } from '../../src/errors.js';
import { BANDWIDTH_STEP, BANDWIDTH_SUM, PE_STEP, PE_SUM } from './budgets.js';
import { type Setting, simulateChip } from './chip.js';
import type { PlannedNetwork } from './task.js';
import type { Specs } from './workloads.js';

/** Weight of the penalty. */
const RHO = 10;

const names = ['latencyS', 'energyJ', 'areaMm2'] as const;

/**
 * averageQuality - rho * sum over latency, energy and area of max(0, (value - spec)/(bound - spec)); a design that was
 * not simulated gets -1.
 * @param boundsOf computed at the first use; a bound that is not above its spec is a `badRequest`
 */
export function nasaicReward(specs: Specs, boundsOf: () => Specs): (evaluation: Evaluation) => number {
  let bounds: Specs | undefined;
  return ({ metrics }) => {
    bounds ??= checked(specs, boundsOf());
    const quality = metrics['averageQuality'];
    if (quality === undefined) return -1;
    let penalty = 0;
    for (const name of names) {
      penalty += Math.max(0, ((metrics[name] as number) - specs[name]) / (bounds[name] - specs[name]));
    }
    return quality - RHO * penalty;
  };
}

/**
 * The task spaces' largest networks on the worst single template with the fewest PEs and the least bandwidth (latency,
 * energy), and with the most of both (area).
 */
export function nasaicBounds(
  largest: readonly PlannedNetwork[],
  templates: readonly string[],
  setting: Setting,
): Specs {
  const worst = { latencyS: 0, energyJ: 0, areaMm2: 0 };
  for (const template of templates) {
    const run = (pes: number, nocBandwidth: number) =>
      simulateChip([{ template, pes, nocBandwidth }], largest, setting, Number.POSITIVE_INFINITY);
    const least = run(PE_STEP, BANDWIDTH_STEP);
    worst.latencyS = Math.max(worst.latencyS, least.latencyS);
    worst.energyJ = Math.max(worst.energyJ, least.energyPj / 1e12);
    worst.areaMm2 = Math.max(worst.areaMm2, run(PE_SUM, BANDWIDTH_SUM).areaUm2 / 1e6);
  }
  return worst;
}

function checked(specs: Specs, bounds: Specs): Specs {
  for (const name of names) {
    if (bounds[name] > specs[name]) continue;
    throw new CogymError(
      'badRequest',
      `reward nasaic needs a specification below the bound ${bounds[name]} of the largest networks, not ${specs[name]}`,
      `/options/specs/${name}`,
    );
  }
  return bounds;
}
