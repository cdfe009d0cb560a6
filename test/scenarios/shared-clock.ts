import type { Clock } from '../../src/provider.js';

/**
 * One clock for Rollcall and for the simulator. Time passes only when somebody waits, and then at once, so that polls
 * with growing intervals, a Retry-After and a grace period of weeks take no time.
 */
export class SharedClock implements Clock {
  constructor(private time: number) {}

  now = (): number => this.time;

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const wakesAt = this.time + ms;
    // Lets answers that are under way arrive first, as they would during a real wait.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted !== true) this.time = Math.max(this.time, wakesAt);
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
