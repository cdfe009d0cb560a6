import type { FaultScript } from './faults/fault.js';
import type { SimulatorSeed } from './team/seed.js';

/** How a simulated team is served. */
export interface SimulatorOptions {
  /** The team to start with; by default a small one with one admin. */
  readonly seed?: SimulatorSeed;
  /** What goes wrong. */
  readonly faults?: FaultScript;
  /** By default one that is free. */
  readonly port?: number;
  /** By default 127.0.0.1. */
  readonly host?: string;
  /** Milliseconds since the epoch; by default the system's clock. */
  readonly clock?: () => number;
  /** Loaded if it exists (the seed is then ignored), and written before each change is answered. */
  readonly stateFile?: string;
  /** Equal seeds make equal choices; by default 1. */
  readonly randomSeed?: number;
  /** How long every answer takes. */
  readonly latencyMs?: number;
  readonly rateLimit?: { readonly callsPerSecond: number };
  /** How often a job is in progress before it is finished; by default 1 to 3 times. */
  readonly jobPolls?: { readonly min: number; readonly max: number } | number;
  /** Whether calls that may become jobs do; by default at random. */
  readonly asyncJobs?: 'random' | 'always' | 'never';
  /** When a job's effect is there; by default additions at completion, removals at launch. */
  readonly addTakesEffect?: 'launch' | 'completion';
  readonly removeTakesEffect?: 'launch' | 'completion';
  /** No page has more entries than this, whatever the caller's limit. */
  readonly pageSize?: number;
  /** Chance that a page is shorter than it might be, or even empty, with more to come; by default 0. */
  readonly shortPages?: number;
  /** How long cursors are good for; by default a day. */
  readonly cursorLifetimeMs?: number;
  /** Whom the team log names for what is done through the API; by default the admin behind the token. */
  readonly apiActor?: 'admin' | 'app';
}

/** What a token shall be good for. */
export interface MintOptions {
  /** By default every scope. */
  readonly scopes?: readonly string[];
  /** Scopes that the app has at all; by default every scope. */
  readonly appScopes?: readonly string[];
  /** Address of the admin whom the token acts for, or null for a token from before Dropbox kept that. */
  readonly actingAdmin?: string | null;
  /** By default four hours. */
  readonly expiresInMs?: number;
  /** A user's token rather than a team's is refused by every team route. */
  readonly kind?: 'team' | 'user';
}
