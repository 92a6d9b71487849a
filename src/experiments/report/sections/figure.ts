import { type Picture, themed } from '../chart.js';
import { Html, html } from '../html.js';

/** A picture in the page's colours, with its caption. */
export function figure({ svg, caption }: Picture): Html {
  return html`<figure>${new Html(themed(svg))}<figcaption>${caption}</figcaption></figure>`;
}
