import { statSync } from 'node:fs';

/** `read`, but called again for a path only when the file's size or time of change differs from the last call's. */
export function readOncePerChange<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly stamp: string; readonly value: T }>();
  return (path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    const stamp = status ? `${status.mtimeMs} ${status.size}` : 'missing';
    const last = known.get(path);
    if (last?.stamp === stamp) return last.value;
    const value = read(path);
    known.set(path, { stamp, value });
    return value;
  };
}
