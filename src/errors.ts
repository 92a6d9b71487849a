/** Why a request was refused: a camelCase `code` for programs, a `message` for people and a JSON pointer for editors. */
export class CogymError extends Error {
  override readonly name = 'CogymError';
  readonly code: string;
  /** JSON pointer to the offending field, e.g. `/layer/k`. */
  readonly path: string | undefined;

  constructor(code: string, message: string, path?: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** A malformed request: the field at `path` holds something that is not allowed. */
export function badRequest(path: string, message: string): CogymError {
  return new CogymError('badRequest', message, path);
}

/** Why `file` cannot be read and what to do, from the error of node:fs. */
export function unreadable(file: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `cannot read ${file}: it does not exist; check the path and the folder you are in`;
  if (code === 'EISDIR') return `cannot read ${file}: it is a folder; name a file`;
  if (code === 'EACCES') return `cannot read ${file}: no permission; check who owns it`;
  return `cannot read ${file}: ${message}`;
}
