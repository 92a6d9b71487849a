import { hues, ink } from './chart.js';

/** The page's stylesheet: one column of text, pictures two abreast where there is room, no colours of screens in print. */
export const style = `
:root {
  color-scheme: light dark;
  --text: ${ink.text}; --muted: ${ink.muted}; --grid: ${ink.grid}; --paper: ${ink.paper};
  --panel: #f3f5f8; --good: #00704f; --bad: #b03a00; --accent: #0072b2; --blue: ${hues[0]}; --wine: ${hues[7]};
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ec; --muted: #a3adb8; --grid: #3a434d; --paper: #14181d;
    --panel: #1d242b; --good: #4cc9a0; --bad: #ff9d66; --accent: #5fb4e6; --blue: #3a9bdc; --wine: #c2608f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 24px 60px; max-width: 1180px; background: var(--paper); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 21px; margin: 44px 0 12px; padding-top: 14px; border-top: 2px solid var(--grid); }
h3 { font-size: 17px; margin: 30px 0 8px; }
h4 { font-size: 15px; margin: 0 0 8px; }
p { margin: 8px 0; }
p, ul { max-width: 90ch; }
.kind { color: var(--muted); margin: 0; letter-spacing: 0.04em; }
.headline { font-size: 18px; margin: 18px 0; padding: 14px 18px; background: var(--panel); border-left: 4px solid var(--accent); max-width: none; }
.note, .muted, figcaption { color: var(--muted); }
.note, figcaption { font-size: 13.5px; }
figcaption b { color: var(--text); }
.warning, .broken { color: var(--bad); font-weight: 600; }
a { color: inherit; }
.kept { color: var(--good); }
.badge { padding: 2px 9px; border-radius: 10px; font-size: 13px; font-weight: 600; border: 1.5px solid currentColor; margin-right: 6px; }
.badge.good { color: var(--good); } .badge.bad { color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 10px 28px; margin: 12px 0; }
dl > div { min-width: 0; }
dt { color: var(--muted); font-size: 13px; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: 13.5px; padding-bottom: 6px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
th { font-size: 13px; font-weight: 600; color: var(--muted); vertical-align: bottom; }
td.number, th.number { text-align: right; }
td.number, td.name, .unbroken { white-space: nowrap; }
@media screen and (max-width: 560px) { .unbroken { white-space: normal; } }
summary { color: var(--muted); font-size: 13.5px; cursor: pointer; padding: 4px 0; }
th:last-child, td:last-child { padding-right: 0; }
.bar { display: inline-block; width: 84px; height: 9px; background: var(--grid); vertical-align: middle; margin: 0 4px 0 2px; }
.bar i { display: block; height: 100%; background: var(--good); }
.bar.bad i { background: var(--bad); }
.bar.plain i { background: var(--muted); }
.bar.plain { width: 56px; margin-right: 0; }
.swatch { display: inline-block; width: 12px; height: 12px; margin-right: 7px; vertical-align: -1px; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 470px), 1fr)); gap: 26px 32px; }
figure { margin: 14px 0; min-width: 0; max-width: 1020px; }
.pictures figure { margin: 0; max-width: 720px; }
figure svg { display: block; width: 100%; height: auto; }
figure > figcaption { margin-top: 6px; max-width: 100ch; }
.groups { display: grid; grid-template-columns: 1fr; gap: 16px; }
.groups section, .network { background: var(--panel); padding: 14px 18px; }
.groups dl { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px 18px; margin: 6px 0; }
.network { margin: 16px 0; }
.network dl { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
pre { background: var(--panel); padding: 12px 16px; overflow-x: auto; font: 13.5px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.readings li { margin: 4px 0; }
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  table { font-size: 8.5pt; } th, caption, dt { font-size: 8.5pt; }
  h2, h3, h4 { break-after: avoid; }
  figure, tr, .groups section, dl > div { break-inside: avoid; }
  .scroll { overflow: visible; }
  .pictures { grid-template-columns: 1fr 1fr; gap: 16px; }
  pre { white-space: pre-wrap; }
}
`;
