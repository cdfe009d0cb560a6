import type { FaultKind } from '../../src/simulator/index.js';
import { effectsByKind, stormRoutes } from './arbitrary-storm.js';
import { outcomeOf, type StormRun } from './ride-storm.js';

/** What many storms met together: a storm that never strikes proves nothing. */
export class StormTally {
  readonly #routes = new Set<string>();
  readonly #kinds = new Set<FaultKind>();
  #kills = 0;
  #interruptions = 0;
  #earlierJobs = 0;

  add(runs: readonly StormRun[]): void {
    for (const { calls, end } of runs) {
      for (const { route, faults } of calls) {
        if (faults.length > 0) this.#routes.add(route);
        for (const kind of faults) this.#kinds.add(kind);
      }
      if (end === 'killed') this.#kills += 1;
      const outcome = outcomeOf(end);
      if (outcome?.tag !== 'applied') continue;
      if (outcome.report.wasInterrupted) this.#interruptions += 1;
      this.#earlierJobs += outcome.earlierJobs.length;
    }
  }

  /** What did not happen, though it should have in some hundreds of storms. */
  missing(): readonly string[] {
    return [
      ...stormRoutes.filter((route) => !this.#routes.has(route)),
      ...Object.keys(effectsByKind).filter((kind) => !this.#kinds.has(kind as FaultKind)),
      ...(this.#kills === 0 ? ['a kill'] : []),
      ...(this.#interruptions === 0 ? ['an interruption'] : []),
      ...(this.#earlierJobs === 0 ? ['a job that an earlier run left'] : []),
    ];
  }
}
