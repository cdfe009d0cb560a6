import type { LiveState, ReadNeeds } from './model/live-state.js';
import type { Operation, OperationKind } from './model/operation.js';
import type { TeamLogEvent, TeamLogFilter } from './model/team-log.js';

/**
 * How an operation failed. `tag` is the API's own word (`team_license_limit`) or ours in kebab-case
 * (`unknown-outcome`, `transport`, `precondition-changed`).
 */
export interface FailureReason {
  readonly tag: string;
  /** One sentence for an admin: what happened. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  /** Dropbox's request id, for its support; null where no answer came. */
  readonly requestId: string | null;
}

/** How one operation ended. */
export type OperationOutcome =
  | {
      readonly tag: 'succeeded';
      /** The id of the member or group that the operation made. */
      readonly createdId?: string;
    }
  /** The goal was reached before us, or by an earlier call whose answer was lost; confirmed by reading. */
  | { readonly tag: 'already_done'; readonly createdId?: string }
  | { readonly tag: 'failed'; readonly reason: FailureReason };

/** How ready operations become calls: operations with one key share a call, at most `limit` of them. */
export interface Batching {
  readonly key: string;
  readonly limit: number;
}

/** What a provider tells while it works. */
export type ProviderEvent =
  /** Told before the job is waited for, so that it can be written down first. */
  | { readonly tag: 'job-launched'; readonly jobId: string; readonly operationIds: readonly string[] }
  | { readonly tag: 'job-polled'; readonly jobId: string; readonly polls: number }
  /** Not told of a job whose end stays unknown: it may still be at work. */
  | { readonly tag: 'job-ended'; readonly jobId: string }
  /** One request for these operations was made, and how it was answered; null where no answer came. */
  | {
      readonly tag: 'called';
      readonly operationIds: readonly string[];
      readonly route: string;
      readonly status: number | null;
      readonly requestId: string | null;
      readonly ms: number;
      /** From 1; higher for a request that is made again. */
      readonly attempt: number;
    }
  | { readonly tag: 'waiting'; readonly reason: 'rate-limit' | 'server-error'; readonly waitMs: number };

export interface PerformContext {
  /** Ids of members and groups that earlier operations made, by address (`member.ada@acme.com`). */
  readonly createdIds: ReadonlyMap<string, string>;
  readonly onEvent: (event: ProviderEvent) => void;
  /** Aborted when the run is interrupted: finish what is in flight, start nothing new. */
  readonly signal: AbortSignal;
}

/** A job that an earlier run launched and did not see the end of. */
export interface EarlierJob {
  readonly jobId: string;
  /** Of the operations that it carries out; they are of one kind. */
  readonly kind: OperationKind;
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
}

/** How a job of an earlier run ended. What it did to the team is for the next reading to show. */
export type JobEnd =
  | { readonly tag: 'complete' }
  | { readonly tag: 'failed'; readonly reason: FailureReason }
  /** Its end could not be learnt before its deadline, or never can be. */
  | { readonly tag: 'unknown'; readonly reason: FailureReason };

/** Progress of a reading, for people who wait. */
export interface ReadProgress {
  readonly what: 'members' | 'groups' | 'owners' | 'quotas';
  readonly count: number;
  /** How many there will be, about; null while nobody knows. */
  readonly total: number | null;
}

/**
 * Reads a team. Separate from {@link Provider} so that a plan cannot hold a writer.
 */
export interface LiveReader {
  /**
   * Reads everything that a plan depends on.
   * @throws ProviderError when the read is not complete; never answers with a part.
   */
  readLiveState(needs: ReadNeeds, onProgress?: (progress: ReadProgress) => void): Promise<LiveState>;
}

/** The port to a directory of people: what Rollcall needs of Dropbox. */
export interface Provider extends LiveReader {
  /** Pure: which call an operation belongs to. */
  batching(operation: Operation): Batching;
  /**
   * Carries out operations that share a batching key, in as few calls as the API allows, and settles doubtful answers
   * by reading. Should answer for every operation; one it does not answer for counts as `unknown-outcome`.
   * Never throws for what the API answers.
   */
  perform(operations: readonly Operation[], context: PerformContext): Promise<ReadonlyMap<string, OperationOutcome>>;
  /** The team's id, in one call: a journal is kept for each team. @throws ProviderError when it cannot be read. */
  readTeamId(): Promise<string>;
  /** Waits for a job of an earlier run, which is not to be launched again while it may be at work. */
  awaitJob(job: EarlierJob, context: Pick<PerformContext, 'onEvent' | 'signal'>): Promise<JobEnd>;
  /**
   * The permissions that these operations need and the token certainly lacks, by the API's names. Changes nothing, and
   * never throws for what the API answers: what cannot be told is not among them.
   */
  missingScopes(operations: readonly Operation[]): Promise<readonly string[]>;
  /** Reads the log of the team, the newest first; left out by a provider without one. @throws ProviderError. */
  readTeamLog?(filter: TeamLogFilter): Promise<readonly TeamLogEvent[]>;
  close(): Promise<void>;
}

/** The provider cannot be used at all, or a read did not complete: ends the command. Holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** The failure's, as in {@link FailureReason}, where one call was the reason. */
  readonly tag: string | null;
  constructor(
    message: string,
    /** What to do about it. */
    readonly advice: string,
    options?: ErrorOptions & { readonly tag?: string },
  ) {
    super(message, options);
    this.tag = options?.tag ?? null;
  }
}

/** Time, handed in so that waiting can be tested. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
