/** How a window opens before any throttle. */
export interface WindowStart {
  /** In flight at first. */
  readonly limit: number;
  /** One more after so many answers. */
  readonly growAfter: number;
}

/**
 * How many calls may be in flight: halved by a throttle, and one more after every `growAfter` calls that were answered
 * since (additive increase, multiplicative decrease). Never below one. Wide open from the beginning, unless `start` says
 * otherwise.
 */
export class CallWindow {
  #limit: number;
  #growAfter: number;
  #inFlight = 0;
  /** The most in flight since the limit last changed: a limit that was never reached is not what was too much. */
  #peak = 0;
  #answered = 0;

  constructor(
    private readonly most: number,
    private readonly growAfter: number,
    start: WindowStart = { limit: most, growAfter },
  ) {
    if (!Number.isInteger(most) || most < 1) throw new RangeError(`at most ${most} calls in flight`);
    this.#limit = Math.min(most, start.limit);
    this.#growAfter = start.growAfter;
  }

  get limit(): number {
    return this.#limit;
  }

  get isFull(): boolean {
    return this.#inFlight >= this.#limit;
  }

  enter(): void {
    this.#inFlight += 1;
    this.#peak = Math.max(this.#peak, this.#inFlight);
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  /** Counts an answer that was no throttle. */
  grow(): void {
    if (this.#limit >= this.most) return;
    this.#answered += 1;
    if (this.#answered >= this.#growAfter) this.#change(this.#limit + 1);
  }

  halve(): void {
    this.#growAfter = this.growAfter;
    this.#change(Math.max(1, Math.floor(Math.min(this.#limit, this.#peak) / 2)));
  }

  #change(limit: number): void {
    this.#limit = limit;
    this.#answered = 0;
    this.#peak = this.#inFlight;
  }
}
