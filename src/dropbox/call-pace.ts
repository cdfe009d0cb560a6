/** Fewer answers than this in the second before a throttle say nothing about how many a second are allowed. */
const LEAST_EVIDENCE = 5;
/** How far below the rate that was too much calls go on. */
const BELOW = 0.96;
/** A throttle that tells no rate slows down by this much. */
const SLOW_DOWN = 0.7;
/** How long a rate is kept before it is tried whether more is allowed by now, and then how often, and by how much. */
const KEEP_MS = 60_000;
const TRY_EVERY_MS = 10_000;
const TRY_FACTOR = 1.05;
const TIMER_SLACK_MS = 20;

/**
 * Spreads calls over time once a throttle has shown how many a second are too many. Without it, a run under a limit
 * would be refused, wait, and be refused again every second, and refused calls count.
 */
export class CallPace {
  /** When calls were answered, within the last second before the newest; those before `#head` are older. */
  #answers: number[] = [];
  #head = 0;
  #perSecond: number | null = null;
  #nextAt = 0;
  #keptUntil = 0;

  /** Calls a second; null before any throttle showed that there is a limit. */
  get perSecond(): number | null {
    return this.#perSecond;
  }

  /** Milliseconds until the next call may be sent; 0 when it may now. */
  waitMs(now: number): number {
    return this.#perSecond === null ? 0 : Math.max(0, Math.ceil(this.#nextAt - now));
  }

  sent(now: number): void {
    if (this.#perSecond === null) return;
    if (now >= this.#keptUntil) {
      this.#perSecond *= TRY_FACTOR;
      this.#keptUntil = now + TRY_EVERY_MS;
    }
    // Timers that fire late must not slow down the whole run; a pause, however, is not made up for by a burst.
    const due = now - this.#nextAt <= TIMER_SLACK_MS ? this.#nextAt : now;
    this.#nextAt = due + 1000 / this.#perSecond;
  }

  answered(now: number): void {
    this.#answers.push(now);
    this.#forget(now);
  }

  /** Learns from a throttle. */
  throttled(now: number): void {
    this.#forget(now);
    const lastSecond = this.#answers.length - this.#head;
    if (lastSecond >= LEAST_EVIDENCE) this.#perSecond = lastSecond * BELOW;
    else if (this.#perSecond !== null) this.#perSecond = Math.max(1, this.#perSecond * SLOW_DOWN);
    this.#keptUntil = now + KEEP_MS;
  }

  #forget(now: number): void {
    while ((this.#answers[this.#head] ?? now) <= now - 1000) this.#head += 1;
    if (this.#head * 2 <= this.#answers.length) return;
    this.#answers = this.#answers.slice(this.#head);
    this.#head = 0;
  }
}
