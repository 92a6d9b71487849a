import {
  categorical,
  type Design,
  DesignSpace,
  defineProblem,
  type Evaluation,
  exceed,
  type MetricSpec,
  type Objective,
  ordinal,
  type Parameter,
  totalViolation,
  type Violation,
} from '../../src/design/index.js';
import { type Accelerator, type AcceleratorMetrics, evaluateAccelerator } from './accelerator-model.js';
import { closedForm, noOptions } from './closed-form.js';

const limits = { areaMm2: 2, powerMw: 250, accuracyPercent: 86.5, fastPes: 1024, fastMhz: 600 };

const sides = [4, 8, 12, 16, 24, 32, 48, 64];
const hardware = { group: 'hardware' };
const parameters: readonly Parameter[] = [
  ordinal('peRows', sides, hardware),
  ordinal('peColumns', sides, hardware),
  ordinal('clockMhz', [100, 200, 400, 600, 800, 1000], { ...hardware, unit: 'MHz' }),
  ordinal('bufferKib', [16, 32, 64, 128, 256, 512, 1024], { ...hardware, unit: 'KiB' }),
  ordinal('registerBytes', [16, 32, 64, 128, 256], { ...hardware, unit: 'byte', description: 'registers of each PE' }),
  categorical('dataflow', ['weightStationary', 'outputStationary', 'inputStationary'], { group: 'mapping' }),
  ordinal('dramGbPerS', [0.8, 1.6, 3.2, 6.4], { ...hardware, unit: 'GB/s' }),
  ordinal('bits', [4, 8, 16], { group: 'network', description: 'bits per weight and activation' }),
  ordinal('width', [0.25, 0.5, 0.75, 1, 1.25], { group: 'network', description: 'channel multiplier' }),
];

const source = closedForm('accelerator-sizing');
const metrics: readonly MetricSpec[] = [
  { name: 'latencyMs', unit: 'ms', description: 'time of one inference', source },
  { name: 'energyMj', unit: 'mJ', description: 'energy of one inference', source },
  { name: 'areaMm2', unit: 'mm2', description: 'chip area', source, limit: limits.areaMm2 },
  { name: 'powerMw', unit: 'mW', description: 'energy over latency', source, limit: limits.powerMw },
  { name: 'accuracyPercent', unit: '%', description: 'accuracy of the network, at least 86.5', source },
];

/** The constraints: area, accuracy (per 10 points), power, and at most 1024 PEs above 600 MHz. */
function violationsOf({ peRows, peColumns, clockMhz }: Accelerator, figures: AcceleratorMetrics): Violation[] {
  const { areaMm2, powerMw, accuracyPercent } = figures;
  const found = exceed('areaMm2', areaMm2, limits.areaMm2);
  const lacking = limits.accuracyPercent - accuracyPercent;
  if (lacking > 0) {
    const limit = limits.accuracyPercent;
    found.push({ name: 'accuracyPercent', value: accuracyPercent, limit, excess: lacking / 10 });
  }
  found.push(...exceed('powerMw', powerMw, limits.powerMw));
  if (clockMhz > limits.fastMhz) found.push(...exceed('pesAboveFastClock', peRows * peColumns, limits.fastPes));
  return found;
}

interface Variant {
  readonly id: string;
  readonly summary: string;
  readonly objectives: readonly Objective[];
  readonly values: (figures: AcceleratorMetrics) => readonly number[];
  /** What an infeasible design's objectives are counted from. */
  readonly infeasible: number;
  readonly worst: readonly number[];
  readonly bestKnown: number;
  readonly referencePoint?: readonly number[];
}

const define = ({ id, summary, objectives, values, infeasible, worst, bestKnown, referencePoint }: Variant) =>
  defineProblem({
    id,
    summary,
    options: noOptions,
    presets: { default: {} },
    create: () => ({
      id,
      version: '1',
      space: new DesignSpace(parameters),
      objectives,
      metrics,
      worstObjectives: worst,
      bestKnown,
      referencePoint,
      evaluate(design: Design): Evaluation {
        const accelerator = design as unknown as Accelerator;
        const figures = evaluateAccelerator(accelerator);
        const violations = violationsOf(accelerator, figures);
        const violation = totalViolation(violations);
        const feasible = violations.length === 0;
        return {
          metrics: { ...figures },
          objectives: feasible ? values(figures) : objectives.map(() => infeasible + violation),
          feasible,
          violation,
          violations,
          provenance: source,
        };
      },
    }),
  });

/** 2,419,200 designs, of which 553,564 are feasible: all enumerated, so that random search is known in closed form. */
export default [
  define({
    id: 'accelerator-sizing',
    summary: 'Closed-form accelerator and network width: least energy x latency within area, power and accuracy limits',
    objectives: [{ name: 'log10(energyMj * latencyMs)', direction: 'minimize' }],
    values: ({ energyMj, latencyMs }) => [Math.log10(energyMj * latencyMs)],
    infeasible: 4,
    worst: [2.8],
    bestKnown: -1.4360834064234351,
  }),
  define({
    id: 'accelerator-sizing-pareto',
    summary: 'Closed-form accelerator and network width: latency against energy against area',
    objectives: [
      { name: 'log10(latencyMs)', direction: 'minimize' },
      { name: 'log10(energyMj)', direction: 'minimize' },
      { name: 'log10(areaMm2)', direction: 'minimize' },
    ],
    values: ({ latencyMs, energyMj, areaMm2 }) => [Math.log10(latencyMs), Math.log10(energyMj), Math.log10(areaMm2)],
    infeasible: 2,
    worst: [2, 2, 2],
    referencePoint: [2, 1, 0.5],
    bestKnown: 5.8073039656779155,
  }),
];
