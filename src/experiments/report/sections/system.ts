/** A network on the devices of one system: its schedule and every layer with the reason for its place. */
import { formatQuantity } from '../../units.js';
import type { PartDetails, SystemDetails } from '../details.js';
import { type Html, html, table } from '../html.js';

/** @param timeline picture of the schedule; `energy` that of the components */
export function systemSection({ schedule }: SystemDetails, timeline: readonly Html[], energy: readonly Html[]): Html {
  return html`<h3>Schedule and energy</h3>
${timeline}
<div class="pictures">${energy}</div>
<details><summary>Every layer: where it runs, why, and what it takes</summary>
${table(
  'Layers in the order of the network; a layer that is split stands once for each device',
  [
    { title: 'layer', name: true },
    { title: 'shape', name: true },
    { title: 'device', name: true },
    { title: 'why there' },
    { title: 'start', number: true },
    { title: 'takes', number: true },
    { title: 'waits for maps, weights', number: true },
    { title: 'off chip', number: true },
    { title: 'energy', number: true },
  ],
  schedule.map(row),
)}</details>`;
}

const row = (part: PartDetails): string[] => [
  part.name,
  part.shape,
  part.share < 1 ? `${part.device}, ${Math.round(100 * part.share)} %` : part.device,
  part.reason,
  formatQuantity(part.startS, 's'),
  formatQuantity(part.endS - part.startS, 's'),
  part.handoverS + part.reloadS > 0 ? formatQuantity(part.handoverS + part.reloadS, 's') : '',
  part.offChipBytes > 0 ? formatQuantity(part.offChipBytes, 'bytes') : '',
  formatQuantity(part.energyJ, 'J'),
];
