/** Reasons of a result in words. */
import type { Reason } from './types.js';

/** E.g. `needs 344 KiB of SRAM, the board has 320: tensors 14 and 15 are live together`. */
export function explainReason(reason: Reason): string {
  switch (reason.code) {
    case 'inPlaceRefused':
      return `layer ${reason.layer} cannot run in place: its input is still needed`;
    case 'unsupportedOperator':
      return `has no kernel for ${listed(reason.operators)}`;
    default: {
      const what = reason.code === 'sramExceeded' ? 'SRAM' : 'flash';
      const live = reason.liveTogether?.length ? `: ${liveTogether(reason.liveTogether)}` : '';
      return `needs ${kib(reason.neededBytes)} KiB of ${what}, the board has ${Math.floor(reason.budgetBytes / 1024)}${live}`;
    }
  }
}

const kib = (bytes: number): number => Math.ceil(bytes / 1024);

/** Labels such as `input`, `layer 5`, `layer 6`: those of one kind are named once. */
function liveTogether(labels: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const label of labels) {
    const [, kind = label, number] = /^(.+) (\d+)$/.exec(label) ?? [];
    const numbers = kinds.get(kind) ?? [];
    if (number !== undefined) numbers.push(number);
    kinds.set(kind, numbers);
  }
  const names = [...kinds].map(([kind, numbers]) => {
    if (numbers.length === 0) return kind === 'input' ? 'the input' : `the ${kind}`;
    return `${words[kind] ?? kind}${numbers.length > 1 ? 's' : ''} ${listed(numbers)}`;
  });
  return `${listed(names)} ${labels.length > 1 ? 'are live together' : 'is live'}`;
}

const words: Readonly<Record<string, string>> = {
  layer: 'output tensor',
  pad: 'padded tensor',
  scratch: 'scratch buffer',
};

function listed(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
