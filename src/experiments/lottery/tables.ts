/** The figures of a study as tables: for the terminal, as Markdown and as CSV. */
import { formatTable, markdownTable } from '../text-table.js';
import { formatNumber } from '../units.js';
import type { Lottery, LotteryEntry } from './analyse.js';
import type { AgentProfile, Profiles } from './profile.js';

export const HEAD = [
  'agent',
  'sets',
  'runs',
  'best',
  'median',
  'middle half',
  'IQM [95 %]',
  'IQR of median',
  'variance: sets / seeds',
  'within 5 %',
  'rank [95 %]',
  'best of all sets [95 %]',
] as const;

/** One row for each agent, in the order of rank. */
export function rowsOf({ agents, direction }: LotteryEntry): string[][] {
  return [...agents]
    .sort((a, b) => a.rank.rank - b.rank.rank)
    .map(({ agent, sets, runs, distribution, reach, rank, bestOfK }) => {
      const { min, max, median, q25, q75, iqm, iqrPercent, variance } = distribution;
      const tuned = bestOfK.at(-1);
      return [
        agent,
        String(sets),
        String(runs),
        figure(direction === 'maximize' ? max : min),
        figure(median),
        `${figure(q25)} .. ${figure(q75)}`,
        `${figure(iqm.estimate)} [${figure(iqm.low)}, ${figure(iqm.high)}]`,
        iqrPercent === null ? '' : `${formatNumber(iqrPercent)} %`,
        `${share(variance.sets)} / ${share(variance.seeds)}`,
        reach === null ? '' : share(reach.within5),
        `${formatNumber(rank.rank)} [${formatNumber(rank.low)}, ${formatNumber(rank.high)}]`,
        tuned === undefined ? '' : `${figure(tuned.expected)} [${figure(tuned.low)}, ${figure(tuned.high)}]`,
      ];
    });
}

export const figure = (value: number): string => formatNumber(value, 4);
export const share = (value: number): string => `${Math.round(100 * value)} %`;

/** What a table's figures are. */
export function titleOf({ name, problem, figure: of, direction, budget, seeds, stability }: LotteryEntry): string {
  const better = direction === 'maximize' ? 'larger' : 'smaller';
  const where = name === problem ? name : `${name} (${problem})`;
  return `${where}: ${of} after ${budget} evaluations, ${better} is better; ${seeds} seeds; the same order of agents in ${share(stability)} of 2,000 resamples`;
}

/** The last entry of each problem: its largest budget. */
export function largestBudgets({ entries }: Pick<Lottery, 'entries'>): LotteryEntry[] {
  return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
}

/** Tables of the largest budgets and the findings, for a terminal. */
export function lotteryText(lottery: Lottery): string {
  const tables = largestBudgets(lottery).map((entry) => `${titleOf(entry)}\n${formatTable(HEAD, rowsOf(entry))}`);
  const { profiles } = lottery;
  const together =
    profiles === null ? [] : [`${regretTitle(profiles)}\n${formatTable(REGRET_HEAD, regretRows(profiles))}`];
  return [...tables, ...together, ...lottery.findings.map(findingText)].join('\n\n');
}

export const REGRET_HEAD = ['agent', 'normalised regret [95 %]', 'at most 1', 'at most 0.1'] as const;

export const regretTitle = ({ problems }: Profiles): string =>
  `All problems together (${problems.join(', ')}): interquartile mean of the normalised regret, 0 at the best known and 1 at random search's median, and the share of runs with a regret of at most 1 and 0.1`;

/** One row for each agent, the least regret first. */
export function regretRows({ agents, regrets }: Profiles): string[][] {
  const within = ({ shares }: AgentProfile, regret: number): string =>
    share(shares[regrets.indexOf(regret)]?.estimate ?? Number.NaN);
  return [...agents]
    .sort((a, b) => a.regret.estimate - b.regret.estimate)
    .map((profile) => {
      const { estimate, low, high } = profile.regret;
      return [
        profile.agent,
        `${figure(estimate)} [${figure(low)}, ${figure(high)}]`,
        within(profile, 1),
        within(profile, 0.1),
      ];
    });
}

const findingText = ({ claim, verdict, evidence }: Lottery['findings'][number]): string =>
  [`"${claim}" ${verdict} by these runs:`, ...evidence.map((line) => `  ${line}`)].join('\n');

/** The same as Markdown. */
export function lotteryMarkdown(lottery: Lottery): string {
  const tables = lottery.entries.map((entry) => `### ${titleOf(entry)}\n\n${markdownTable(HEAD, rowsOf(entry))}`);
  const findings = lottery.findings.map(({ claim, verdict, evidence }) =>
    [`**${claim}** ${verdict}.`, '', ...evidence.map((text) => `* ${text}`)].join('\n'),
  );
  const { profiles } = lottery;
  const together =
    profiles === null ? [] : [`### ${regretTitle(profiles)}\n\n${markdownTable(REGRET_HEAD, regretRows(profiles))}`];
  return `${[...tables, ...together, ...findings].join('\n\n')}\n`;
}

/** One line for each agent, problem and budget; numbers in full. */
export function lotteryCsv({ entries }: Lottery): string {
  const head = [
    'name,problem,figure,direction,budget,agent,sets,runs,min,q25,median,q75,max,iqm,iqm_low,iqm_high,iqr_percent',
    'variance_sets,variance_seeds,within_1,within_5,within_10,rank,rank_low,rank_high,best_of_all,best_of_all_low,best_of_all_high',
  ].join(',');
  const rows = entries.flatMap((entry) =>
    entry.agents.map(({ agent, sets, runs, distribution: d, reach, rank, bestOfK }) => {
      const tuned = bestOfK.at(-1);
      return [
        ...[entry.name, entry.problem, entry.figure, entry.direction, entry.budget, agent, sets, runs],
        ...[d.min, d.q25, d.median, d.q75, d.max, d.iqm.estimate, d.iqm.low, d.iqm.high, d.iqrPercent ?? ''],
        ...[d.variance.sets, d.variance.seeds, reach?.within1 ?? '', reach?.within5 ?? '', reach?.within10 ?? ''],
        ...[rank.rank, rank.low, rank.high, tuned?.expected ?? '', tuned?.low ?? '', tuned?.high ?? ''],
      ]
        .map(cell)
        .join(',');
    }),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
