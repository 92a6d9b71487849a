/** The page around a report: nothing is loaded from elsewhere, no scripts run. */
import { type Content, Html, html } from './html.js';
import { style } from './style.js';

export interface PageWords {
  readonly name: string;
  readonly description?: string;
}

/** An HTML document of `body`; `kind` says what sort of report it is. */
export function htmlDocument(kind: string, { name, description }: PageWords, body: Html): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${name} – codesign-gym report</title>
<style>${new Html(style)}</style>
</head>
<body>
<header><p class="kind">${kind}</p>
<h1>${name}</h1>
${description === undefined ? '' : html`<p>${description}</p>`}</header>
<main>
${body}
</main>
</body>
</html>`;
  return `<!doctype html>\n${page.text}\n`;
}

/** A part of the page with its heading. */
export function section(id: string, title: string, content: Content): Html {
  return html`<section id="${id}">\n<h2>${title}</h2>\n${content}\n</section>\n`;
}
