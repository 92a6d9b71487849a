/** One task: what a cell brings there and costs on the device. */
import { type AccuracyEstimate, type AccuracyEstimator, type CellTask, chance } from '../../src/accuracy/index.js';
import type { Violation } from '../../src/design/evaluation.js';
import type { Design } from '../../src/design/parameter.js';
import { badRequest } from '../../src/errors.js';
import { CELLS, cellCode, type NasBench201Parameters, nasBench201, pruneCell } from '../../src/networks/index.js';
import { checkRuns, type Device, type Workload } from '../devices/index.js';
import { type CellAccuracies, cellAccuracies, knownEstimate } from './census.js';

/** A cell on one task, or what several come to. */
export interface Judgement {
  readonly accuracy: number;
  readonly accuracyStandardError: number;
  /** Accuracy scaled to 0 at chance and 1 at the task's best cell. */
  readonly quality: number;
  /** Counts, and the device's metrics: what a network needs. */
  readonly needs: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Why the device refused. */
  readonly refusal?: string;
}

export class CellJudge {
  readonly task: CellTask;
  readonly accuracies: CellAccuracies;
  /** What all estimates say of themselves: that of a cell inside the fitted range. */
  readonly provenance: AccuracyEstimate['provenance'];
  readonly #estimator: AccuracyEstimator;
  readonly #device: Device;

  /** @throws CogymError `badRequest` for a table without the task, or a device that cannot run its networks */
  constructor(task: CellTask, estimator: AccuracyEstimator, device: Device) {
    this.task = task;
    this.#estimator = estimator;
    this.#device = device;
    const [typical, provenance] = this.#typicalCell();
    this.provenance = provenance;
    this.accuracies = cellAccuracies(estimator, task);
    checkRuns(device, this.#workload(typical));
  }

  quality(accuracy: number): number {
    const low = chance(this.task.id);
    return Math.min(1, Math.max(0, (accuracy - low) / (this.accuracies.best - low)));
  }

  /** @param design holds the device's parameters; undefined for a cell that the table does not list */
  judge(cell: string, design: Design): Judgement | undefined {
    const estimate = knownEstimate(this.#estimator, cell, this.task);
    if (estimate === undefined) return undefined;
    const workload = this.#workload(cell);
    const { metrics, violations, refusal, accuracyDrop } = this.#device.run(workload, design);
    const drop = accuracyDrop?.(estimate.accuracy);
    const accuracy = estimate.accuracy - (drop ?? 0);
    const { macs, params } = nasBench201.totals(workload.parameters);
    return {
      accuracy,
      accuracyStandardError: estimate.standardError,
      quality: this.quality(accuracy),
      needs: { macs, params, ...metrics, ...(drop === undefined ? {} : { accuracyDrop: drop }) },
      violations,
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  #workload(cell: string): Workload & { readonly parameters: NasBench201Parameters } {
    const { dataset } = this.task;
    const parameters = { cell, dataset, deadEdges: 'prune' } as const;
    const key = `${dataset} ${pruneCell(cell)}`;
    return { key, build: () => nasBench201.build(parameters), family: nasBench201.id, parameters };
  }

  #typicalCell(): [cell: string, provenance: AccuracyEstimate['provenance']] {
    for (let i = CELLS - 1; i >= 0; i--) {
      const cell = cellCode(i);
      const estimate = cell.includes('n') ? undefined : knownEstimate(this.#estimator, cell, this.task);
      if (estimate !== undefined && !estimate.provenance.extrapolated) return [cell, estimate.provenance];
    }
    throw badRequest('/options/table', `the table has no cell with an accuracy on ${this.task.id}`);
  }
}

/** Means of what they bring; of what they need, the most. */
export function together(judgements: readonly Judgement[]): Judgement {
  const [first] = judgements;
  if (first === undefined) throw new RangeError('there is nothing to judge');
  if (judgements.length === 1) return first;
  const mean = (of: (judgement: Judgement) => number) => meanOf(judgements.map(of));
  const needs: Record<string, number> = {};
  const worst = new Map<string, Violation>();
  for (const judgement of judgements) {
    for (const [name, value] of Object.entries(judgement.needs)) needs[name] = Math.max(needs[name] ?? value, value);
    for (const violation of judgement.violations) {
      const before = worst.get(violation.name);
      if (before === undefined || violation.excess > before.excess) worst.set(violation.name, violation);
    }
  }
  const refusal = judgements.find((judgement) => judgement.refusal !== undefined)?.refusal;
  return {
    accuracy: mean(({ accuracy }) => accuracy),
    accuracyStandardError: Math.sqrt(
      mean(({ accuracyStandardError }) => accuracyStandardError ** 2) / judgements.length,
    ),
    quality: mean(({ quality }) => quality),
    needs,
    violations: [...worst.values()],
    ...(refusal === undefined ? {} : { refusal }),
  };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
