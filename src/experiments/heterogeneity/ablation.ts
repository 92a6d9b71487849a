/** The same network and hardware under every assignment policy, and without pinned weights. */
import type { Design } from '../../design/parameter.js';
import { makeProblem } from '../../design/problem-registry.js';
import { PROBLEM } from './search.js';
import type { Comparison, Found, Setting } from './types.js';
import { type Goal, goals } from './types.js';

/** What is changed of a design: its assignment, or whether weights may stay in the macros. */
export const ablations = [
  'npu-only',
  'cim-only',
  'static',
  'greedy',
  'optimal',
  'pipelined',
  'searched',
  'nothing pinned',
] as const;
export type AblationName = (typeof ablations)[number];

/** A design that uses macros, and what becomes of it. */
export interface Ablation extends Setting {
  readonly goal: Goal;
  readonly design: Design;
  /** Figures by name; absent where the system cannot run so. */
  readonly figures: Readonly<Partial<Record<AblationName, AblationFigures>>>;
}

export interface AblationFigures {
  readonly latencyS: number;
  readonly energyJ: number;
  readonly fps: number;
}

/** Of each setting and goal the best design with macros, over seeds and arms. */
export function ablationsOf(comparisons: readonly Comparison[], adcModel: string): Ablation[] {
  const bests = new Map<string, { one: Comparison; goal: Goal; found: Found }>();
  for (const one of comparisons) {
    const goal = goals.find((name) => name === one.measure);
    const [found] = one.whole;
    if (goal === undefined || found === undefined || one.adcModel !== adcModel || !hasMacros(found.design)) continue;
    const key = [one.areaMm2, one.leastAccuracy, goal].join();
    const before = bests.get(key)?.found.metrics[goal] ?? Number.POSITIVE_INFINITY;
    if ((found.metrics[goal] as number) < before) bests.set(key, { one, goal, found });
  }
  return [...bests.values()].map(({ one: { areaMm2, leastAccuracy }, goal, found: { design } }) => ({
    areaMm2,
    leastAccuracy,
    goal,
    design,
    figures: figuresOf(design, { areaMm2, leastAccuracy }, adcModel),
  }));
}

/** False also for designs of the space without macros. */
export const hasMacros = ({ cimKind = 'none' }: Design): boolean => cimKind !== 'none';

function figuresOf(design: Design, { areaMm2 }: Setting, adcModel: string): Ablation['figures'] {
  const figures: Partial<Record<AblationName, AblationFigures>> = {};
  for (const name of ablations) {
    const assignment = name === 'npu-only' || name === 'nothing pinned' ? 'searched' : name;
    const problem = makeProblem(PROBLEM, { assignment, areaBudgetMm2: areaMm2, minimumAccuracy: 0, adcModel });
    const { space } = problem;
    const kept = Object.entries(changed(design, name)).filter(([parameter]) => space.names.includes(parameter));
    const evaluation = problem.evaluate(space.canonical({ ...space.defaultDesign(), ...Object.fromEntries(kept) }));
    if (!evaluation.feasible) continue;
    const { latencyS, energyJ, fps } = evaluation.metrics as unknown as AblationFigures;
    figures[name] = { latencyS, energyJ, fps };
  }
  return figures;
}

function changed(design: Design, name: AblationName): Design {
  if (name === 'nothing pinned') return { ...design, residency: 'none' };
  if (name !== 'npu-only') return design;
  const targets = Object.keys(design).filter((parameter) => parameter.startsWith('target'));
  return { ...design, ...Object.fromEntries(targets.map((parameter) => [parameter, 'npu'])) };
}
