import { RecentTimes } from './recent-times.js';

/** How far below the rate that was too much calls go on: the least that bears a few milliseconds more or less. */
const BELOW = 0.975;
/** Calls that were held up catch up no faster than this; never a burst. */
const CATCH_UP = 2;
/**
 * A pace that was too much slows down by this; by more when it shows twice in a row, soon, how wrong it is, since once may
 * be a network that hiccupped; never by more than half.
 */
const SLOW_DOWN = 0.96;
const SLOW_DOWN_SOON = 0.8;
const SLOW_DOWN_MOST = 0.5;
const SOON_MS = 3_000;
/** Every wait is a second at least, so that to go slower than this would only add to it. */
const LEAST_PER_SECOND = 1;
/** How long a rate is kept before a higher one is tried, and after each try that was refused for twice as long. */
const KEEP_MS = 60_000;
const LONGEST_KEEP_MS = 300_000;
/** A throttle after fewer answers than this in a second may be somebody else's: more is tried soon. */
const GOOD_EVIDENCE = 10;
const KEEP_DOUBTFUL_MS = 5_000;
/** While nothing is refused, each further try after so long, and by so much. */
const TRY_EVERY_MS = 3_000;
const TRY_FACTOR = 2;

/**
 * Spreads calls over time once a throttle has shown how many a second are too many. Without it, a run under a limit
 * would be refused, wait, and be refused again every second, and refused calls count.
 */
export class CallPace {
  readonly #answers = new RecentTimes(1000);
  readonly #sent = new RecentTimes(60_000);
  #perSecond: number | null = null;
  /** When the first call after the last throttle went. */
  #resumedAt: number | null = null;
  /** Whether the last throttle came soon after the pace was taken up. */
  #wasSoon = false;
  #keepMs = KEEP_MS;
  #tryAt = 0;
  /** Whether more was tried since the last throttle. */
  #hasTried = false;

  /** Calls a second; null before any throttle showed that there is a limit. */
  get perSecond(): number | null {
    return this.#perSecond;
  }

  /** Milliseconds until the next call may be sent; 0 when it may now. */
  waitMs(now: number): number {
    if (this.#perSecond === null) return 0;
    // So many calls in so long, wherever one begins to count: what is late once does not make the rest late.
    const most = Math.ceil(this.#perSecond);
    const afterFirst = (this.#sent.fromEnd(most) ?? Number.NEGATIVE_INFINITY) + (1000 * most) / this.#perSecond;
    const afterLast = (this.#sent.fromEnd(1) ?? Number.NEGATIVE_INFINITY) + 1000 / (CATCH_UP * this.#perSecond);
    return Math.max(0, Math.ceil(Math.max(afterFirst, afterLast) - now));
  }

  sent(now: number): void {
    this.#resumedAt ??= now;
    if (this.#perSecond === null) return;
    this.#sent.add(now);
    if (now < this.#tryAt) return;
    this.#perSecond *= TRY_FACTOR;
    this.#hasTried = true;
    this.#tryAt = now + TRY_EVERY_MS;
  }

  answered(now: number): void {
    this.#answers.add(now);
  }

  /** Learns from a throttle. */
  throttled(now: number): void {
    const lastSecond = this.#answers.count(now);
    const isSoon = this.#perSecond !== null && now - (this.#resumedAt ?? now) < SOON_MS;
    this.#perSecond = this.#slower(lastSecond, isSoon && this.#wasSoon);
    this.#wasSoon = isSoon;
    this.#resumedAt = null;
    const keepMs = lastSecond < GOOD_EVIDENCE ? KEEP_DOUBTFUL_MS : KEEP_MS;
    this.#keepMs = this.#hasTried ? Math.min(LONGEST_KEEP_MS, this.#keepMs * 2) : keepMs;
    this.#tryAt = now + this.#keepMs;
    this.#hasTried = false;
  }

  #slower(lastSecond: number, isFarOff: boolean): number | null {
    const shown = lastSecond === 0 ? null : Math.max(LEAST_PER_SECOND, lastSecond * BELOW);
    const pace = this.#perSecond;
    if (pace === null) return shown;
    // Fewer were allowed than the pace would have made: they tell how many.
    if (shown !== null && shown < pace * SLOW_DOWN) return Math.max(shown, pace * SLOW_DOWN_MOST);
    return Math.max(LEAST_PER_SECOND, pace * (isFarOff ? SLOW_DOWN_SOON : SLOW_DOWN));
  }
}
