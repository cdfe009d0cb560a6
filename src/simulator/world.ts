import type { AuditLog, Doer, Happening } from './audit-log.js';
import type { CursorMint } from './cursors.js';
import type { HiddenRecords } from './hidden-records.js';
import type { Scope } from './http/scopes.js';
import type { AccessToken, TokenBook } from './http/tokens.js';
import type { JobBoard, JobFault } from './jobs.js';
import type { Random } from './random.js';
import type { StoneType } from './stone/types.js';
import type { Member } from './team/member.js';
import type { Team } from './team/team.js';

/** Everything that routes act on. */
export interface World {
  readonly team: Team;
  readonly audit: AuditLog;
  readonly jobs: JobBoard;
  readonly cursors: CursorMint;
  readonly tokens: TokenBook;
  readonly hidden: HiddenRecords;
  readonly random: Random;
  readonly now: () => number;
  readonly choices: Choices;
}

/** What Dropbox leaves open, and a simulator must choose. */
export interface Choices {
  /** Whether removals, group deletions and additions become jobs. */
  readonly asyncJobs: 'random' | 'always' | 'never';
  /** When the effect of a job is there: at once, or when the job is finished. */
  readonly addTakesEffect: 'launch' | 'completion';
  readonly removeTakesEffect: 'launch' | 'completion';
  /** No page has more entries, whatever the caller's limit. */
  readonly pageSize: number;
  /** Chance that a page is shorter than it might be, or empty. */
  readonly shortPages: number;
  /** Whom the log names for what an app does. */
  readonly apiActor: 'admin' | 'app';
}

/** One call that reached a route: its checked argument and who makes it. */
export interface Call<A> {
  readonly world: World;
  readonly arg: A;
  readonly caller: Caller;
  /** What the fault script wants of this call. */
  readonly wishes: CallWishes;
}

export interface CallWishes {
  readonly jobFault?: JobFault;
  /** At most so many entries on this page, with more to come. */
  readonly pageEntries?: number;
}

export interface Caller {
  readonly requestId: string;
  readonly admin: Member | undefined;
  readonly token: AccessToken | undefined;
  readonly isConsole: boolean;
}

/** A route: where, what it takes, who may, which error tags it has, and what it does. */
export interface Route {
  /** Path under `/2/`, version suffix included. */
  readonly path: string;
  readonly scope: Scope | undefined;
  readonly arg: StoneType<unknown>;
  /** Declared error tags; a route that answers another one is a bug of the simulator. */
  readonly errors: readonly string[];
  readonly isMutation: boolean;
  readonly perform: (call: Call<unknown>) => unknown;
}

/** Declares a route; the argument type carries over to what performs it. */
export function defineRoute<A>(route: {
  readonly path: string;
  readonly scope: Scope | undefined;
  readonly arg: StoneType<A>;
  readonly errors?: readonly string[];
  readonly isMutation?: boolean;
  readonly perform: (call: Call<A>) => unknown;
}): Route {
  return {
    ...route,
    errors: route.errors ?? [],
    isMutation: route.isMutation ?? false,
    perform: route.perform as (call: Call<unknown>) => unknown,
  };
}

/** Writes what a call did into the team log. */
export function log(call: Pick<Call<unknown>, 'world' | 'caller'>, happening: Happening): void {
  const { admin, isConsole, requestId } = call.caller;
  // Somebody without an admin role is no admin by what they do, such as leaving a group.
  const byHand = admin?.roleId === undefined ? 'user' : 'admin';
  const doer: Doer = {
    actor: isConsole ? byHand : call.world.choices.apiActor,
    member: admin,
    appName: 'Simulated app',
    requestId: isConsole ? undefined : requestId,
  };
  call.world.audit.record(doer, happening);
}
