/** What pictures of simulations have in common. */

/** Text for the inside of an element or an attribute. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A coordinate, to a tenth of a pixel. */
export const at = (value: number): string => value.toFixed(1);

/** About `count` round numbers from 0 to `end`. */
export function ticks(end: number, count = 6): number[] {
  const raw = end / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) as number) * power;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}
