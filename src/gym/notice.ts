/** What the gym wants a person to know without failing, e.g. which version an id without one stands for. */
export type Notice = (message: string) => void;

const warn: Notice = (message) => process.emitWarning(message, 'CogymNotice');
let current: Notice = warn;

export function notify(message: string): void {
  current(message);
}

/** Sends notices to `notice` (`undefined`: to `process.emitWarning` again) and returns the one before. */
export function setNotice(notice: Notice | undefined): Notice {
  const before = current;
  current = notice ?? warn;
  return before;
}
