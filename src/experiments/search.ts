/**
 * One run's search: the phases of its strategy after each other, all of them spending the budget of one Evaluator on
 * the base problem. What a phase optimises is computed from the base evaluations, so rows always hold full designs and
 * base figures.
 */
import { isLearner, makeAgent, searcherDefinition } from '../../agents/index.js';
import type { Agent, Told } from '../design/agent.js';
import { compareScores, type Score, scoreOf } from '../design/compare.js';
import type { Evaluation } from '../design/evaluation.js';
import type { Evaluator } from '../design/evaluator.js';
import type { Design } from '../design/parameter.js';
import type { Problem } from '../design/problem.js';
import { viewOf } from '../design/problem-view.js';
import { restrict } from '../design/restrict.js';
import { CogymError } from '../errors.js';
import { RandomStream } from '../stats/random.js';
import { learn } from './learn.js';
import { phaseProblem } from './phase-problem.js';
import { type Inner, middleDesign, type Phase, phaseBudgets, phasesOf, searched } from './strategy.js';
import type { Run } from './work-list.js';

/** A design with its figures in the phase that found it. */
interface Found {
  readonly design: Design;
  readonly evaluation: Evaluation;
  readonly score: Score;
}

/** Searches; yields after every batch, so that the caller can log, show progress and stop. */
export function* search(run: Run, evaluator: Evaluator): Generator<void> {
  const base = counted(evaluator);
  if (run.strategy.inner !== undefined) {
    yield* searchInner(run, run.strategy.inner, base, evaluator);
    return;
  }
  const phases = phasesOf(run.strategy);
  const budgets = phaseBudgets(phases, run.budget);
  let best: Found | undefined;
  for (const [i, phase] of phases.entries()) {
    best = yield* searchPhase(run, i, phase, budgets[i] as number, base, evaluator, best);
  }
}

/** The evaluator's problem, every evaluation of it counted and recorded. */
const counted = (evaluator: Evaluator): Problem => ({
  ...viewOf(evaluator.problem),
  evaluate: (design) => evaluator.evaluate(design),
});

function* searchPhase(
  run: Run,
  index: number,
  phase: Phase,
  budget: number,
  base: Problem,
  evaluator: Evaluator,
  previous: Found | undefined,
): Generator<void, Found | undefined> {
  const problem = phaseProblem(base, phase);
  const names = searched(base.space, phase.search, '/search');
  const fixed = fixedDesign(base, phase, previous);
  const part = names.length === base.space.names.length ? problem : restrict(problem, names, fixed);
  const best = new Best(base, fixed, part.objectives.length);
  for (const results of batches(run, part, evaluator, { budget, stream: index === 0 ? '' : `phase ${index}` })) {
    for (const { design, evaluation } of results) best.offer(design, evaluation);
    yield;
  }
  return best.found;
}

/**
 * What the run's agent or learner tries on `problem`, batch by batch, until it has spent `budget` of the evaluator's.
 * @param pause a batch ends after this many designs, whatever its size
 */
function* batches(
  run: Run,
  problem: Problem,
  evaluator: Evaluator,
  { budget, stream, pause = budget }: { budget: number; stream: string; pause?: number },
): Generator<readonly Told[]> {
  const seed = seedFor(run, stream);
  const definition = searcherDefinition(run.agent);
  if (isLearner(definition)) {
    yield* learn(definition, problem, { budget, seed, pause, hyperparameters: run.hyperparameters });
    return;
  }
  const agent = agentFor(run, problem, budget, seed);
  const before = evaluator.spent;
  for (let spent = 0; spent < budget; spent = evaluator.spent - before) {
    const designs = ask(agent, Math.min(run.batch, (spent < pause ? pause : budget) - spent));
    const results = designs.map((design) => ({ design, evaluation: problem.evaluate(design) }));
    agent.tell(results);
    yield results;
  }
}

/**
 * The inner loop with early pruning: an agent or learner proposes the outer parameters; for each proposal a fresh one
 * tries `designs` inner ones and, when one of them is feasible, `rest` more. The outer one is told the best of them.
 */
