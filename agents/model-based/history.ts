/** What an agent that learns from all results remembers: the results, and the designs that are asked and not told yet. */
import type { AgentContext, Told } from '../../src/design/agent.js';
import { type ScoredDesign, scoreOf } from '../../src/design/compare.js';
import type { Design } from '../../src/design/parameter.js';

/** A history as it stands in the state of an agent. */
export interface HistoryState {
  readonly results: readonly ScoredDesign[];
  readonly pending: readonly Design[];
}

export class History {
  readonly #context: Pick<AgentContext<unknown>, 'space' | 'objectives'>;
  readonly #known = new Set<string>();
  #results: ScoredDesign[] = [];
  #pending: Design[] = [];

  constructor(context: Pick<AgentContext<unknown>, 'space' | 'objectives'>) {
    this.#context = context;
  }

  /** In the order told. */
  get results(): readonly ScoredDesign[] {
    return this.#results;
  }

  /** Asked and not told yet, in the order asked. */
  get pending(): readonly Design[] {
    return this.#pending;
  }

  /** Keys of all designs asked or told. */
  get known(): ReadonlySet<string> {
    return this.#known;
  }

  /** Adds a design to those asked. */
  ask(design: Design): void {
    this.#pending.push(design);
    this.#known.add(this.#context.space.key(design));
  }

  /** Adds a result, and takes its design off the pending ones where it was asked. */
  tell({ design, evaluation }: Told): void {
    const { space, objectives } = this.#context;
    const key = space.key(design);
    const at = this.#pending.findIndex((asked) => space.key(asked) === key);
    if (at >= 0) this.#pending.splice(at, 1);
    this.#known.add(key);
    this.#results.push({ design, score: scoreOf(evaluation, objectives) });
  }

  /** For {@link restore}; it goes on growing with the history. */
  state(): HistoryState {
    return { results: this.#results, pending: this.#pending };
  }

  /** Starts anew from what {@link state} gave. */
  restore({ results, pending }: HistoryState): void {
    this.#results = [...results];
    this.#pending = [...pending];
    this.#known.clear();
    for (const { design } of results) this.#known.add(this.#context.space.key(design));
    for (const design of pending) this.#known.add(this.#context.space.key(design));
  }
}
