import fc from 'fast-check';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { Fault, FaultEffect, SimulatorOptions } from '../../src/simulator/index.js';
import { arbitraryDesired, arbitraryLive } from '../support/arbitrary-teams.js';

/** How one run of the command ends before its time. */
export type Interruption =
  | { readonly tag: 'none' }
  /** Ctrl-C once so many calls were made. */
  | { readonly tag: 'abort'; readonly afterCalls: number }
  /** kill -9 at some step after so many calls were made. */
  | { readonly tag: 'kill'; readonly afterCalls: number; readonly looks: number };

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

const effects = fc.oneof<fc.Arbitrary<FaultEffect>[]>(
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
  fc.constantFrom<FaultEffect>(
    { kind: 'html_error' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, body: { error: 'busy' } },
    { kind: 'reset_before' },
    { kind: 'reset_after' },
    { kind: 'status_after', status: 503 },
    { kind: 'truncate' },
    { kind: 'truncate', clean: true },
    { kind: 'expire_token' },
    { kind: 'invalid_cursor' },
    { kind: 'empty_page' },
    { kind: 'short_page' },
    { kind: 'job_internal_error' },
    { kind: 'job_internal_error_unapplied' },
    { kind: 'job_failed' },
    { kind: 'job_never_ends' },
    { kind: 'error', error: 'other' },
    { kind: 'hidden_from_list', listings: 2 },
  ),
);

const routes = [
  '*',
  'team/get_info',
  'members/*',
  'members/list_v2',
  'members/list/continue_v2',
  'members/get_info_v2',
  'members/add_v2',
  'members/add/job_status/get_v2',
  'members/set_profile_v2',
  'members/set_admin_permissions_v2',
  'members/suspend',
  'members/unsuspend',
  'members/recover',
  'members/remove',
  'members/remove/job_status/get',
  'members/secondary_emails/*',
  'member_space_limits/*',
  'groups/*',
  'groups/list',
  'groups/create',
  'groups/update',
  'groups/delete',
  'groups/job_status/get',
  'groups/members/add',
  'groups/members/remove',
  'groups/members/list',
  'groups/members/set_access_type',
];

const fault: fc.Arbitrary<Fault> = fc
  .record({
    route: fc.constantFrom(...routes),
    after: fc.constantFrom(0, 0, 0, 1, 2, 5, 10),
    times: fc.constantFrom(1, 1, 1, 2, 7),
    effect: effects,
  })
  .map(({ effect, ...aim }) => ({ ...aim, ...effect }));

const interruption: fc.Arbitrary<Interruption> = fc.oneof(
  fc.constant<Interruption>({ tag: 'none' }),
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
