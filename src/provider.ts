import type { LiveState, ReadNeeds } from './model/live-state.js';
import type { Operation } from './model/operation.js';

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
  | { readonly tag: 'job-launched'; readonly jobId: string; readonly operationIds: readonly string[] }
  | { readonly tag: 'job-polled'; readonly jobId: string; readonly polls: number }
  | { readonly tag: 'waiting'; readonly reason: 'rate-limit' | 'server-error'; readonly waitMs: number };

export interface PerformContext {
  /** Ids of members and groups that earlier operations made, by address (`member.ada@acme.com`). */
  readonly createdIds: ReadonlyMap<string, string>;
  readonly onEvent: (event: ProviderEvent) => void;
  /** Aborted when the run is interrupted: finish what is in flight, start nothing new. */
  readonly signal: AbortSignal;
}

/** Progress of a reading, for people who wait. */
export interface ReadProgress {
  readonly what: 'members' | 'groups' | 'owners' | 'quotas';
  readonly count: number;
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
  close(): Promise<void>;
}

/** The provider cannot be used at all, or a read did not complete: ends the command. Holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    message: string,
    /** What to do about it. */
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Time, handed in so that waiting can be tested. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
