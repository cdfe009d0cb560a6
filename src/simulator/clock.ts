/** The simulator's own time, in milliseconds since the epoch; it can be moved while the simulator runs. */
export interface SimulatorClock {
  now(): number;
  /** Sets the time; it runs on from there. */
  set(ms: number): void;
  advance(ms: number): void;
  /** How far it is ahead of the clock that it follows. */
  shiftMs(): number;
}

/** Makes a clock that follows `base` (the system's clock when absent), shifted by what was asked since. */
export function makeClock(base: () => number = Date.now, initialShiftMs = 0): SimulatorClock {
  let shiftMs = initialShiftMs;
  return {
    now: () => base() + shiftMs,
    set: (ms) => {
      shiftMs = ms - base();
    },
    advance: (ms) => {
      shiftMs += ms;
    },
    shiftMs: () => shiftMs,
  };
}

/** Dropbox's timestamp: UTC, whole seconds, a literal Z. */
export function formatTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export const DAY_MS = 24 * 60 * 60 * 1000;
