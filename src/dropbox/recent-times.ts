/** The times at which something happened of late, in order; older ones are forgotten. */
export class RecentTimes {
  #times: number[] = [];
  /** Those before it are forgotten, and cut off now and then. */
  #head = 0;

  constructor(private readonly keepMs: number) {}

  add(now: number): void {
    this.#times.push(now);
    this.#forget(now);
  }

  /** How many there are. */
  count(now: number): number {
    this.#forget(now);
    return this.#times.length - this.#head;
  }

  /** The last is 1; undefined where there were fewer. */
  fromEnd(place: number): number | undefined {
    return place > this.#times.length - this.#head ? undefined : this.#times[this.#times.length - place];
  }

  #forget(now: number): void {
    while ((this.#times[this.#head] ?? now) <= now - this.keepMs) this.#head += 1;
    if (this.#head * 2 <= this.#times.length) return;
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }
}
