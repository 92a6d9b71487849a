/** Room that serves one use after the other: made anew only when one needs more of it than any before. */
export class Scratch<T extends Float64Array | Int32Array> {
  readonly #make: (length: number) => T;
  #room: T;

  /** @param make returns an array of this length */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#room = make(0);
  }

  /** The first `length` elements; they hold what the use before left in them, and are the next one's too. */
  take(length: number): T {
    if (this.#room.length < length) this.#room = this.#make(2 * length);
    return this.#room.subarray(0, length) as T;
  }

  static floats(): Scratch<Float64Array> {
    return new Scratch((length) => new Float64Array(length));
  }

  static integers(): Scratch<Int32Array> {
    return new Scratch((length) => new Int32Array(length));
  }
}
