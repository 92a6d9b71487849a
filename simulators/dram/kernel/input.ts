/** The controller's input, which holds one request. */
import { agenda, INPUT } from './agenda';
import { NEVER } from './clocks';

let offered = -1;

export function makeInput(): void {
  offered = -1;
}

/** A request comes to the input at `clock`; there must be none. */
export function offerRequest(request: i32, clock: i32): void {
  offered = request;
  agenda[INPUT] = clock;
}

/** Whether a request has come and waits. */
export function hasOffer(): bool {
  return offered >= 0 && agenda[INPUT] === NEVER;
}

export function offer(): i32 {
  return offered;
}

export function takeOffer(): void {
  offered = -1;
}
