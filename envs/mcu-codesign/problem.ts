/** The problem behind `McuCodesign-v0`. */
import { loadTemplate } from '../../hwtemplates/index.js';
import { mcu } from '../../simulators/index.js';
import type { AccuracyEstimate } from '../../src/accuracy/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import { type Evaluation, exceed, type Provenance, refused, verdict } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { restated } from '../../src/design/restated.js';
import { CogymError } from '../../src/errors.js';
import { type AccuracyModel, accuracyModel, type Judged } from './accuracy.js';
import { convolutionsOfDesign } from './convolutions.js';
import { limitsOf, measured, metricSpecs } from './metrics.js';
import type { Options } from './options.js';
import { designSpace } from './space.js';
import { transformerOfDesign } from './transformers.js';

/** What cannot be run or judged at all, by the codes of simulator and estimator. */
const structural: ReadonlySet<string> = new Set([
  'splitOutOfRange',
  'splitCrossesResidual',
  'tooManyPatches',
  'notInTable',
]);

/** @throws CogymError `badRequest` for options that cannot be met */
export function mcuCodesign(options: Options): Problem {
  return restated(new McuCodesign(options), options);
}

/** A design as a request of the simulator, and as the estimator sees it. */
interface Chosen {
  readonly request: mcu.McuRequest;
  readonly judged: Judged;
}

class McuCodesign implements Problem {
  readonly id = 'McuCodesign-v0';
  readonly version = '2';
  readonly workload: string;
  readonly space: DesignSpace;
  readonly objectives = [{ name: 'accuracy', direction: 'maximize' }] as const;
  readonly worstObjectives = [0];
  readonly metrics: readonly MetricSpec[];
  readonly rewards = {
    bounded: ({ feasible, violation, violations, metrics }: Evaluation) => {
      if (feasible) return metrics['accuracy'] as number;
      return violations.some(({ name }) => structural.has(name)) ? -1 : -violation / (1 + violation);
    },
  };
  readonly #options: Options;
  readonly #accuracy: AccuracyModel;
  readonly #provenance: Provenance;

  constructor(options: Options) {
    this.#options = options;
    this.space = designSpace(options);
    this.workload = `${options.family} on ${options.board}, ${options.family === 'vit' ? 'mcuformer' : options.runtime}`;
    this.#accuracy = accuracyModel(options);
    const external =
      options.flash === 'external' ? '; weights are in external flash, whose size and speed are not counted' : '';
    const assumption = `${this.#accuracy.assumption}${external}`;
    this.#provenance = { simulator: 'mcu', validated: false, extrapolated: true, assumption };
    this.metrics = metricSpecs(options, this.#provenance);
  }

  evaluate(design: Design): Evaluation {
    const { request, judged } = this.#choose(design);
    let metrics: Record<string, number> = {};
    try {
      const result = mcu.evaluateMcu(request);
      metrics = measured(this.#options, request.board, result);
      const estimate = this.#accuracy.estimate(judged);
      return this.#assessed(request.board, { accuracy: estimate.accuracy, ...metrics }, result, estimate);
    } catch (error) {
      if (!(error instanceof CogymError) || !structural.has(error.code)) throw error;
      const violations = [{ name: error.code, value: 1, limit: 0, excess: 1 }];
      const details = { reasons: [error.message] };
      return { metrics, ...refused(violations), provenance: this.#provenance, details };
    }
  }

  explain(design: Design): Readonly<Record<string, unknown>> {
    const { request } = this.#choose(design);
    const { network, board, runtime, schedule } = request;
    return { board: board.part, runtime, schedule, network: 'family' in network ? network : describe(network) };
  }

  #assessed(
    board: mcu.Board,
    metrics: Record<string, number>,
    { reasons }: mcu.McuResult,
    { accuracy, standardError, provenance }: AccuracyEstimate,
  ): Evaluation {
    const { flash } = this.#options;
    const violations = limitsOf(this.#options, board).flatMap(([name, limit]) =>
      exceed(name, metrics[name] as number, limit),
    );
    const { estimator, extrapolated, reasons: caveats } = provenance;
    const details = {
      reasons: reasons.filter(({ code }) => code !== 'flashExceeded' || flash === 'board').map(mcu.explainReason),
      accuracy: { estimator, standardError, extrapolated, reasons: caveats },
    };
    return { metrics, ...verdict(accuracy, violations), provenance: this.#provenance, details };
  }

  #choose(design: Design): Chosen {
    const { family, accounting, supplyVolts, runtime: fixed } = this.#options;
    const transforms = family === 'vit' || design['family'] === 'vit';
    const board = loadTemplate('boards', String(design['board'] ?? this.#options.board));
    const runtime = transforms ? 'mcuformer' : ((design['runtime'] ?? fixed) as mcu.Runtime);
    const common = {
      board,
      core: loadTemplate('boards/cores', board.core),
      runtime,
      costs: loadTemplate('boards/runtimes', runtime),
      ...(supplyVolts === undefined ? {} : { supplyVolts }),
    };
    if (transforms) {
      const transformer = transformerOfDesign(design);
      const request = { ...common, network: transformer, schedule: { mcuformerAccounting: accounting } };
      return { request, judged: { design, transformer } };
    }
    const { network, blockEnds } = convolutionsOfDesign(design);
    const schedule =
      runtime === 'tinyengine' ? tinyEngineSchedule(design, blockEnds, network.layers.length) : padding(design);
    return { request: { ...common, network, schedule }, judged: { design, network } };
  }
}

function tinyEngineSchedule(design: Design, blockEnds: readonly number[], layers: number): Partial<mcu.Schedule> {
  const inPlace = design['inPlace'] === 1;
  const patches = Number(design['patches'] ?? 1);
  if (patches === 1) return { inPlace };
  const { splitIndex } = design;
  if (splitIndex !== undefined)
    return { inPlace, patches, splitIndex: Number(splitIndex), patchAccounting: 'tinyengine' };
  // A split after more blocks than there are is refused by the simulator: it lies beyond the last layer.
  return { inPlace, patches, splitIndex: blockEnds[Number(design['splitBlock']) - 1] ?? layers };
}

const padding = (design: Design): Partial<mcu.Schedule> => ({
  padMaterialised: (design['padMaterialised'] ?? 'none') as mcu.PadPolicy,
});

const describe = ({ input, layers }: mcu.LayerNetwork) => ({
  input: [input.h, input.w, input.c],
  layers: layers.map(({ op, kernel = [1, 1], out }) => `${op} ${kernel.join('x')} -> ${out.join('x')}`),
});
