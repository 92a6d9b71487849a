/** The study as one HTML page that needs nothing else. */
import { median } from '../../stats/quantile.js';
import { type Drawing, draw, type Picture, standalone } from '../report/chart.js';
import { htmlDocument, section } from '../report/document.js';
import { type Html, html, table } from '../report/html.js';
import { figure } from '../report/sections/figure.js';
import { formatMetric, formatPercent } from '../units.js';
import { type Ablation, type AblationFigures, type AblationName, ablations } from './ablation.js';
import { convertersDrawing, gainsDrawing } from './charts.js';
import type { GainRow } from './table.js';
import { goals, type HeterogeneityRequest, type Measure } from './types.js';
import { armWords, GAIN_HEAD, gainCells, heterogeneityNote, settingWords, words } from './words.js';

export interface HeterogeneityPage {
  readonly html: string;
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/** Equal data gives equal bytes. */
export function renderHeterogeneity(
  request: HeterogeneityRequest,
  rows: readonly GainRow[],
  changed: readonly Ablation[],
): HeterogeneityPage {
  const drawn: Picture[] = [];
  const show = (drawing: Drawing): Html => {
    const picture = draw(drawing);
    drawn.push(picture);
    return figure(picture);
  };
  const { adcModels } = request;
  const [adcModel] = adcModels as [string];
  const whole = [show(gainsDrawing(rows, adcModel)), gains(rows, adcModel)];
  const several =
    adcModels.length === 1
      ? undefined
      : section('converters', 'What the model of converters changes', [
          show(convertersDrawing(rows, adcModels)),
          converters(rows, adcModels),
        ]);
  const body = html`<p class="headline">${headline(rows, adcModel)}</p>
<p class="note">${heterogeneityNote}</p>
${section('gains', 'What macros beside an NPU buy', whole)}
${several}
${section('ablations', 'The same network and hardware, assigned otherwise', ablationTables(changed))}
${section('designs', 'The best designs', designs(changed))}
${section('method', 'How it was measured', method(request))}`;
  return {
    html: htmlDocument('What heterogeneity buys', { name: 'NPU and compute-in-memory macros' }, body),
    pictures: drawn.map(({ name, svg }) => ({ name, svg: `${standalone(svg)}\n` })),
  };
}

/** Medians over settings of the medians over seeds. */
function headline(rows: readonly GainRow[], adcModel: string): string {
  const of = (measure: Measure, arm: GainRow['arm']): string => {
    const medians = rows
      .filter((row) => row.measure === measure && row.arm === arm && row.adcModel === adcModel && row.compared > 0)
      .map((row) => row.median);
    return medians.length === 0 ? 'nothing to compare' : formatPercent(median(medians));
  };
  return goals
    .map(
      (goal) =>
        `${words[goal]}: ${of(goal, 'fresh')} by searching the whole space, ${of(goal, 'seeded')} by continuing ` +
        `in it from the NPU-only design, ${of(goal, 'continued')} by continuing without macros.`,
    )
    .join(' ');
}

function gains(rows: readonly GainRow[], adcModel: string): Html {
  const columns = GAIN_HEAD.map((title, i) => ({ title, number: i > 2, name: i < 3 }));
  const shown = rows.filter((row) => row.adcModel === adcModel);
  return table(`Whole space against NPU-only, converters ${adcModel}`, columns, shown.map(gainCells));
}

function converters(rows: readonly GainRow[], adcModels: readonly string[]): Html {
  const lines = rows.filter(
    ({ adcModel, arm, measure }) =>
      adcModel === adcModels[0] && arm !== 'continued' && goals.some((goal) => goal === measure),
  );
  const cell = (line: GainRow, adcModel: string): string => {
    const same = rows.find(
      (row) =>
        row.adcModel === adcModel &&
        row.measure === line.measure &&
        row.arm === line.arm &&
        row.areaMm2 === line.areaMm2 &&
        row.leastAccuracy === line.leastAccuracy,
    );
    return same === undefined ? 'n/a' : `${formatPercent(same.median)} (better in ${formatPercent(same.better, 0)})`;
  };
  const columns = [
    ...['what', 'setting', 'search'].map((title) => ({ title, name: true })),
    ...adcModels.map((title) => ({ title, number: true })),
  ];
  const cells = lines.map((line) => [
    words[line.measure],
    settingWords(line),
    armWords[line.arm],
    ...adcModels.map((adcModel) => cell(line, adcModel)),
  ]);
  return table('Median improvement over seeds by model of converters', columns, cells);
}

const figureNames: Readonly<Record<keyof AblationFigures, string>> = {
  latencyS: 'latency',
  energyJ: 'energy',
  fps: 'frames a second',
};

/** For each goal the figures of every policy over those of the same system with all layers on its NPU. */
function ablationTables(changed: readonly Ablation[]): Html {
  const of = (goal: Ablation['goal']): Html => {
    const mine = changed.filter((one) => one.goal === goal);
    if (mine.length === 0) return html`<p>No design found for ${words[goal]} has macros.</p>`;
    const columns = [
      { title: 'assignment', name: true },
      { title: 'designs that can', number: true },
      ...Object.values(figureNames).map((name) => ({ title: `${name}, all on the NPU = 1`, number: true })),
    ];
    const cells = ablations.map((name) => [
      name,
      `${mine.filter(({ figures }) => figures[name] !== undefined).length} of ${mine.length}`,
      ...(Object.keys(figureNames) as (keyof AblationFigures)[]).map((figureName) => ratio(mine, name, figureName)),
    ]);
    return table(
      `Designs found for ${words[goal]}: median over the best design with macros of each setting`,
      columns,
      cells,
    );
  };
  return html`<p>${changed.length} designs, each the best with macros of its setting over seeds and searches; every line changes the
assignment alone. "searched" is the design as found, "nothing pinned" the same with every weight written for each frame.</p>
${goals.map(of)}`;
}

function ratio(changed: readonly Ablation[], name: AblationName, figureName: keyof AblationFigures): string {
  const ratios = changed.flatMap(({ figures }) => {
    const [one, base] = [figures[name], figures['npu-only']];
    return one === undefined || base === undefined ? [] : [one[figureName] / base[figureName]];
  });
  return ratios.length === 0 ? 'n/a' : median(ratios).toFixed(2);
}

function designs(changed: readonly Ablation[]): Html {
  const columns = ['for', 'setting', 'latency', 'energy', 'NPU', 'macros', 'schedule', 'on macros'].map((title) => ({
    title,
    name: true,
  }));
  const cells = changed.map(({ goal, design, figures: { searched }, ...setting }) => [
    words[goal],
    settingWords(setting),
    searched === undefined ? 'n/a' : formatMetric('latencyS', searched.latencyS),
    searched === undefined ? 'n/a' : formatMetric('energyJ', searched.energyJ),
    `${design['npu']}, ${design['sramKib']} KiB`,
    `${design['cimMacros']} ${design['cimKind']}, ${design['cimRows']} rows`,
    `${design['schedule']}, ${design['residency']}`,
    Object.keys(design)
      .filter((name) => name.startsWith('target') && design[name] === 'cim')
      .map((name) => name.slice('target'.length))
      .join(' ') || 'nothing',
  ]);
  return table('The best design with macros of each setting, over seeds and searches', columns, cells);
}

function method({ agent, budget, seeds, adcModels }: HeterogeneityRequest): Html {
  return html`<p>NpuCimCodesign-v0. For each area budget, least accuracy and seed the agent "${agent}" searches designs without
macros, then the whole space at an accuracy not lower than what it reached there, each with ${budget} evaluations: from nothing;
continued from the NPU-only result, which the whole space contains; and, as the control of that second effort, continued
without macros. What heterogeneity buys is what the whole space, continued, gains over NPU-only, continued. ${seeds.length} seeds. Without macros the whole
area budget is the NPU's and the SRAM's.</p>
<ul class="readings">
<li>Latency and energy are minimised alone: 1 - found / NPU-only.</li>
<li>Together: how much more hypervolume the non-dominated designs cover, in decades of latency and energy, up to twice the worst
of both on any NPU-only front of the setting.</li>
<li>Accuracy: what both reach when it is maximised at no higher latency than that of the fastest NPU-only design.</li>
<li>Accuracy is an estimate for the family of networks; the loss of analog macros is a proxy. Latency, energy and area come from
parts compared with Vela, ZigZag-IMC and NeuroSim, composed by us.</li>
<li>Models of converters: ${adcModels.join(', ')}. They are stated because they may change the sign.</li></ul>`;
}
