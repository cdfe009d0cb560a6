import fc from 'fast-check';
import { routes } from '../../src/dropbox/routes.js';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { Fault, FaultEffect, FaultKind, SimulatorOptions } from '../../src/simulator/index.js';
import { arbitraryDesired, arbitraryLive } from '../support/arbitrary-teams.js';

/** How one run of the command ends before its time. */
export type Interruption =
  | { readonly tag: 'none' }
  /** Ctrl-C once so many calls were made. */
  | { readonly tag: 'abort'; readonly afterCalls: number }
  /** kill -9 at some step after so many calls were made. */
  | { readonly tag: 'kill'; readonly afterCalls: number; readonly looks: number }
  /** kill -9 while it waits, as Dropbox asked. */
  | { readonly tag: 'kill-in-wait' };

/** Everything that one storm is made of. */
export interface Storm {
  readonly live: LiveState;
  readonly desired: DesiredState;
  readonly faults: readonly Fault[];
  /** Of the first runs; those after them are left to themselves. */
  readonly interruptions: readonly Interruption[];
  readonly parallelism: number;
  readonly server: Pick<
    SimulatorOptions,
    'asyncJobs' | 'addTakesEffect' | 'removeTakesEffect' | 'randomSeed' | 'shortPages' | 'pageSize'
  >;
}

const throttles = fc.oneof<fc.Arbitrary<FaultEffect>[]>(
  fc.record({
    kind: fc.constant('rate_limit' as const),
    retryAfterS: fc.constantFrom(1, 2, 20, 300),
    reason: fc.constantFrom('too_many_requests', 'too_many_write_operations'),
    body: fc.constantFrom('json', 'text', 'none'),
    header: fc.constant(true),
  }),
  // Where the header is missing, the body tells; where both are, Dropbox means a second.
  fc.record({
    kind: fc.constant('rate_limit' as const),
    retryAfterS: fc.constantFrom(1, 20),
    body: fc.constant('json' as const),
    header: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant('rate_limit' as const),
    retryAfterS: fc.constant(1),
    body: fc.constantFrom('text', 'none'),
    header: fc.constant(false),
  }),
);

/** Every kind of fault there is, so that a new one does not compile until storms know it. */
export const effectsByKind = {
  rate_limit: throttles,
  html_error: fc.constant({ kind: 'html_error' }),
  status: fc.constantFrom<FaultEffect>(
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, body: { error: 'busy' } },
    { kind: 'status', status: 400, body: '<html>bad request</html>' },
  ),
  reset_before: fc.constant({ kind: 'reset_before' }),
  reset_after: fc.constant({ kind: 'reset_after' }),
  status_after: fc.constant({ kind: 'status_after', status: 503 }),
  truncate: fc.constantFrom<FaultEffect>({ kind: 'truncate' }, { kind: 'truncate', clean: true }),
  delay: fc.constant({ kind: 'delay', ms: 20 }),
  hang: fc.constant({ kind: 'hang' }),
  expire_token: fc.constant({ kind: 'expire_token' }),
  invalid_cursor: fc.constant({ kind: 'invalid_cursor' }),
  empty_page: fc.constant({ kind: 'empty_page' }),
  short_page: fc.constant({ kind: 'short_page' }),
  job_internal_error: fc.constant({ kind: 'job_internal_error' }),
  job_internal_error_unapplied: fc.constant({ kind: 'job_internal_error_unapplied' }),
  job_failed: fc.constant({ kind: 'job_failed' }),
  job_never_ends: fc.constant({ kind: 'job_never_ends' }),
  error: fc.constant({ kind: 'error', error: 'other' }),
  hidden_from_list: fc.constant({ kind: 'hidden_from_list', listings: 2 }),
  meanwhile: fc.constant({
    kind: 'meanwhile',
    call: 'members/set_profile_v2',
    arg: { user: { '.tag': 'email', email: 'root@acme.com' }, new_surname: 'Meanwhile' },
  }),
} satisfies Record<FaultKind, fc.Arbitrary<FaultEffect>>;

const effects = fc.oneof<{ readonly arbitrary: fc.Arbitrary<FaultEffect>; readonly weight: number }[]>(
  ...Object.entries(effectsByKind).map(([kind, arbitrary]) => ({
    arbitrary,
    // Throttles differ most; and of what hangs a little is enough.
    weight: kind === 'rate_limit' ? 16 : kind === 'hang' ? 1 : 4,
  })),
);

/** Every route that an apply calls. */
export const stormRoutes: readonly string[] = [
  ...Object.values(routes).map(({ path }) => path as string),
  'oauth2/token',
].filter((path) => path !== 'auth/token/revoke' && !path.startsWith('team_log/'));

const aims = fc.oneof(
  { arbitrary: fc.constantFrom('*', 'team/members/*', 'team/groups/*', '*/job_status/*', '*/continue*'), weight: 1 },
  { arbitrary: fc.constantFrom(...stormRoutes), weight: 4 },
);

const fault: fc.Arbitrary<Fault> = fc
  .record({
    route: aims,
    after: fc.constantFrom(0, 0, 0, 1, 2, 5, 10),
    times: fc.constantFrom(1, 1, 1, 2, 7),
    effect: effects,
  })
  // What hangs takes a second of real time, each time.
  .map(({ effect, times, ...aim }) => ({ ...aim, times: effect.kind === 'hang' ? 1 : times, ...effect }));

const interruption: fc.Arbitrary<Interruption> = fc.oneof(
  fc.constantFrom<Interruption>({ tag: 'none' }, { tag: 'kill-in-wait' }),
  fc.record({ tag: fc.constant('abort' as const), afterCalls: fc.integer({ min: 0, max: 40 }) }),
  fc.record({
    tag: fc.constant('kill' as const),
    afterCalls: fc.integer({ min: 0, max: 40 }),
    looks: fc.integer({ min: 0, max: 12 }),
  }),
);

/** A team, a file about it, and a day on which everything goes wrong. */
export const arbitraryStorm: fc.Arbitrary<Storm> = fc.record({
  live: arbitraryLive,
  desired: arbitraryDesired,
  faults: fc.array(fault, { maxLength: 8 }),
  interruptions: fc.array(interruption, { maxLength: 3 }),
  parallelism: fc.constantFrom(1, 2, 4),
  server: fc.record({
    asyncJobs: fc.constantFrom('random', 'always', 'never'),
    addTakesEffect: fc.constantFrom('launch', 'completion'),
    removeTakesEffect: fc.constantFrom('launch', 'completion'),
    randomSeed: fc.integer({ min: 1, max: 1_000_000 }),
    shortPages: fc.constantFrom(0, 0.3),
    pageSize: fc.constantFrom(3, 1000),
  }),
});
