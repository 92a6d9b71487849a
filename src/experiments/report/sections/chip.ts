/** The sub-accelerators of the winning design, its schedule, and its networks layer by layer. */
import { formatAccuracy, formatNumber, formatPercent, formatQuantity } from '../../units.js';
import { hue, themedColour } from '../chart.js';
import { duration } from '../charts/gantt.js';
import type { CodesignDetails, LayerDetails, NetworkDetails } from '../details.js';
import { type Content, facts, type Html, html, table } from '../html.js';

export function chipSection(details: CodesignDetails, schedule: Html): Html {
  return html`<h3>Sub-accelerators</h3>
${acceleratorTable(details)}
<h3>Schedule</h3>
${schedule}
<h3>Networks</h3>
${details.networks.map((network, n) => networkCard(network, n, details))}`;
}

function acceleratorTable({ accelerators, networks, makespanCycles }: CodesignDetails): Html {
  const layers = networks.flatMap((network) => network.layers);
  return table(
    'Sub-accelerators; those without processing elements do not exist',
    [
      { title: 'number' },
      { title: 'dataflow' },
      { title: 'PEs', number: true },
      { title: 'NoC bandwidth', number: true },
      { title: 'L1 per PE', number: true },
      { title: 'L2', number: true },
      { title: 'area', number: true },
      { title: 'energy', number: true },
      { title: 'layers', number: true },
      { title: 'busy', number: true },
    ],
    accelerators.map((part): Content[] => [
      `acc ${part.number}`,
      part.template,
      formatNumber(part.pes),
      `${formatNumber(part.nocBandwidth)} per cycle`,
      formatQuantity(part.l1Bytes, 'bytes'),
      formatQuantity(part.l2Bytes, 'bytes'),
      formatQuantity(part.areaMm2, 'mm2'),
      formatQuantity(part.energyJ, 'J'),
      String(layers.filter(({ accelerator }) => accelerator === part.number).length),
      makespanCycles > 0 ? formatPercent(part.busyCycles / makespanCycles, 0) : '',
    ]),
  );
}

function networkCard(network: NetworkDetails, n: number, details: CodesignDetails): Html {
  const { name, task, family, parameters, macs, params, freeLayers } = network;
  const swatch = html`<i class="swatch" style="background:${themedColour(hue(n))}"></i>`;
  return html`<section class="network"><h4>${swatch}${name} <span class="muted">for ${task}</span></h4>
${facts([
  ['family', family],
  ['MACs', formatNumber(macs)],
  ['weights', formatNumber(params)],
  qualityFact(network),
  ...Object.entries(parameters).map(([parameter, value]): [string, Content] => [parameter, String(value)]),
])}
${layerTables(network, details)}${freeLayers.length === 0 ? '' : html`<p class="muted">Without a cost in this model: ${freeLayers.join(', ')}.</p>`}</section>`;
}

/** More layers than this are shown by shape, with the whole list folded away. */
const LIST = 24;

function layerTables(network: NetworkDetails, { clockHz }: CodesignDetails): Html {
  const { name, layers } = network;
  const list = layerList(network, clockHz);
  if (layers.length <= LIST) return list;
  return html`${shapeTable(network, clockHz)}<details><summary>All ${layers.length} layers of ${name}</summary>${list}</details>`;
}

function layerList({ name, layers }: NetworkDetails, clockHz: number): Html {
  const heaviest = Math.max(1, ...layers.map(({ macs }) => macs));
  return table(
    `Layers of ${name} in the order of the network`,
    [
      { title: '#', number: true },
      { title: 'layer', name: true },
      { title: 'operator' },
      { title: 'shape' },
      { title: 'MACs', number: true },
      { title: 'runs on', name: true },
      { title: 'cycles from – to', number: true },
      { title: 'takes', number: true },
    ],
    layers.map((layer, i): Content[] => [
      String(i + 1),
      layer.name,
      layer.op,
      layer.shape,
      html`${formatNumber(layer.macs)} ${shareBar(layer.macs / heaviest)}`,
      `acc ${layer.accelerator}`,
      `${formatNumber(layer.startCycle)} – ${formatNumber(layer.endCycle)}`,
      formatQuantity(duration(layer) / clockHz, 's'),
    ]),
  );
}

/** Layers of one operator, shape and sub-accelerator together, in the order in which they first occur. */
function shapeTable({ name, layers }: NetworkDetails, clockHz: number): Html {
  const groups = new Map<string, LayerDetails[]>();
  for (const layer of layers) {
    const key = JSON.stringify([layer.op, layer.shape, layer.accelerator]);
    groups.set(key, [...(groups.get(key) ?? []), layer]);
  }
  const sum = (group: readonly LayerDetails[], of: (layer: LayerDetails) => number): number =>
    group.reduce((total, layer) => total + of(layer), 0);
  const all = [...groups.values()];
  const heaviest = Math.max(1, ...all.map((group) => sum(group, ({ macs }) => macs)));
  return table(
    `Layers of ${name} by shape and place`,
    [
      { title: 'layers', number: true },
      { title: 'operator' },
      { title: 'shape' },
      { title: 'MACs together', number: true },
      { title: 'run on', name: true },
      { title: 'take together', number: true },
    ],
    all.map((group): Content[] => {
      const { op, shape, accelerator } = group[0] as LayerDetails;
      const macs = sum(group, (layer) => layer.macs);
      return [
        `${group.length} ×`,
        op,
        shape,
        html`${formatNumber(macs)} ${shareBar(macs / heaviest)}`,
        `acc ${accelerator}`,
        formatQuantity(sum(group, duration) / clockHz, 's'),
      ];
    }),
  );
}

const shareBar = (share: number): Html =>
  html`<span class="bar plain"><i style="width:${(100 * share).toFixed(1)}%"></i></span>`;

/** An accuracy as such, with its error; without an estimate only the size of the network, which is none. */
function qualityFact({ accuracy, quality }: NetworkDetails): [string, Content] {
  return accuracy === undefined
    ? ['quality', html`${formatNumber(quality)} <span class="muted">of 1: capacity, not an accuracy</span>`]
    : ['accuracy', formatAccuracy(accuracy.value, accuracy.standardError, accuracy.scale)];
}
