/** Which calls a fault strikes. Calls are counted from 1, per fault, among those to its route. */
export interface FaultAim {
  /** A route, with or without `team/` before it (`members/add_v2`), or a glob (`members/*`, `*`); by default all. */
  readonly route?: string;
  /** Only calls whose body contains this text. */
  readonly bodyIncludes?: string;
  /** Only the nth call, or these. */
  readonly nth?: number | readonly number[];
  /** Not the first so many calls. */
  readonly after?: number;
  /** How often at most; by default once, or without end where `nth` or `probability` is given. */
  readonly times?: number;
  /** Chance of each call, drawn from the simulator's own random seed. */
  readonly probability?: number;
}

/** What goes wrong. "Before" means that nothing was changed, "after" that the call was carried out. */
export type FaultEffect =
  | {
      /** A 429; until `retryAfterS` (default 1) is over, every other call is refused and flagged in the log. */
      readonly kind: 'rate_limit';
      readonly retryAfterS?: number;
      readonly reason?: 'too_many_requests' | 'too_many_write_operations';
      readonly body?: 'json' | 'text' | 'none';
      readonly header?: boolean;
    }
  /** Any answer, before acting: a text, or JSON where `body` is not a text. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** An HTML page from a gateway, before acting; 502 by default. */
  | { readonly kind: 'html_error'; readonly status?: number }
  /** The connection breaks, before acting or after. */
  | { readonly kind: 'reset_before' }
  | { readonly kind: 'reset_after' }
  /** Acts, then answers an error; 500 by default. */
  | { readonly kind: 'status_after'; readonly status?: number }
  /** Acts, then sends half of the answer; the connection breaks, or with `clean` the body just ends. */
  | { readonly kind: 'truncate'; readonly clean?: boolean }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Never answers, and does not act. */
  | { readonly kind: 'hang' }
  /** The caller's access token has expired from this call on. */
  | { readonly kind: 'expire_token' }
  /** The cursor sent is dead from this call on. */
  | { readonly kind: 'invalid_cursor' }
  /** A page with nothing, or with fewer entries than fit; `has_more` is true. */
  | { readonly kind: 'empty_page' }
  | { readonly kind: 'short_page'; readonly entries?: number }
  /** On a launching call: it becomes a job that breaks, its work done or not. On a poll: the polled job breaks. */
  | { readonly kind: 'job_internal_error' }
  | { readonly kind: 'job_internal_error_unapplied' }
  /** The job ends as failed with a message, its work not done; where the kind has no such answer, an internal error. */
  | { readonly kind: 'job_failed' }
  /** The job is in progress for ever. */
  | { readonly kind: 'job_never_ends' }
  /** A 409 with this tag, or this whole error, before acting. */
  | {
      readonly kind: 'error';
      readonly error: string | (Readonly<Record<string, unknown>> & { readonly '.tag': string });
    }
  /** Whom or what this call adds is missing from the next listings, so many of them or for so long. */
  | { readonly kind: 'hidden_from_list'; readonly listings?: number; readonly ms?: number }
  /** Just before this call is carried out, an admin does something in the console. */
  | { readonly kind: 'meanwhile'; readonly call: string; readonly arg?: unknown; readonly by?: string };

/** One thing that goes wrong, and when. */
export type Fault = FaultAim & FaultEffect;

/** Everything that goes wrong; a list, or a list under `faults`. */
export type FaultScript = readonly Fault[] | { readonly faults: readonly Fault[] };

export type FaultKind = FaultEffect['kind'];
