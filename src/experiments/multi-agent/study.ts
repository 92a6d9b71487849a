/** The sweep behind the multi-agent study: every contestant on every problem, with equal budget, weights and tuning. */
import { makeProblem } from '../../../envs/index.js';
import { parseSweep, type SweepSpec } from '../sweep/spec.js';
import { sized } from './contestants.js';

export interface StudyOptions {
  /** Evaluations of each run. */
  readonly budget: number;
  /** Runs of each set of hyperparameters. */
  readonly seeds: number;
  /** Step sizes of Adam that every contestant tries: its tuning effort. */
  readonly learningRates: readonly number[];
}

export const studyDefaults: StudyOptions = { budget: 300, seeds: 5, learningRates: [0.001, 0.003, 0.01] };

interface StudyProblem extends Omit<SweepSpec['problems'][number], 'agents'> {
  /** Factorisation with one agent for each subsystem. */
  readonly subsystems: string;
}

/**
 * A memory controller (energy-delay product of a cloud trace), two accelerators with a network each, a microcontroller
 * with its network. One objective each, which is what a reward is.
 */
const problems: readonly StudyProblem[] = [
  {
    name: 'dram',
    problem: 'DramController-v0',
    options: { workloads: ['cloud-1'], requests: 1000, objectives: ['minimize log10(energyJ * totalTimeS)'] },
    subsystems: 'perSubsystem',
  },
  { name: 'asic-w3', problem: 'AsicCodesign-v0', preset: 'W3', options: {}, subsystems: 'perAccelerator' },
  { name: 'mcu', problem: 'McuCodesign-v0', options: {}, subsystems: 'per-group' },
];

/**
 * The study as a sweep.
 * @throws CogymError `badRequest` naming the field
 */
export async function studySpec({ budget, seeds, learningRates }: StudyOptions): Promise<SweepSpec> {
  const entries = [];
  for (const { subsystems, ...entry } of problems) {
    const agents = await sized(makeProblem(entry.problem, entry.options, entry.preset), subsystems);
    entries.push({ ...entry, agents: agents.map((agent) => ({ ...agent, grid: { learningRate: learningRates } })) });
  }
  return parseSweep({
    name: 'multi-agent',
    description:
      'Teams of learners that share the parameters of a design out, against single learners that set all of them: the same discrete designs, budget, number of weights and tuning effort.',
    problems: entries,
    agents: [{ name: 'random' }],
    seeds: { count: seeds },
    budgets: [budget],
  });
}
