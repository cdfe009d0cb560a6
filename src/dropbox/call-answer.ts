import type { FailureReason } from '../provider.js';

/** A 409: the route's own error union. */
export interface RouteError {
  readonly tag: string;
  /** The whole union, for tags that hold something (`members_not_in_team` names whom). */
  readonly body: unknown;
  /** Dropbox's own sentence, where it sent one. */
  readonly userMessage: string | null;
}

/** Why a call was turned away before the route looked at it. */
export type RejectionKind =
  | 'token'
  | 'scope'
  | 'access'
  /** The request itself: a fault in Rollcall, or a value that Dropbox's schema does not allow. */
  | 'bad-request'
  | 'rate-limit'
  | 'unreachable'
  | 'interrupted';

export type Answered = { readonly tag: 'answered'; readonly body: unknown; readonly requestId: string | null };
export type Refused = { readonly tag: 'refused'; readonly error: RouteError; readonly requestId: string | null };
/** Certainly nothing was done. */
export type Rejected = { readonly tag: 'rejected'; readonly kind: RejectionKind; readonly failure: FailureReason };
/**
 * It may have been done: no answer, a server error, an answer that cannot be read, a job whose end is not known.
 * `mayRepeat`: when reading proves that it was not done, it may be sent once more.
 */
export type Lost = { readonly tag: 'lost'; readonly failure: FailureReason; readonly mayRepeat: boolean };

/** How a call ended, after every retry that is safe. */
export type CallAnswer = Answered | Refused | Rejected | Lost;

/** What a single response means. Two kinds never leave the transport: it waits, or renews the token, and calls again. */
export type ResponseMeaning =
  | Answered
  | Refused
  | Rejected
  | Lost
  | { readonly tag: 'rate-limited'; readonly retryAfterMs: number; readonly failure: FailureReason }
  | { readonly tag: 'token-expired'; readonly failure: FailureReason };
