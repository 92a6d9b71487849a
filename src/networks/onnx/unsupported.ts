/** Why one node cannot be written in the network format; collected, so that one error names all of them. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

export const unsupported = (reason: string): Unsupported => new Unsupported(reason);
