import type { Clock } from '../provider.js';
import { CallPace } from './call-pace.js';
import { CallWindow } from './call-window.js';
import type { Route } from './routes.js';

/** How a call that passed the gate ended, as far as the gate learns from it. */
export type PassageEnd =
  | { readonly tag: 'answered' }
  /** Nothing was heard, or nothing that tells whether more calls are welcome. */
  | { readonly tag: 'silent' }
  | { readonly tag: 'throttled'; readonly retryAfterMs: number; readonly isWriteContention: boolean };

/** The right to send one call. */
export interface Passage {
  /** To be called once, when the call has ended. True for a throttle that shuts the gate for longer than it was shut. */
  leave(end: PassageEnd): boolean;
}

interface Waiter {
  readonly effect: Route['effect'];
  readonly signal: AbortSignal | undefined;
  readonly resolve: (passage: Passage | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers after which one more call is tried at once. Writes that got in each other's way are given more time. */
const GROW_AFTER = 20;
const GROW_WRITES_AFTER = 50;
/**
 * Writes begin one at a time: whatever is in flight when the first throttle comes is refused with it, and few of these
 * limits are high. It costs a run without a limit the time of some twenty calls.
 */
const FIRST_WRITES = { limit: 1, growAfter: 8 };

/**
 * Holds calls back until they are welcome. One gate for all calls of a team, reads and writes: the limits are the team's,
 * and calls made during a wait are counted and prolong it. A throttle shuts it for as long as Dropbox asks, halves the
 * calls in flight, and shows how many a second are too many; `too_many_write_operations` does that to writes alone, down
 * to one at a time.
 */
export class CallGate {
  readonly #clock: Clock;
  readonly #calls: CallWindow;
  readonly #writes: CallWindow;
  readonly #pace = new CallPace();
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiter>();
  #opensAt: number;
  #alarm: AbortController | null = null;
  /** Throttles of calls that were in flight together are one throttle. */
  #generation = 0;

  /**
   * @param most calls in flight, at least 1.
   * @param opensAt shut until then, where an earlier process was told to wait.
   */
  constructor(clock: Clock, most: number, opensAt = 0) {
    this.#clock = clock;
    this.#opensAt = opensAt;
    this.#calls = new CallWindow(most, GROW_AFTER);
    this.#writes = new CallWindow(most, GROW_WRITES_AFTER, FIRST_WRITES);
  }

  /** Resolves when no wait is in force: for what is sent beside the calls. False if `signal` aborts before. */
  async untilOpen(signal?: AbortSignal): Promise<boolean> {
    for (;;) {
      const leftMs = this.#opensAt - this.#clock.now();
      if (leftMs <= 0) return true;
      if (signal?.aborted === true) return false;
      await this.#clock.sleep(leftMs, signal);
    }
  }

  /**
   * Resolves when a call may be sent, which has to happen at once. Null after `signal` aborted: for a write in any case,
   * for a read if the gate is shut, since a read that can go now settles what was written before.
   */
  enter(effect: Route['effect'], signal?: AbortSignal): Promise<Passage | null> {
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#admit();
      const forget = () => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        effect,
        signal,
        resolve: (passage) => {
          forget();
          resolve(passage);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
      this.#admit();
    });
  }

  #admit(): void {
    try {
      this.#admitWelcome();
    } catch (error) {
      this.#rejectAll(error);
    }
  }

  /** Rather than leave anybody waiting for ever. */
  #rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error);
  }

  #admitWelcome(): void {
    for (const { effect, signal, resolve } of this.#waiting) {
      const isShut = this.#opensAt > this.#clock.now();
      if (signal?.aborted === true && (effect === 'write' || isShut)) resolve(null);
    }
    for (const { effect, resolve } of this.#waiting) {
      const now = this.#clock.now();
      const waitMs = Math.max(this.#opensAt - now, this.#pace.waitMs(now));
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return;
      }
      if (this.#calls.isFull) break;
      // A read that comes later may overtake a write that waits for another write.
      if (effect === 'write' && this.#writes.isFull) continue;
      this.#pace.sent(now);
      resolve(this.#pass(effect));
    }
    // Nobody waits for the time any more, so nothing need keep the process alive.
    if (this.#waiting.size === 0) this.#alarm?.abort();
  }

  #pass(effect: Route['effect']): Passage {
    const generation = this.#generation;
    this.#calls.enter();
    if (effect === 'write') this.#writes.enter();
    return {
      leave: (end) => {
        this.#calls.leave();
        if (effect === 'write') this.#writes.leave();
        try {
          return this.#learn(end, effect, generation);
        } finally {
          this.#admit();
        }
      },
    };
  }

  #learn(end: PassageEnd, effect: Route['effect'], generation: number): boolean {
    const now = this.#clock.now();
    if (end.tag === 'silent') return false;
    if (end.tag === 'answered') {
      this.#pace.answered(now);
      if (generation === this.#generation) this.#calls.grow();
      if (generation === this.#generation && effect === 'write') this.#writes.grow();
      return false;
    }
    if (generation === this.#generation) {
      this.#generation += 1;
      if (end.isWriteContention) this.#writes.halve();
      else {
        this.#calls.halve();
        this.#pace.throttled(now);
      }
    }
    const until = now + end.retryAfterMs;
    const isNews = until > this.#opensAt;
    if (isNews) this.#opensAt = until;
    return isNews;
  }

  #wakeIn(waitMs: number): void {
    // The alarm that is set rings no later than needed: waits only grow, and are worked out anew when it rings.
    if (this.#alarm !== null) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    const ring = (): void => {
      this.#alarm = null;
      this.#admit();
    };
    this.#clock.sleep(waitMs, alarm.signal).then(ring, (error: unknown) => this.#rejectAll(error));
  }
}
