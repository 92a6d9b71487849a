/** Baselines of `McuCodesign-v0`: `runBaseline(name, ...)`. */
import { fillOptions } from '../../../src/design/options.js';
import type { Design } from '../../../src/design/parameter.js';
import { badRequest, CogymError } from '../../../src/errors.js';
import { nearest } from '../../../src/stats/nearest.js';
import { RandomStream } from '../../../src/stats/random.js';
import definition from '../../mcu-codesign.js';
import type { Options } from '../options.js';
import { mcuCodesign } from '../problem.js';
import type { Baseline, BaselineResult } from './baseline.js';
import { mcuformerAccountings, mcuformerEvolution, mcuformerEvolutionRelease } from './mcuformer.js';
import { plannerAblation } from './planner-ablation.js';
import { mcunetPublished } from './published.js';
import { mcuformerSpace } from './space-evolution.js';
import { bestPatch, layerwise, mobilenetScaling, randomSearch } from './sweeps.js';
import { mcunetTwoStage } from './two-stage.js';

export type { Baseline, BaselineResult } from './baseline.js';

export const baselines: readonly Baseline[] = [
  mcunetPublished,
  mobilenetScaling,
  layerwise,
  bestPatch,
  randomSearch,
  mcunetTwoStage,
  mcuformerEvolution,
  mcuformerEvolutionRelease,
  mcuformerSpace,
  mcuformerAccountings,
  plannerAblation,
];

export interface BaselineRequest {
  /** Default: the baseline's own. */
  readonly preset?: string;
  /** Options of the problem over those of the preset. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Evaluations; default: the baseline's own. */
  readonly budget?: number;
  readonly seed?: number;
  /** Parameters held at a value. */
  readonly design?: Design;
}

/** @throws CogymError `unknownPreset`, `badRequest` for an unknown baseline, option or parameter, or one that does not fit it */
export function runBaseline(name: string, request: BaselineRequest = {}): BaselineResult & { readonly preset: string } {
  const names = baselines.map((one) => one.name);
  const baseline = baselines.find((one) => one.name === name);
  if (baseline === undefined) {
    throw badRequest(
      '/baseline',
      `no baseline '${name}'; did you mean ${nearest(name, names, 1)}? Known: ${names.join(', ')}`,
    );
  }
  const { preset = baseline.preset, budget = baseline.budget, seed = 0, design: fixed = {} } = request;
  const presets: Readonly<Record<string, object>> = definition.presets;
  if (!Object.hasOwn(presets, preset)) {
    throw new CogymError(
      'unknownPreset',
      `no preset '${preset}'; known: ${Object.keys(presets).join(', ')}`,
      '/preset',
    );
  }
  const given = { ...presets[preset], ...request.options };
  const make = (changes: object) => fillOptions(definition.options, { ...given, ...changes }, '/options') as Options;
  const options = make({});
  const problem = mcuCodesign(options);
  for (const [parameter, value] of Object.entries(fixed)) {
    const i = problem.space.indexOf(parameter);
    if (problem.space.indexOfValue(i, value) < 0) {
      throw badRequest(`/design/${parameter}`, `${parameter} has no value ${JSON.stringify(value)}`);
    }
  }
  const random = RandomStream.from(seed, `baseline ${name}`);
  const variant = (changes: Partial<Options>) => mcuCodesign(make(changes));
  return { preset, ...baseline.run({ problem, options, budget, seed, random, fixed, variant }) };
}
