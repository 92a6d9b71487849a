/** Metrics of `McuCodesign-v0`, in SI units. */
import { loadTemplate } from '../../hwtemplates/index.js';
import type { mcu } from '../../simulators/index.js';
import type { Provenance } from '../../src/design/evaluation.js';
import type { MetricSpec } from '../../src/design/problem.js';
import type { Options } from './options.js';

/** Bytes of SRAM that a network may take on `board`. */
export function sramLimit({ budget }: Options, { sramKib }: mcu.Board): number {
  return budget === 'author' && sramKib === 320 ? 320_000 : sramKib * 1024;
}

/** Metrics with a limit on `board`; without one those whose limit no board decides. */
export function limitsOf(options: Options, board?: mcu.Board): [name: string, limit: number][] {
  const { flash, latencyLimitS, energyLimitJ } = options;
  const limits: [string, number][] = [];
  if (board !== undefined) limits.push(['sramBytes', sramLimit(options, board)]);
  if (board !== undefined && flash === 'board') limits.push(['flashBytes', board.flashKib * 1024]);
  if (latencyLimitS !== undefined) limits.push(['latencyS', latencyLimitS]);
  if (energyLimitJ !== undefined) limits.push(['energyJ', energyLimitJ]);
  return limits;
}

/** Everything but the accuracy. */
export function measured(options: Options, board: mcu.Board, result: mcu.McuResult): Record<string, number> {
  const { peakSramBytes, flashBytes, latencyMs, energyUj, macs, params } = result;
  const [sramBytes, sramBudget, flashBudget] = [
    peakSramBytes as number,
    sramLimit(options, board),
    board.flashKib * 1024,
  ];
  return {
    sramBytes,
    sramSlackBytes: sramBudget - sramBytes,
    sramShare: sramBytes / sramBudget,
    flashBytes,
    flashSlackBytes: flashBudget - flashBytes,
    flashShare: flashBytes / flashBudget,
    latencyS: (latencyMs as number) / 1e3,
    energyJ: (energyUj as number) / 1e6,
    macs,
    params,
  };
}

export function metricSpecs(options: Options, accuracy: Provenance): MetricSpec[] {
  const { board, family } = options;
  const limits = new Map(limitsOf(options, board === 'any' ? undefined : loadTemplate('boards', board)));
  // Whatever the board, a share has the limit 1: it is what an observation shows where boards are searched.
  limits.set('sramShare', 1);
  if (options.flash === 'board') limits.set('flashShare', 1);
  const planned: Provenance = { simulator: 'mcu', validated: family !== 'vit', extrapolated: family === 'vit' };
  const fitted: Provenance = { simulator: 'mcu', validated: false, extrapolated: true };
  const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
  const metric = (name: string, unit: string, description: string, source: Provenance): MetricSpec => {
    const limit = limits.get(name);
    return {
      name,
      unit,
      description,
      source,
      ...(limit === undefined ? {} : { limit, observedAs: 'log2Ratio' as const }),
    };
  };
  return [
    metric('accuracy', '', `top-1, a fraction; ${accuracy.assumption}`, accuracy),
    metric('sramBytes', 'B', 'all that the runtime needs in SRAM', planned),
    metric('sramSlackBytes', 'B', "the board's SRAM less what is needed", planned),
    metric('sramShare', '', "what is needed of the board's SRAM", planned),
    metric('flashBytes', 'B', 'model and code', planned),
    metric('flashSlackBytes', 'B', "the board's flash less what is needed", planned),
    metric('flashShare', '', "what is needed of the board's flash", planned),
    metric('latencyS', 's', 'one inference, fitted cycles', fitted),
    metric('energyJ', 'J', "one inference at the board's active power", fitted),
    metric('macs', '', 'multiply-accumulates', counted),
    metric('params', '', 'weights and biases', counted),
  ];
}
