/** The comparison of agents and strategies as a table for a terminal. */
import type { ArmSummary, Summary } from './summary.js';
import { formatTable } from './text-table.js';
import { formatNumber, formatPercent, wordsOf } from './units.js';

/** One row for each arm, and what the columns mean. */
export function comparisonTable({
  name,
  problem,
  figure,
  direction,
  arms,
  folder,
}: Summary & { folder?: string }): string {
  const several = new Set(arms.map(({ strategy }) => strategy)).size > 1;
  const limited = [...new Set(arms.flatMap(({ winner }) => Object.keys(winner?.overSpec ?? {})))];
  const better = direction === 'maximize' ? 'larger' : 'smaller';
  const head = [
    'agent',
    ...(several ? ['strategy'] : []),
    'seeds',
    'feasible',
    `${wordsOf(figure)}: IQM [95 %]`,
    'median',
    'first feasible',
    ...limited.map((metric) => `${wordsOf(metric)} over spec`),
  ];
  const rows = arms.map((arm) => [
    arm.agent + variant(arm, arms),
    ...(several ? [arm.strategy] : []),
    String(arm.runs),
    `${arm.feasibleRuns}/${arm.runs}`,
    arm.best === null ? 'none' : `${number(arm.best.estimate)} [${number(arm.best.low)}, ${number(arm.best.high)}]`,
    arm.median === null ? '' : number(arm.median),
    arm.firstFeasible === null ? 'never' : `after ${formatNumber(arm.firstFeasible)}`,
    ...limited.map((metric) => signedPercent(arm.winner?.overSpec[metric])),
  ]);
  const where = folder === undefined ? '' : ` (${folder})`;
  return [
    `${name}${where}: ${problem}, best feasible ${wordsOf(figure)} of each seed, ${better} is better`,
    formatTable(head, rows),
    ...(limited.length === 0 ? [] : ['Over spec: the best design of the row against each limit; negative keeps it.']),
  ].join('\n');
}

const number = (value: number): string => formatNumber(value, 4);

/** Hyperparameters, where one agent stands in the table with several sets of them. */
function variant(arm: ArmSummary, arms: readonly ArmSummary[]): string {
  const sets = arms.filter(
    ({ agent, strategy, budget }) => agent === arm.agent && strategy === arm.strategy && budget === arm.budget,
  );
  const budgets = new Set(arms.map(({ budget }) => budget)).size > 1 ? ` @ ${arm.budget}` : '';
  if (sets.length < 2) return budgets;
  const text = Object.entries(arm.hyperparameters).map(([name, value]) => `${name} ${value}`);
  return `${budgets} (${text.join(', ')})`;
}

function signedPercent(value: number | undefined): string {
  if (value === undefined) return '';
  return `${value > 0 ? '+' : ''}${formatPercent(value, Math.abs(value) < 0.1 ? 1 : 0)}`;
}
