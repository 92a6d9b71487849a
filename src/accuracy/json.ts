/** JSON for files that people read and version: indented, lists of plain values on one line. */
export function formatJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((part) => ({ name: '', part }))
    : Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([name, part]) => ({ name: `${JSON.stringify(name)}: `, part }));
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return open + close;
  if (isList && value.every((part) => typeof part !== 'object' || part === null)) {
    return `[${value.map((part) => JSON.stringify(part)).join(', ')}]`;
  }
  const inner = `${indent}  `;
  return `${open}\n${parts.map(({ name, part }) => inner + name + formatJson(part, inner)).join(',\n')}\n${indent}${close}`;
}
