/**
 * Remembers that callers were told to wait. The window ends when either the simulator's clock or the real one says so,
 * so that neither a frozen clock nor a client with a clock of its own is refused for ever.
 */
export class Throttle {
  private window: { readonly clockEndMs: number; readonly realEndMs: number } | undefined;
  private readonly recentMs: number[] = [];

  constructor(
    private readonly now: () => number,
    private readonly callsPerSecond: number | undefined,
  ) {}

  close(retryAfterS: number): void {
    this.window = {
      clockEndMs: this.now() + retryAfterS * 1000,
      realEndMs: performance.now() + retryAfterS * 1000,
    };
  }

  /** Whole seconds still to wait; 0 when calls are welcome. */
  secondsLeft(): number {
    if (this.window === undefined) return 0;
    const leftMs = Math.min(this.window.clockEndMs - this.now(), this.window.realEndMs - performance.now());
    if (leftMs <= 0) this.window = undefined;
    return Math.max(0, Math.ceil(leftMs / 1000));
  }

  /** Counts one call; true when there were too many within the last second. */
  isExceeded(): boolean {
    if (this.callsPerSecond === undefined) return false;
    const nowMs = this.now();
    while (this.recentMs[0] !== undefined && this.recentMs[0] <= nowMs - 1000) this.recentMs.shift();
    this.recentMs.push(nowMs);
    return this.recentMs.length > this.callsPerSecond;
  }
}
