import type { Clock } from '../provider.js';

/**
 * Holds back every call while Dropbox asks to wait. One gate for all calls of a team: the limit is the team's, and calls
 * made during a wait are counted and prolong it.
 */
export interface RateGate {
  /** Resolves when calls may be made: `true`, or `false` as soon as `signal` aborts. */
  pass(signal?: AbortSignal): Promise<boolean>;
  /** Shuts the gate for `ms` from now; true when that is longer than it was shut already. */
  shutFor(ms: number): boolean;
}

export function createRateGate(clock: Clock): RateGate {
  let opensAt = 0;
  return {
    async pass(signal) {
      // A loop, because another answer may have shut it again meanwhile.
      for (let left = opensAt - clock.now(); left > 0; left = opensAt - clock.now()) {
        if (signal?.aborted === true) return false;
        await clock.sleep(left, signal);
      }
      return true;
    },
    shutFor(ms) {
      const until = clock.now() + ms;
      if (until <= opensAt) return false;
      opensAt = until;
      return true;
    },
  };
}
