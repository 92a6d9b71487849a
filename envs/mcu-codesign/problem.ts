/** The problem behind `McuCodesign-v0`. */
import { loadTemplate } from '../../hwtemplates/index.js';
import { mcu } from '../../simulators/index.js';
import type { DesignSpace } from '../../src/design/design-space.js';
import {
  type Evaluation,
  exceed,
  type Provenance,
  totalViolation,
  type Violation,
} from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import type { MetricSpec, Problem } from '../../src/design/problem.js';
import { withObjectives } from '../../src/design/with-objectives.js';
import { CogymError } from '../../src/errors.js';
import { convolutionsOfDesign } from './convolutions.js';
import type { Options } from './options.js';
import { designSpace } from './space.js';
import { accuracyFromMacs, MBCONV_BEST, supernetAccuracy, supernetBest } from './surrogate.js';
import { transformerOfDesign } from './transformers.js';

/** What cannot be run at all, by the simulator's codes. */
const structural: ReadonlySet<string> = new Set(['splitOutOfRange', 'splitCrossesResidual', 'tooManyPatches']);

/** @throws CogymError `badRequest` for options that cannot be met */
export function mcuCodesign(options: Options): Problem {
  const problem = new McuCodesign(options);
  const { objectives, constraints } = options;
  return objectives === undefined && constraints === undefined
    ? problem
    : withObjectives(problem, { ...(objectives && { objectives }), ...(constraints && { constraints }) });
}

/** A design as a request of the simulator. */
interface Chosen {
  readonly request: mcu.McuRequest;
  readonly accuracy: (result: mcu.McuResult) => number;
}

class McuCodesign implements Problem {
  readonly id = 'McuCodesign-v0';
  readonly version = '1';
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
  readonly #provenance: Provenance;
  readonly #supernetBest: number;

  constructor(options: Options) {
    this.#options = options;
    this.space = designSpace(options);
    this.workload = `${options.family} on ${options.board}, ${options.family === 'vit' ? 'mcuformer' : options.runtime}`;
    this.#supernetBest = supernetBest(options.supernet);
    const assumption =
      options.family === 'joint'
        ? "accuracy is a surrogate, as a share of its family's best: the families' scales are not comparable"
        : options.family === 'vit'
          ? 'accuracy is a surrogate of the accuracy inside the supernet, not of a trained network'
          : 'accuracy is a surrogate that knows MACs alone';
    this.#provenance = { simulator: 'mcu', validated: false, extrapolated: true, assumption };
    this.metrics = this.#metricSpecs();
  }

