import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createDropboxProvider } from '../../src/dropbox/index.js';
import type { GroupRef, MemberRef, Operation } from '../../src/model/operation.js';
import type { OperationOutcome, Provider } from '../../src/provider.js';
import { type Fault, type Simulator, type SimulatorSeed, startSimulator } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { add, groupRef, join, leave, operation, ref, remove, setProfile } from './operations.js';
import { everything, memberOf } from './simulated-team.js';

// Whatever goes wrong on the way: what is called done is done, what is not done is told, and going on finishes it.

const seed: SimulatorSeed = {
  members: [
    { email: 'ada@acme.com', role: 'Team' },
    ...['bob', 'carol', 'dan', 'fay', 'gus', 'hal'].map((name) => ({ email: `${name}@acme.com`, groups: ['Staff'] })),
    { email: 'ivy@acme.com', status: 'invited' as const },
    { email: 'sue@acme.com', status: 'suspended' as const },
    { email: 'rex@acme.com', status: 'removed' as const },
  ],
  groups: [
    { name: 'Staff' },
    { name: 'Guild', management: 'user_managed', members: ['dan@acme.com'] },
    { name: 'Doomed' },
  ],
};

/** An operation, and whether the simulated team shows its goal reached. */
interface Task {
  readonly operation: Operation;
  readonly isReached: (simulator: Simulator) => boolean;
}

function makeTasks(who: (name: string) => MemberRef, group: (name: string) => GroupRef): readonly Task[] {
  const member = (simulator: Simulator, name: string) => simulator.team.member(`${name}@acme.com`);
  const isIn = (simulator: Simulator, name: string, groupName: string) =>
    member(simulator, name)?.groups?.includes(groupName) === true ||
    simulator.team
      .group(groupName)
      ?.members?.some((each) => (typeof each === 'string' ? each : each.email) === `${name}@acme.com`) === true;
  const status = (name: string, wanted: string) => (simulator: Simulator) => member(simulator, name)?.status === wanted;
  const isGone = (name: string) => (simulator: Simulator) =>
    [undefined, 'removed'].includes(member(simulator, name)?.status);
  return [
    { operation: add('n1@acme.com'), isReached: status('n1', 'invited') },
    { operation: add('n2@acme.com', { externalId: 'N2' }), isReached: status('n2', 'invited') },
    {
      operation: operation({ kind: 'member.recover', member: who('rex') }),
      isReached: (s) => member(s, 'rex')?.status === 'active',
    },
    { operation: operation({ kind: 'member.unsuspend', member: who('sue') }), isReached: status('sue', 'active') },
    {
      operation: setProfile(who('bob'), 'external_id', 'B1'),
      isReached: (s) => member(s, 'bob')?.external_id === 'B1',
    },
    {
      operation: setProfile(who('bob'), 'surname', 'Bobson'),
      isReached: (s) => member(s, 'bob')?.surname === 'Bobson',
    },
    {
      operation: operation({ kind: 'member.set_quota', member: who('bob'), quotaGb: 12 }),
      isReached: (s) => member(s, 'bob')?.space_quota_gb === 12,
    },
    {
      operation: operation({ kind: 'member.add_secondary_email', member: who('bob'), email: 'b2@acme.com' }),
      isReached: (s) => JSON.stringify(member(s, 'bob')?.secondary_emails ?? []).includes('b2@acme.com'),
    },
    {
      operation: operation({
        kind: 'group.create',
        group: groupRef('Fresh'),
        externalId: 'F',
        management: 'company_managed',
      }),
      isReached: (s) => s.team.group('Fresh') !== undefined,
    },
    {
      operation: operation({
        kind: 'group.set',
        group: group('Staff'),
        attribute: 'external_id',
        value: 'S',
        isTemporary: false,
      }),
      isReached: (s) => s.team.group('Staff')?.external_id === 'S',
    },
    { operation: join(group('Guild'), who('carol')), isReached: (s) => isIn(s, 'carol', 'Guild') },
    {
      operation: join(group('Guild'), who('fay'), 'owner'),
      isReached: (s) => isIn(s, 'fay', 'Guild') || member(s, 'fay')?.owner_of?.includes('Guild') === true,
    },
    { operation: leave(group('Staff'), who('carol')), isReached: (s) => !isIn(s, 'carol', 'Staff') },
    { operation: leave(group('Staff'), who('fay')), isReached: (s) => !isIn(s, 'fay', 'Staff') },
    {
      operation: operation({ kind: 'member.suspend', member: who('gus'), wipeDevices: false }),
      isReached: status('gus', 'suspended'),
    },
    { operation: remove(who('hal')), isReached: isGone('hal') },
    { operation: remove(who('ivy'), { isInvitation: true }), isReached: isGone('ivy') },
    {
      operation: operation({ kind: 'group.delete', group: group('Doomed') }),
      isReached: (s) => s.team.group('Doomed') === undefined,
    },
  ];
}

