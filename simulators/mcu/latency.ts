/** Latency and energy: fitted cycles per kind of layer, measured power of the board. */
import type { Work } from './operations.js';
import type { Board, Core, RuntimeCosts } from './types.js';

type Terms = Pick<Work, 'convMacs' | 'pointwiseMacs' | 'depthwiseMacs' | 'depthwiseOutputs'>;

/** Milliseconds, or null for a core without measurements. */
export function latencyOf(work: Terms, costs: RuntimeCosts, core: Core, board: Board): number | null {
  if (core.cyclesFactor === null) return null;
  const { conv, pointwise, depthwise, depthwiseOutput } = costs.cycles;
  const cycles =
    conv * work.convMacs +
    pointwise * work.pointwiseMacs +
    depthwise * work.depthwiseMacs +
    depthwiseOutput * work.depthwiseOutputs;
  return (cycles * core.cyclesFactor) / (1000 * board.mhz);
}

export interface Power {
  /** null: no figure for this core. */
  readonly milliwatts: number | null;
  /** True for mW per MHz of the core in place of the board's own figure. */
  readonly assumed: boolean;
}

/** Active power: the median at this voltage, else at any, else the board's general figure, else mW per MHz of the core. */
export function powerOf(board: Board, core: Core, supplyVolts: number | undefined): Power {
  const at = (volts: number | null) => board.power.find((row) => row.volts === volts)?.milliwatts;
  const own = (supplyVolts === undefined ? undefined : at(supplyVolts)) ?? at(null) ?? board.activeMilliwatts;
  if (own !== undefined) return { milliwatts: own, assumed: false };
  const { below3V, from3V } = core.milliwattsPerMhz;
  const perMhz = supplyVolts !== undefined && supplyVolts < 3 ? below3V : from3V;
  return { milliwatts: perMhz === null ? null : perMhz * board.mhz, assumed: true };
}
