import assert from 'node:assert/strict';

/** Elements of HTML without an end. */
const empty = new Set(['meta', 'link', 'br', 'img', 'hr']);

/** Elements of `text`, after asserting that every one that begins also ends, in order, with quoted attributes. */
export function elements(text: string): { name: string; attributes: string }[] {
  const open: string[] = [];
  const found: { name: string; attributes: string }[] = [];
  const body = text.replace(/<!doctype html>/, '').replace(/<style>[\s\S]*?<\/style>/, '<style></style>');
  for (const [, end, name = '', attributes = '', own] of body.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g,
  )) {
    if (end === '/') assert.equal(open.pop(), name, `</${name}> ends what it should`);
    else {
      found.push({ name, attributes });
      if (own !== '/' && !empty.has(name)) open.push(name);
    }
  }
  assert.deepEqual(open, [], 'every element ends');
  const rest = body.replace(/<\/?[a-zA-Z][\w-]*(?:\s+[\w:-]+(?:="[^"<]*")?)*\s*\/?>/g, '');
  assert.doesNotMatch(rest, /[<>]/, 'no bracket stands outside an element');
  assert.doesNotMatch(rest, /&(?!(?:amp|lt|gt|quot|#39|#\d+|nbsp);)/, 'no bare ampersand');
  return found;
}

/** What a reader sees: the text without its elements and entities, spaces as one. */
export function readable(text: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<\/(?:p|li|td|th|dt|dd|h\d|tr|caption|figcaption|text|title|desc)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] as string)
    .replace(/\s+/g, ' ');
}
