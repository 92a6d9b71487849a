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
