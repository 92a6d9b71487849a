/** A layer on gate-level macros: the mapping that the mapper chooses, and what it costs. */
import { type CompleteOptions, flattened, type Loops, macsOf, packed, rowsOf } from '../loops.js';
import { alsoBeyond } from '../provenance.js';
import type { GateLayerFigures, GateMapping } from '../types.js';
import { type Candidate, inOrder, mappingOf, spread } from './candidate.js';
import { cyclesOf, energyOf, type GateCycles, type GateEnergy, leastEnergyPj } from './cost.js';
import type { PreparedGateMacro } from './macro.js';
import { type RowUnrolling, rowUnrollings } from './row-unrolling.js';

interface Costed {
  readonly candidate: Candidate;
  readonly mapping: GateMapping;
  readonly cycles: GateCycles;
  readonly energy: GateEnergy;
  /** pJ cycles. */
  readonly energyDelay: number;
}

export function layerOnGateMacro(
  prepared: PreparedGateMacro,
  layer: Loops,
  options: CompleteOptions,
): GateLayerFigures {
  const { macro, figures } = prepared;
  const loops = options.packDepthwise ? packed(layer, macro.rows, macro.outputsPerWordline) : layer;
  const resident = options.weightsResident ?? false;
  const { mapping, cycles, energy } = chosen(prepared, loops, options, resident);
  const { clockNs } = figures;
  const latencyNs = cycles.total * clockNs;
  const macs = macsOf(layer);
  const macsPerCycle = (macro.outputsPerWordline * macro.rows * macro.macros) / prepared.beats;
  return {
    costModel: 'gate-level',
    macs,
    mapping,
    computeCycles: cycles.compute,
    weightLoadCycles: cycles.weightLoad,
    computeAndLoadCycles: cycles.compute + cycles.weightLoad,
    onloadCycles: cycles.onload,
    offloadCycles: cycles.offload,
    totalCycles: cycles.total,
    clockNs,
    latencyNs,
    energyPj: energy,
    macsPerSecond: (macs / latencyNs) * 1e9,
    utilization: macs / (macsPerCycle * cycles.compute),
    provenance: loops === layer ? figures.provenance : alsoBeyond(figures.provenance, 'packDepthwise was not compared'),
  };
}

function chosen(prepared: PreparedGateMacro, loops: Loops, options: CompleteOptions, resident: boolean): Costed {
  const dense = options.rowMapping === 'dense';
  const mapped = dense ? flattened(loops) : loops;
  const rows = dense ? denseRows(mapped, prepared.macro.rows) : factorRows(mapped, prepared.macro.rows);
  const candidates =
    options.mapper === 'widest-two'
      ? widestTwo(rows, mapped, prepared)
      : rows.flatMap((row) => spread(row, mapped, prepared.macro));
  return best(prepared, mapped, candidates, resident);
}

/** Lowest product of energy and time. Candidates that are too slow to win even at the least energy are not costed. */
function best(prepared: PreparedGateMacro, loops: Loops, candidates: readonly Candidate[], resident: boolean): Costed {
  const least = leastEnergyPj(prepared, loops, resident);
  let lowest: Costed | undefined;
  for (const candidate of candidates) {
    const mapping = mappingOf(candidate, loops, prepared.macro);
    const cycles = cyclesOf(prepared, loops, mapping, resident);
    if (lowest !== undefined && cycles.total * least > lowest.energyDelay) continue;
    const energy = energyOf(prepared, loops, mapping, resident);
    const costed = { candidate, mapping, cycles, energy, energyDelay: energy.total * cycles.total };
    if (lowest === undefined || isBetter(costed, lowest)) lowest = costed;
  }
  return lowest as Costed;
}

const factorRows = ({ channels, kernelHeight, kernelWidth }: Loops, rows: number) =>
  rowUnrollings(channels, kernelHeight, kernelWidth, rows);

/** As many rows of the receptive field as there are. */
function denseRows(loops: Loops, rows: number): readonly RowUnrolling[] {
  const c = Math.min(rowsOf(loops), rows);
  return [{ c, fy: 1, fx: 1, rows: c }];
}

/** The first two candidates in their order; rows come widest first, so that only the widest groups are spread. */
function widestTwo(rows: readonly RowUnrolling[], loops: Loops, { macro }: PreparedGateMacro): Candidate[] {
  if (macro.macros === 1) return rows.slice(0, 2).map((row) => ({ row, dimension: 'none', unroll: 1 }));
  const widest: Candidate[] = [];
  for (let start = 0; start < rows.length && widest.length < 2; ) {
    let end = start;
    const group: Candidate[] = [];
    while (end < rows.length && (rows[end] as RowUnrolling).rows === (rows[start] as RowUnrolling).rows) {
      group.push(...spread(rows[end] as RowUnrolling, loops, macro));
      end++;
    }
    widest.push(...group.sort(inOrder));
    start = end;
  }
  return widest.slice(0, 2);
}

/** Lower product of energy and time; of equals the one that comes first. */
function isBetter(a: Costed, b: Costed): boolean {
  if (a.energyDelay !== b.energyDelay) return a.energyDelay < b.energyDelay;
  return inOrder(a.candidate, b.candidate) < 0;
}
