/** Runs the study into a folder, and goes on where an earlier attempt stopped: every search is kept once it ends. */
import { join } from 'node:path';
import { agentDefinition } from '../../../agents/index.js';
import { makeFolder } from '../disk.js';
import { lockFolder } from '../lock.js';
import type { RunOptions } from '../run.js';
import type { BestSoFar, RunProgress } from '../tracker.js';
import { comparisons, searchesEach } from './comparisons.js';
import { Searches } from './searches.js';
import { type Comparison, type Goal, goals, type HeterogeneityRequest, type Setting } from './types.js';

export const settingsOf = ({ areas, accuracies }: HeterogeneityRequest): Setting[] =>
  areas.flatMap((areaMm2) => accuracies.map((leastAccuracy) => ({ areaMm2, leastAccuracy })));

/**
 * Everything that the request compares, seeds outermost, so that an interrupted study has compared settings on equal
 * seeds.
 * @returns undefined when `stop` ended it early
 * @throws CogymError `unknownAgent`, `badRequest`, `folderBusy`, `writeFailed`, `logDamaged`
 */
export async function runHeterogeneity(
  request: HeterogeneityRequest,
  folder: string,
  { onProgress, stop }: Pick<RunOptions, 'onProgress' | 'stop'> = {},
): Promise<Comparison[] | undefined> {
  await agentDefinition(request.agent).prepare?.();
  makeFolder(folder);
  const unlock = lockFolder(folder);
  try {
    const searches = new Searches(join(folder, 'searches.jsonl'));
    const pairs = request.seeds.flatMap((seed) => settingsOf(request).map((setting) => ({ seed, setting })));
    const each = searchesEach(request);
    const all: Comparison[] = [];
    let computed = 0;
    for (const [i, { seed, setting }] of pairs.entries()) {
      const steps = comparisons(request, setting, seed);
      let step = steps.next();
      for (let done = 1; !step.done; done++) {
        let outcome = searches.known(step.value);
        if (outcome === undefined) {
          // A breath, in which signals are heard.
          await new Promise((resolve) => setImmediate(resolve));
          if (stop?.()) return undefined;
          outcome = searches.compute(step.value);
          computed++;
          onProgress?.(progressOf(request, all, i * each + done, computed));
        }
        step = steps.next(outcome);
      }
      all.push(...step.value);
    }
    onProgress?.(progressOf(request, all, pairs.length * each, computed));
    return all;
  } finally {
    unlock();
  }
}

/** @param done searches that are there or were found needless, of all */
function progressOf(
  request: HeterogeneityRequest,
  all: readonly Comparison[],
  done: number,
  computed: number,
): RunProgress {
  const runs = request.seeds.length * settingsOf(request).length * searchesEach(request);
  return {
    runs,
    runsDone: done,
    evaluations: runs * request.budget,
    evaluationsDone: done * request.budget,
    computed: computed * request.budget,
    best: goals.flatMap((goal) => [
      ...bestOf(goal, 'NPU alone', all, ({ npuOnly }) => npuOnly),
      ...bestOf(goal, 'with macros', all, ({ whole }) => whole),
    ]),
  };
}

function bestOf(
  goal: Goal,
  agent: string,
  all: readonly Comparison[],
  side: (comparison: Comparison) => Comparison['whole'],
): BestSoFar[] {
  const values = all
    .filter(({ measure }) => measure === goal)
    .flatMap((one) => side(one).map(({ metrics }) => metrics[goal] as number));
  if (values.length === 0) return [];
  const score = { objectives: [Math.min(...values)], violation: 0 };
  return [{ agent, part: goal, objectives: [{ name: goal, direction: 'minimize' }], score }];
}
