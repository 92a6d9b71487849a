/** HTML as values: what is put into a template is escaped unless it is HTML already. */
import type { TextTable } from '../text-table.js';

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | undefined | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute. Control characters, which no HTML may hold, become U+FFFD. */
export function escapeText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => entities[character] as string)
  );
}

/** The template with every value escaped, lists joined, undefined left out. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? '' : render(values[i - 1])) + text).join(''));
}

export function render(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.text;
  return Array.isArray(content) ? content.map(render).join('') : escapeText(String(content));
}

export interface TableColumn {
  readonly title: Content;
  /** Set to the right in digits of equal width. */
  readonly number?: boolean;
  /** Never broken into lines. */
  readonly name?: boolean;
}

/** A table with a caption for readers of the screen; `rows` hold one cell per column. */
export function table(caption: string, columns: readonly TableColumn[], rows: readonly (readonly Content[])[]): Html {
  const kind = columns.map(
    ({ number, name }) => html`${number ? html` class="number"` : name ? html` class="name"` : ''}`,
  );
  return html`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, i) => html`<th scope="col"${kind[i]}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${kind[i]}>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

/** A table in words; the first `names` columns hold names, the others figures. */
export function textTable({ title, head, rows }: TextTable, names = 1): Html {
  const columns = head.map((words, i) => ({ title: words, number: i >= names, name: i < names }));
  return table(title, columns, rows);
}

/** Names and their values. */
export function facts(pairs: readonly (readonly [name: string, value: Content])[]): Html {
  return html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
