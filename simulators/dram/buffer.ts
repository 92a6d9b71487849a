/** Counts the requests in the controller, and says when there is room for another. */
import type { Banks } from './banks.js';
import type { DramController, DramMode } from './types.js';

/** What of the options the buffer goes by. */
type Settings = Pick<DramController, 'schedulerBuffer' | 'requestBufferSize'> & { readonly mode: DramMode };

export class RequestBuffer {
  /** Counts all requests together; those of a bank; else reads and writes. */
  declare private readonly shared: boolean;
  declare private readonly bankwise: boolean;
  declare private readonly size: number;
  declare private readonly corrected: boolean;
  declare private readonly banks: Banks;
  #reads = 0;
  #writes = 0;
  /** Bank of the last request that was taken. */
  #lastBank = 0;

  constructor({ schedulerBuffer, requestBufferSize, mode }: Settings, banks: Banks) {
    this.shared = schedulerBuffer === 'Shared';
    this.bankwise = schedulerBuffer === 'Bankwise';
    this.size = requestBufferSize;
    this.corrected = mode === 'corrected';
    this.banks = banks;
  }

  /** DRAMSys looks at the bank of the request before and at both directions; mode `corrected` at those of this one. */
  hasRoom(bank: number, write: number): boolean {
    if (this.shared === true) return this.#reads + this.#writes < this.size;
    if (this.bankwise === true) {
      return this.banks.waiting(this.corrected === true ? bank : this.#lastBank) < this.size;
    }
    if (this.corrected === true) return (write === 1 ? this.#writes : this.#reads) < this.size;
    return this.#reads < this.size && this.#writes < this.size;
  }

  take(bank: number, write: number): void {
    this.#lastBank = bank;
    if (write === 1) this.#writes++;
    else this.#reads++;
  }

  release(write: number): void {
    if (write === 1) this.#writes--;
    else this.#reads--;
  }
}
