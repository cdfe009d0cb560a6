import type { FaultKind } from '../faults/fault.js';

/** One call that reached the simulator, as `simulator.log` shows it. */
export interface CallRecord {
  /** Counted from 1. */
  readonly number: number;
  readonly method: string;
  /** Path under `/2/`, such as `team/members/list_v2`; for the rest the path itself, such as `oauth2/token`. */
  readonly route: string;
  readonly requestId: string;
  /** By the simulator's clock. */
  readonly atMs: number;
  /** Calls under way when this one came, itself included. */
  readonly inFlight: number;
  /** The body as JSON, or as text where it is none; secrets of the OAuth routes are left out. */
  body: unknown;
  /** Undefined while unanswered, and for ever where the connection was broken. */
  status: number | undefined;
  /** The error's tag, or the result's where the result is a union. */
  tag: string | undefined;
  /** The address of the admin whom the token acts for. */
  actingAdmin: string | undefined;
  /** Refused because the caller did not wait for the end of Retry-After. */
  isDuringRetryAfter: boolean;
  readonly faults: FaultKind[];
}