const writeRoutes = [
  '*',
  'members/*',
  'groups/*',
  'members/add_v2',
  'members/remove',
  'groups/delete',
  'members/get_info_v2',
  'groups/members/*',
];
const faultArbitrary: fc.Arbitrary<Fault> = fc
  .tuple(
    fc.constantFrom(...writeRoutes),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom<Fault>(
      { kind: 'rate_limit', retryAfterS: 40 },
      { kind: 'rate_limit', body: 'text', reason: 'too_many_write_operations' },
      { kind: 'html_error' },
      { kind: 'reset_before' },
      { kind: 'reset_after' },
      { kind: 'status_after', status: 503 },
      { kind: 'truncate' },
      { kind: 'truncate', clean: true },
      { kind: 'invalid_cursor' },
      { kind: 'job_internal_error' },
      { kind: 'job_internal_error_unapplied' },
      { kind: 'job_failed' },
      { kind: 'error', error: 'other' },
    ),
  )
  .map(([route, nth, effect]) => ({ ...effect, route, nth, times: 1 }));

/** Failures that say "it may have been done". */
const doubtful = /^(unknown-outcome|internal_error|job-failed|job-deadline)$/;

let open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open) await close();
  open = [];
});

async function performAll(
  provider: Provider,
  operations: readonly Operation[],
): Promise<Map<string, OperationOutcome>> {
  const batches = new Map<string, Operation[]>();
  for (const each of operations) {
    const { key } = provider.batching(each);
    batches.set(key, [...(batches.get(key) ?? []), each]);
  }
  const outcomes = new Map<string, OperationOutcome>();
  const context = { createdIds: new Map<string, string>(), onEvent: () => {}, signal: new AbortController().signal };
  for (const batch of batches.values()) {
    for (const [id, outcome] of await provider.perform(batch, context)) outcomes.set(id, outcome);
  }
  return outcomes;
}

describe('whatever goes wrong on the way', () => {
  it('what is called done is done, what is not is told, and going on finishes the work', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(faultArbitrary, { maxLength: 6 }),
        fc.integer({ min: 1, max: 1000 }),
        async (faults, randomSeed) => {
          const clock = new FakeClock();
          const simulator = await startSimulator({ seed, randomSeed, clock: () => clock.now() });
          const provider = createDropboxProvider({
            apiUrl: simulator.url,
            credentials: { tag: 'access-token', accessToken: simulator.token },
            clock,
            random: () => 0.5,
          });
          open.push(async () => {
            await simulator.close();
            await provider.close();
          });
          const state = await provider.readLiveState(everything);
          const tasks = makeTasks(
            (name) => ref(`${name}@acme.com`, memberOf(state, `${name}@acme.com`).id),
            (name) => groupRef(name, state.groups.find((each) => each.name === name)?.id ?? null),
          );
          for (const fault of faults) simulator.addFault(fault);

          let left = tasks;
          for (let round = 0; left.length > 0; round += 1) {
            // Every fault strikes once at most, and each can spoil one round.
            expect(round).toBeLessThanOrEqual(faults.length);
            const outcomes = await performAll(
              provider,
              left.map((task) => task.operation),
            );
            for (const task of left) {
              const outcome = outcomes.get(task.operation.id);
              const told = [task.operation.kind, outcome?.tag === 'failed' ? outcome.reason.tag : outcome?.tag];
              if (outcome?.tag === 'succeeded' || outcome?.tag === 'already_done') {
                expect([...told, task.isReached(simulator)]).toEqual([...told, true]);
              } else {
                expect([...told, outcome?.tag]).toEqual([...told, 'failed']);
                if (task.isReached(simulator)) expect(told[1]).toMatch(doubtful);
              }
            }
            left = left.filter((task) => outcomes.get(task.operation.id)?.tag === 'failed');
          }
          // A throttle whose answer broke off on the way could not be heard.
          const isHeard = !simulator.log.some((call) => call.faults.includes('rate_limit') && call.faults.length > 1);
          if (isHeard) expect(simulator.log.filter((call) => call.isDuringRetryAfter)).toEqual([]);
          const removals = simulator.log.filter((call) => /^team\/members\/(remove|suspend)$/.test(call.route));
          for (const call of removals) expect(call.body).toMatchObject({ wipe_data: false });
          for (const close of open.splice(0)) await close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
