/** A multi-agent study as tables: for the terminal and as Markdown. */
import { HEAD, rowsOf, share, titleOf } from '../lottery/tables.js';
import { formatTable, markdownTable } from '../text-table.js';
import { formatNumber } from '../units.js';
import type { MultiAgentStudy } from './analyse.js';
import type { Comparison } from './compare.js';

export const TERMS_HEAD = ['problem', 'contestant', 'agents', 'hidden units', 'weights', 'of PPO'] as const;

export const termsRows = ({ terms }: MultiAgentStudy): string[][] =>
  terms.map(({ problem, contestant, players, width, weights, weightsPercent }) => [
    problem,
    contestant,
    String(players),
    `${width}, ${width}`,
    formatNumber(weights, 6),
    `${formatNumber(weightsPercent)} %`,
  ]);

export const COMPARISON_TITLE = 'Probability that a run of the team is better than a run of the single learner [95 %]';

/** Pairs of a team and a single learner, over all problems and on each. */
export function comparisonHead({ entries }: MultiAgentStudy): string[] {
  return ['team', 'against', 'all problems', 'the team is', ...entries.map(({ name }) => name)];
}

export function comparisonRows({ comparisons, entries }: MultiAgentStudy): string[][] {
  return comparisons
    .filter(({ problem }) => problem === null)
    .map((overall) => [
      overall.team,
      overall.single,
      probabilityText(overall),
      overall.verdict,
      ...entries.map(({ name }) => {
        const on = comparisons.find(
          ({ team, single, problem }) => team === overall.team && single === overall.single && problem === name,
        );
        return on === undefined ? '' : probabilityText(on);
      }),
    ]);
}

const probabilityText = ({ probability, low, high }: Comparison): string =>
  `${share(probability)} [${share(low)}, ${share(high)}]`;

/** What makes the comparison a fair one, in a sentence. */
export function termsText({ budget, seeds, sets, learningRates }: MultiAgentStudy): string {
  return `Same terms for all: the discrete designs of each problem, ${budget} evaluations a run, ${sets} sets of hyperparameters (step sizes ${learningRates.join(', ')}), ${seeds} seeds each, and as many weights as the width of the networks allows (table).`;
}

/** All tables, for a terminal. */
export function studyText(study: MultiAgentStudy): string {
  return [
    ...study.entries.map((entry) => `${titleOf(entry)}\n${formatTable(HEAD, rowsOf(entry))}`),
    `${COMPARISON_TITLE}\n${formatTable(comparisonHead(study), comparisonRows(study))}`,
    `${termsText(study)}\n${formatTable(TERMS_HEAD, termsRows(study))}`,
  ].join('\n\n');
}

/** The same as Markdown. */
export function studyMarkdown(study: MultiAgentStudy): string {
  return `${[
    ...study.entries.map((entry) => `### ${titleOf(entry)}\n\n${markdownTable(HEAD, rowsOf(entry))}`),
    `### ${COMPARISON_TITLE}\n\n${markdownTable(comparisonHead(study), comparisonRows(study))}`,
    `### Terms\n\n${termsText(study)}\n\n${markdownTable(TERMS_HEAD, termsRows(study))}`,
  ].join('\n\n')}\n`;
}
