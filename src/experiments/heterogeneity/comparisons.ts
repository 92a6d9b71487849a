/**
 * The searches of one setting and seed, in the order in which they need each other: the whole space is searched at an
 * accuracy not lower than what the NPU alone reached.
 */
import {
  arms,
  type Comparison,
  type Found,
  type Goal,
  goals,
  type HeterogeneityRequest,
  type Measure,
  type Outcome,
  type Search,
  type Setting,
} from './types.js';

type Compared = Generator<Search, void, Outcome>;

/** Searches of one setting and seed, where every one finds something. */
export const searchesEach = ({ adcModels }: Pick<HeterogeneityRequest, 'adcModels'>): number =>
  (goals.length + 2) * (1 + arms.length) + goals.length * (adcModels.length - 1) * (arms.length - 1);

interface Limits {
  readonly objectives: readonly string[];
  readonly minimumAccuracy?: number;
  readonly constraints?: readonly string[];
}

/** Yields searches, is given their outcomes, and returns what they compare. */
export function* comparisons(
  request: HeterogeneityRequest,
  setting: Setting,
  seed: number,
): Generator<Search, Comparison[], Outcome> {
  const { agent, budget, adcModels } = request;
  const [adcModel] = adcModels as [string];
  const found: Comparison[] = [];
  const search = (assignment: 'npu-only' | 'searched', limits: Limits, model: string, start: Outcome = []): Search => ({
    agent,
    budget,
    seed,
    options: { assignment, areaBudgetMm2: setting.areaMm2, adcModel: model, ...limits },
    start: start.map(({ design }) => design),
  });
  const npuOnly = (limits: Limits, start?: Outcome): Search => search('npu-only', limits, adcModel, start);
  function* compare(measure: Measure, alone: Outcome, limits: Limits, model = adcModel): Compared {
    for (const arm of arms) {
      // Designs without macros do not know the models of converters.
      if (arm === 'continued' && model !== adcModel) continue;
      const start = arm === 'seeded' ? alone.map(withoutMacros) : arm === 'continued' ? alone : [];
      const whole = yield search(arm === 'continued' ? 'npu-only' : 'searched', limits, model, start);
      found.push({ ...setting, measure, arm, adcModel: model, seed, npuOnly: alone, whole });
    }
  }

  const { leastAccuracy } = setting;
  const best = new Map<Goal, Found>();
  for (const goal of goals) {
    const objectives = [`minimize ${goal}`];
    const alone = yield npuOnly({ objectives, minimumAccuracy: leastAccuracy });
    const [design] = alone;
    if (design === undefined) continue;
    best.set(goal, design);
    const minimumAccuracy = design.metrics['accuracy'] as number;
    for (const model of adcModels) yield* compare(goal, alone, { objectives, minimumAccuracy }, model);
  }
  const both = { objectives: goals.map((goal) => `minimize ${goal}`), minimumAccuracy: leastAccuracy };
  const front = yield npuOnly(both);
  if (front.length > 0) yield* compare('hypervolume', front, both);

  const fastest = best.get('latencyS');
  if (fastest === undefined) return found;
  // Room for the digits that an expression loses.
  const limit = (fastest.metrics['latencyS'] as number) * (1 + 1e-9);
  const accurate = {
    objectives: ['maximize accuracy'],
    minimumAccuracy: leastAccuracy,
    constraints: [`latencyS <= ${limit}`],
  };
  const alone = yield npuOnly(accurate, [fastest]);
  if (alone.length > 0) yield* compare('accuracy', alone, accurate);
  return found;
}

/** An NPU-only design as one of the whole space. */
const withoutMacros = ({ design, metrics }: Found): Found => ({ design: { ...design, cimKind: 'none' }, metrics });
