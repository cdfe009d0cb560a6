import type { Plan } from '../model/plan.js';
import type { ExplainedDifference } from './drift-cause.js';

/** Whether the team log could be asked who did it. */
export type LogReading =
  /** @property since the earliest instant, ISO 8601 in UTC. */
  | { readonly tag: 'read'; readonly since: string }
  | { readonly tag: 'failed'; readonly since: string; readonly message: string; readonly advice: string }
  /** Nothing differs, or the team came from a snapshot. */
  | { readonly tag: 'not-asked' };

/** How a team differs from its file, as plain data: made of complete reads only. */
export interface DriftReport {
  readonly team: Plan['team'];
  /** The team file, as the user named it. */
  readonly file: string;
  /** `sha256:…` over the differences; whoever made them and when is no part of it. */
  readonly digest: string;
  readonly differences: readonly ExplainedDifference[];
  /** Members and groups that no file names, and that the file leaves alone: no drift, and good to know. */
  readonly unmanaged: readonly ExplainedDifference[];
  readonly log: LogReading;
  /** False when the team did not hold still: then only what two readings in a row had in common is told. */
  readonly isSettled: boolean;
  /** What an apply would do about it. */
  readonly revert: {
    readonly operations: number;
    /** Guards that refuse it, by their names. */
    readonly refusedBy: readonly string[];
    /** Differences that it leaves alone: people and groups in no file, where they count as drift. */
    readonly leaves: number;
  };
}
