/** Whether a goal is held, at the head of a line; nothing for `--smoke`, whose figures mean nothing. */
export function verdict(holds: boolean, args: readonly string[]): string {
  if (args.includes('--smoke')) return '    ';
  return holds ? 'ok  ' : 'MISS';
}
