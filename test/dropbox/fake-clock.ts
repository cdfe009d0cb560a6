import type { Clock } from '../../src/provider.js';

/** A clock whose waits are over at once, and are remembered. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = [];
  private time: number;

  constructor(startsAt = Date.parse('2026-11-22T12:00:00Z')) {
    this.time = startsAt;
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    // Lets other work go on, as a real wait does; an aborted wait takes no time.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted !== true) this.time += ms;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