  evaluate(design: Design): Evaluation {
    const { request, accuracy } = this.#choose(design);
    let result: mcu.McuResult;
    try {
      result = mcu.evaluateMcu(request);
    } catch (error) {
      if (!(error instanceof CogymError) || !structural.has(error.code)) throw error;
      const violations = [{ name: error.code, value: 1, limit: 0, excess: 1 }];
      return this.#assessed({}, 1, violations, { reasons: [error.message] });
    }
    const metrics = this.#measure(result, request.board, accuracy(result));
    const violations = this.#limits(request.board).flatMap(([name, limit]) =>
      exceed(name, metrics[name] as number, limit),
    );
    const violation = totalViolation(violations);
    const objective = violation > 0 ? violation / (1 + violation) : -(metrics['accuracy'] as number);
    return this.#assessed(metrics, objective, violations, { reasons: result.reasons.map(explained) });
  }

  explain(design: Design): Readonly<Record<string, unknown>> {
    const { request } = this.#choose(design);
    const { network, board, runtime, schedule } = request;
    return { board: board.part, runtime, schedule, network: 'family' in network ? network : describe(network) };
  }

  #assessed(
    metrics: Evaluation['metrics'],
    objective: number,
    violations: readonly Violation[],
    details: Readonly<Record<string, unknown>>,
  ): Evaluation {
    const violation = totalViolation(violations);
    const provenance = this.#provenance;
    return { metrics, objectives: [objective], feasible: violation === 0, violation, violations, provenance, details };
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
    const joint = family === 'joint';
    if (transforms) {
      const network = transformerOfDesign(design);
      const { rankRatioMlp, patchSize, embed, heads } = network;
      const best = joint ? this.#supernetBest : 1;
      const value = supernetAccuracy(rankRatioMlp, patchSize, embed, heads.length) / best;
      return { request: { ...common, network, schedule: { mcuformerAccounting: accounting } }, accuracy: () => value };
    }
    const { network, blockEnds } = convolutionsOfDesign(design);
    const patches = Number(design['patches'] ?? 1);
    // A split after more blocks than there are is refused by the simulator: it lies beyond the last layer.
    const splitIndex = patches > 1 ? (blockEnds[Number(design['splitBlock']) - 1] ?? network.layers.length) : 0;
    const schedule =
      runtime === 'tinyengine'
        ? { inPlace: design['inPlace'] === 1, patches, splitIndex }
        : { padMaterialised: (design['padMaterialised'] ?? 'none') as mcu.PadPolicy };
    const best = joint ? MBCONV_BEST : 1;
    return { request: { ...common, network, schedule }, accuracy: ({ macs }) => accuracyFromMacs(macs) / best };
  }

  #measure(result: mcu.McuResult, board: mcu.Board, accuracy: number): Record<string, number> {
    const sramBytes = result.peakSramBytes as number;
    const { flashBytes, latencyMs, energyUj, macs, params } = result;
    return {
      accuracy,
      sramBytes,
      sramSlackBytes: this.#sramLimit(board) - sramBytes,
      flashBytes,
      flashSlackBytes: board.flashKib * 1024 - flashBytes,
      latencyS: (latencyMs as number) / 1e3,
      energyJ: (energyUj as number) / 1e6,
      macs,
      params,
    };
  }

  #sramLimit({ sramKib }: mcu.Board): number {
    return this.#options.budget === 'author' && sramKib === 320 ? 320_000 : sramKib * 1024;
  }

  #limits(board: mcu.Board): [name: string, limit: number][] {
    const { latencyLimitS, energyLimitJ } = this.#options;
    return [
      ['sramBytes', this.#sramLimit(board)],
      ['flashBytes', board.flashKib * 1024],
      ...(latencyLimitS === undefined ? [] : [['latencyS', latencyLimitS] as [string, number]]),
      ...(energyLimitJ === undefined ? [] : [['energyJ', energyLimitJ] as [string, number]]),
    ];
  }

  #metricSpecs(): MetricSpec[] {
    const { board, family } = this.#options;
    const limits = new Map(board === 'any' ? [] : this.#limits(loadTemplate('boards', board)));
    const source: Provenance = { simulator: 'mcu', validated: family !== 'vit', extrapolated: family === 'vit' };
    const fitted: Provenance = { simulator: 'mcu', validated: false, extrapolated: true };
    const counted: Provenance = { simulator: 'networks', validated: true, extrapolated: false };
    const metric = (name: string, unit: string, description: string, from: Provenance): MetricSpec => {
      const limit = limits.get(name);
      return { name, unit, description, source: from, ...(limit === undefined ? {} : { limit }) };
    };
    return [
      metric('accuracy', '', `top-1, a fraction; ${this.#provenance.assumption}`, this.#provenance),
      metric('sramBytes', 'B', 'all that the runtime needs in SRAM', source),
      metric('sramSlackBytes', 'B', "the board's SRAM less what is needed", source),
      metric('flashBytes', 'B', 'model and code', source),
      metric('flashSlackBytes', 'B', "the board's flash less what is needed", source),
      metric('latencyS', 's', 'one inference, fitted cycles', fitted),
      metric('energyJ', 'J', "one inference at the board's active power", fitted),
      metric('macs', '', 'multiply-accumulates', counted),
      metric('params', '', 'weights and biases', counted),
    ];
  }
}

function explained(reason: mcu.Reason): string {
  if (reason.code === 'inPlaceRefused') return `layer ${reason.layer} cannot run in place: its input is still needed`;
  const kib = (bytes: number) => Math.ceil(bytes / 1024);
  const memory = reason.code === 'sramExceeded' ? 'SRAM' : 'flash';
  const live = reason.liveTogether === undefined ? '' : `: ${reason.liveTogether.join(', ')} are live together`;
  return `needs ${kib(reason.neededBytes)} KiB of ${memory}, the board has ${kib(reason.budgetBytes)}${live}`;
}

const describe = ({ input, layers }: mcu.LayerNetwork) => ({
  input: [input.h, input.w, input.c],
  layers: layers.map(({ op, kernel = [1, 1], out }) => `${op} ${kernel.join('x')} -> ${out.join('x')}`),
});
