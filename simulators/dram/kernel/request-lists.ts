/** The waiting requests by bank, in order of acceptance, and which of them are for the open row. */
import { Words, words } from './memory';
import { banks, requests, rows } from './settings';
import { FIRST_HIT, HEAD, HITS, OPEN_ROW, SHIFT, state, TAIL, WAITING } from './state';

/** By request: the one behind it in its bank, or -1, and the one before it. */
export let next: Words = changetype<Words>(0);
let previous: Words = changetype<Words>(0);

export function makeLists(): void {
  next = words(requests);
  previous = words(requests);
}

/** Appends a request to the list of its bank. */
export function addToList(request: i32): void {
  const at = banks[request] << SHIFT;
  const tail = state[at + TAIL];
  next[request] = -1;
  previous[request] = tail;
  if (tail < 0) state[at + HEAD] = request;
  else next[tail] = request;
  state[at + TAIL] = request;
  state[at + WAITING] = state[at + WAITING] + 1;
  if (rows[request] !== state[at + OPEN_ROW]) return;
  state[at + HITS] = state[at + HITS] + 1;
  if (state[at + FIRST_HIT] < 0) state[at + FIRST_HIT] = request;
}

/** Takes a request whose column command was issued off its list. */
export function removeFromList(request: i32): void {
  const at = banks[request] << SHIFT;
  const after = next[request];
  const before = previous[request];
  if (before < 0) state[at + HEAD] = after;
  else next[before] = after;
  if (after < 0) state[at + TAIL] = before;
  else previous[after] = before;
  state[at + WAITING] = state[at + WAITING] - 1;
  const hits = state[at + HITS] - 1;
  state[at + HITS] = hits;
  if (state[at + FIRST_HIT] !== request) return;
  state[at + FIRST_HIT] = hits === 0 ? -1 : hitFrom(after, state[at + OPEN_ROW]);
}

/** A row was opened: which waiting requests hit it. */
export function openRow(at: i32, row: i32): void {
  let first = -1;
  let hits = 0;
  for (let r = state[at + HEAD]; r >= 0; r = next[r]) {
    if (rows[r] !== row) continue;
    if (first < 0) first = r;
    hits++;
  }
  state[at + OPEN_ROW] = row;
  state[at + FIRST_HIT] = first;
  state[at + HITS] = hits;
}

export function closeRow(at: i32): void {
  state[at + OPEN_ROW] = -1;
  state[at + FIRST_HIT] = -1;
  state[at + HITS] = 0;
}

function hitFrom(start: i32, row: i32): i32 {
  let request = start;
  while (rows[request] !== row) request = next[request];
  return request;
}
