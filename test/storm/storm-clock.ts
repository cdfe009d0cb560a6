import type { Clock } from '../../src/provider.js';

/** Thrown by everything that a process still tries after it was killed. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** The time of a simulated team. It passes only when somebody waits, and then at once. */
export class StormTime {
  constructor(private time: number) {}

  now = (): number => this.time;

  async pass(ms: number, isOver: () => boolean): Promise<void> {
    const until = this.time + ms;
    // Lets answers that are under way arrive first, as they would during a real wait.
    await new Promise((resolve) => setImmediate(resolve));
    if (!isOver()) this.time = Math.max(this.time, until);
  }
}

/** The clock of one process. A process that was killed does nothing more: it sends nothing and writes nothing down. */
export class MortalClock implements Clock {
  #looksLeft = Number.POSITIVE_INFINITY;

  constructor(private readonly time: StormTime) {}

  /** Kills the process when it has looked at the clock so many times more: anywhere between two of its steps. */
  killAfter(looks: number): void {
    if (this.#looksLeft === Number.POSITIVE_INFINITY) this.#looksLeft = looks;
  }

  get isDead(): boolean {
    return this.#looksLeft <= 0;
  }

  now = (): number => {
    this.#look();
    return this.time.now();
  };

  /** Whoever is killed while waiting dies before the time is over. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#look();
    if (this.isDead) throw new Killed('the process was killed while it waited');
    await this.time.pass(ms, () => this.isDead || signal?.aborted === true);
  }

  #look(): void {
    if (this.isDead) throw new Killed('the process was killed');
    this.#looksLeft -= 1;
  }
}