function* searchInner(run: Run, inner: Inner, base: Problem, evaluator: Evaluator): Generator<void> {
  const insideNames = searched(base.space, inner.search, '/inner/search');
  const outsideNames = base.space.names.filter((name) => !insideNames.includes(name));
  const middle = middleDesign(base);
  const outside = restrict(base, outsideNames, middle);
  let proposal = 0;
  function* tryInside(outerDesign: Design): Generator<void, Evaluation> {
    const fixed = { ...middle, ...outerDesign };
    const best = new Best(base, fixed, base.objectives.length);
    const budget = Math.min(inner.designs + inner.rest, evaluator.remaining);
    const pause = Math.min(inner.designs, budget);
    const stream = `inner ${proposal++}`;
    let tried = 0;
    for (const results of batches(run, restrict(base, insideNames, fixed), evaluator, { budget, stream, pause })) {
      for (const { design, evaluation } of results) best.offer(design, evaluation);
      tried += results.length;
      yield;
      if (tried >= inner.designs && best.found?.score.violation !== 0) break;
    }
    if (best.found === undefined) throw new CogymError('budgetExhausted', 'nothing is left for an inner search');
    return best.found.evaluation;
  }
  const definition = searcherDefinition(run.agent);
  if (isLearner(definition)) {
    // A step of an environment cannot wait: the whole inner search happens within it.
    const nested = { ...outside, evaluate: (design: Design) => lastOf(tryInside(design)) };
    const budget = Math.ceil(run.budget / inner.designs);
    const updates = learn(definition, nested, { budget, seed: run.seed, hyperparameters: run.hyperparameters });
    for (const _ of updates) {
      yield;
      if (evaluator.remaining === 0) return;
    }
    return;
  }
  const outer = agentFor(run, outside, run.budget, run.seed);
  while (evaluator.remaining > 0) {
    const [design] = ask(outer, 1) as [Design];
    const evaluation = yield* tryInside(design);
    outer.tell([{ design, evaluation }]);
  }
}

/** What `steps` returns at their end. */
function lastOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function fixedDesign(base: Problem, { fixed }: Phase, previous: Found | undefined): Design {
  if (fixed === 'best' && previous !== undefined) return previous.design;
  return middleDesign(base, typeof fixed === 'object' ? fixed : {});
}

/** The first search of a run has the run's own seed, later ones seeds derived from it. */
function seedFor(run: Run, stream: string): number {
  return stream === '' ? run.seed : RandomStream.from(run.seed, stream).integer(2 ** 32);
}

/** The run's agent on `problem`. */
function agentFor(run: Run, problem: Problem, budget: number, seed: number): Agent {
  return makeAgent(run.agent, {
    space: problem.space,
    objectives: problem.objectives.length,
    ...(problem.mask === undefined ? {} : { mask: problem.mask }),
    budget,
    seed,
    hyperparameters: run.hyperparameters,
  });
}

/** Designs of an agent; one that gives none would never end. */
function ask(agent: Agent, count: number): Design[] {
  const designs = agent.ask(count);
  if (designs.length > 0 && designs.length <= count) return designs;
  throw new CogymError('brokenAgent', `agent ${agent.name} gave ${designs.length} designs when asked for ${count}`);
}

/** Keeps the first of the best designs offered, completed by the values held fixed. */
class Best {
  found: Found | undefined;
  readonly #base: Problem;
  readonly #fixed: Design;
  readonly #objectives: number;

  constructor(base: Problem, fixed: Design, objectives: number) {
    this.#base = base;
    this.#fixed = fixed;
    this.#objectives = objectives;
  }

  offer(design: Design, evaluation: Evaluation): void {
    const score = scoreOf(evaluation, this.#objectives);
    if (this.found !== undefined && compareScores(score, this.found.score) >= 0) return;
    this.found = { design: this.#base.space.canonical({ ...this.#fixed, ...design }), evaluation, score };
  }
}
