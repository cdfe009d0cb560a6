import { describe, expect, it } from 'vitest';
import type { OperationOutcome } from '../../src/provider.js';
import type { SimulatorSeed } from '../../src/simulator/index.js';
import { add, offboarding, operation, ref, remove, setProfile } from './operations.js';
import { memberOf, simulateTeam, tagsOf } from './simulated-team.js';

const seed: SimulatorSeed = {
  team: { licences: 60 },
  members: [
    { email: 'ada@acme.com', role: 'Team', given_name: 'Ada' },
    { email: 'bob@acme.com', external_id: 'E2', given_name: 'Bob', surname: 'Old' },
    { email: 'carol@acme.com', external_id: 'E3' },
    { email: 'ivy@acme.com', status: 'invited' },
    { email: 'sue@acme.com', status: 'suspended' },
    { email: 'rex@acme.com', status: 'removed' },
  ],
  outside_accounts: [{ email: 'taken@acme.com', on_another_team: true }],
};

async function team(options: Parameters<typeof simulateTeam>[0] = {}) {
  const simulated = await simulateTeam({ seed, asyncJobs: 'never', ...options });
  const state = await simulated.read();
  return { ...simulated, who: (email: string) => ref(email, memberOf(state, email).id), roles: state.roles };
}

function createdIds(outcomes: ReadonlyMap<string, OperationOutcome>): (string | undefined)[] {
  return [...outcomes.values()].map((outcome) => (outcome.tag === 'failed' ? undefined : outcome.createdId));
}

describe('adding people', () => {
  it('takes one call for twenty, and sets everything that the call can set', async () => {
    const { perform, simulator, roles } = await team();
    const billing = roles.find((role) => role.slug === 'billing_admin');
    const wanted = {
      givenName: 'Nia',
      surname: 'New',
      externalId: 'E9',
      directoryRestricted: true,
      role: { slug: 'billing_admin', id: billing?.id ?? null },
    };
    const operations = [
      add('nia@acme.com', wanted),
      ...Array.from({ length: 24 }, (_, index) => add(`n${index}@acme.com`)),
    ];
    const { outcomes, routes } = await perform(operations);
    expect(new Set(tagsOf(outcomes))).toEqual(new Set(['succeeded']));
    expect(createdIds(outcomes).every((id) => id?.startsWith('dbmid:'))).toBe(true);
    expect(routes).toEqual(['members/add_v2', 'members/add_v2']);
    expect(simulator.team.member('nia@acme.com')).toMatchObject({
      status: 'invited',
      given_name: 'Nia',
      external_id: 'E9',
      directory_restricted: true,
    });
  });

  it('says of each person what became of them, though the answer is a 200', async () => {
    const { perform } = await team();
    const operations = [
      add('new@acme.com'),
      add('taken@acme.com'),
      add('dup@acme.com', { externalId: 'E2' }),
      add('bob@acme.com'),
      add('rex@acme.com'),
    ];
    const { outcomes } = await perform(operations);
    expect(tagsOf(outcomes).sort()).toEqual(
      [
        'already_done',
        'duplicate_external_member_id',
        'succeeded',
        'user_already_on_team',
        'user_on_another_team',
      ].sort(),
    );
    // On the team already: as good as added, with the id that others wait for.
    expect(outcomes.get(operations[3]?.id ?? '')).toMatchObject({
      tag: 'already_done',
      createdId: expect.stringMatching(/^dbmid:/),
    });
  });

  it('fails only those for whom no licence is left', async () => {
    const { perform } = await team({ seed: { ...seed, team: { licences: 7 } } });
    const { outcomes } = await perform([
      add('n1@acme.com'),
      add('n2@acme.com'),
      add('n3@acme.com'),
      add('n4@acme.com'),
    ]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'succeeded', 'team_license_limit', 'team_license_limit']);
  });

  it('follows a job to its end, and tells of it', async () => {
    const { perform } = await team({ asyncJobs: 'always', jobPolls: 3 });
    const { outcomes, events } = await perform([add('new@acme.com'), add('taken@acme.com')]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'user_on_another_team']);
    expect(events.filter((event) => event.tag !== 'called')[0]).toMatchObject({
      tag: 'job-launched',
      operationIds: [...outcomes.keys()],
    });
    expect(events.filter((event) => event.tag === 'job-polled')).toHaveLength(4);
  });

  it('finds those added by a call whose answer was lost, and adds nobody twice', async () => {
    for (const kind of ['reset_after', 'status_after', 'truncate'] as const) {
      const { perform, simulator } = await team({ faults: [{ kind, route: 'members/add_v2' }] });
      const { outcomes, routes } = await perform([add('n1@acme.com'), add('n2@acme.com')]);
      expect(tagsOf(outcomes)).toEqual(['already_done', 'already_done']);
      expect(createdIds(outcomes)).not.toContain(undefined);
      expect(routes).toEqual(['members/add_v2', 'members/get_info_v2']);
      expect(simulator.team.member('n1@acme.com')?.status).toBe('invited');
    }
  });

  it('adds once more, and never again, those whom a lost call did not add', async () => {
    const once = await team({ faults: [{ kind: 'reset_before', route: 'members/add_v2' }] });
    const first = await once.perform([add('n1@acme.com')]);
    expect(tagsOf(first.outcomes)).toEqual(['succeeded']);
    expect(first.routes.filter((route) => route === 'members/add_v2')).toHaveLength(2);

    const always = await team({ faults: [{ kind: 'reset_before', route: 'members/add_v2', probability: 1 }] });
    const second = await always.perform([add('n1@acme.com')]);
    expect(tagsOf(second.outcomes)).toEqual(['unknown-outcome']);
    expect(second.routes.filter((route) => route === 'members/add_v2')).toHaveLength(2);
  });

  it('reads what a broken job has done, and does not repeat it', async () => {
    const applied = await team({
      asyncJobs: 'always',
      faults: [{ kind: 'job_internal_error', route: 'members/add_v2' }],
    });
    expect(tagsOf((await applied.perform([add('n1@acme.com')])).outcomes)).toEqual(['already_done']);
    for (const [kind, tag] of [
      ['job_internal_error_unapplied', 'internal_error'],
      ['job_failed', 'job-failed'],
    ] as const) {
      const broken = await team({ asyncJobs: 'always', faults: [{ kind, route: 'members/add_v2' }] });
      const { outcomes, routes } = await broken.perform([add('n1@acme.com')]);
      expect(tagsOf(outcomes)).toEqual([tag]);
      expect(routes.filter((route) => route === 'members/add_v2')).toHaveLength(1);
    }
  });

  it('ends a job that never ends at its deadline', async () => {
    const { perform, clock } = await team({
      asyncJobs: 'always',
      faults: [{ kind: 'job_never_ends', route: 'members/add_v2' }],
    });
    const startedAt = clock.now();
    const { outcomes } = await perform([add('n1@acme.com')]);
    expect(tagsOf(outcomes)).toEqual(['job-deadline']);
    expect(clock.now() - startedAt).toBeGreaterThan(1_800_000);
    expect(Math.max(...clock.sleeps)).toBe(15_000);
  });

  it('does not let one address that Dropbox does not accept sink the others', async () => {
    const { perform } = await team();
    const { outcomes } = await perform([add('n1@acme.com'), add('not an address'), add('n3@acme.com')]);
    expect(outcomes.size).toBe(3);
    expect(tagsOf(outcomes).sort()).toEqual(['bad-request', 'succeeded', 'succeeded']);
  });
});

describe('setting a profile', () => {
  it('takes one call for all attributes of a member; null clears', async () => {
    const { perform, simulator, who } = await team();
    const bob = who('bob@acme.com');
    const { outcomes, routes } = await perform([
      setProfile(bob, 'email', 'Robert@acme.com'),
      setProfile(bob, 'external_id', null),
      setProfile(bob, 'surname', 'New'),
      setProfile(bob, 'directory_restricted', true),
    ]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    expect(routes).toEqual(['members/set_profile_v2']);
    const live = simulator.team.member('robert@acme.com');
    expect(live).toMatchObject({ given_name: 'Bob', surname: 'New', directory_restricted: true });
    expect(live?.external_id ?? '').toBe('');
  });

  it('sets the others when one attribute is refused', async () => {
    const { perform, simulator, who } = await team();
    const bob = who('bob@acme.com');
    const { outcomes, routes } = await perform([
      setProfile(bob, 'surname', 'New'),
      setProfile(bob, 'external_id', 'E3'),
      setProfile(bob, 'email', 'carol@acme.com'),
      setProfile(bob, 'persistent_id', 'p'),
    ]);
    expect(tagsOf(outcomes).sort()).toEqual(
      ['email_reserved_for_other_user', 'external_id_used_by_other_user', 'persistent_id_disabled', 'succeeded'].sort(),
    );
    expect(simulator.team.member('bob@acme.com')?.surname).toBe('New');
    expect(routes).toEqual(Array(4).fill('members/set_profile_v2'));
  });

  it("keeps a temporary value out of the final value's call", async () => {
    const { provider, who } = await team();
    const bob = who('bob@acme.com');
    const temporary = provider.batching(setProfile(bob, 'email', 't@acme.com', true));
    expect(temporary.key).not.toBe(provider.batching(setProfile(bob, 'email', 'f@acme.com')).key);
  });

  it('finds what a lost call has set, and sets the rest', async () => {
    const { perform, simulator, who } = await team({
      faults: [{ kind: 'reset_before', route: 'members/set_profile_v2' }],
    });
    const bob = who('bob@acme.com');
    const { outcomes } = await perform([setProfile(bob, 'surname', 'Old'), setProfile(bob, 'given_name', 'Rob')]);
    expect(tagsOf(outcomes)).toEqual(['already_done', 'succeeded']);
    expect(simulator.team.member('bob@acme.com')?.given_name).toBe('Rob');
  });

  it('tells that nothing was to change when the values are there already', async () => {
    const { perform, who } = await team({
      faults: [{ kind: 'error', error: 'no_new_data_specified', route: 'members/set_profile_v2' }],
    });
    const { outcomes } = await perform([setProfile(who('bob@acme.com'), 'surname', 'Old')]);
    expect(tagsOf(outcomes)).toEqual(['already_done']);
  });

  it('sets what it can of a member for whom one value is against the schema', async () => {
    const { perform, who } = await team();
    const bob = who('bob@acme.com');
    const { outcomes } = await perform([setProfile(bob, 'surname', 'a/b'), setProfile(bob, 'given_name', 'Rob')]);
    expect(tagsOf(outcomes)).toEqual(['bad-request', 'succeeded']);
  });
});

describe('roles', () => {
  it('are given and taken, by id', async () => {
    const { perform, read, who, roles } = await team();
    const role = (slug: string) => ({ slug, id: roles.find((each) => each.slug === slug)?.id ?? null });
    const bob = who('bob@acme.com');
    await perform([
      operation({ kind: 'member.set_role', member: bob, from: 'member_only', role: role('support_admin') }),
    ]);
    expect(memberOf(await read(), 'bob@acme.com').attributes.role).toBe('support_admin');
    await perform([
      operation({ kind: 'member.set_role', member: bob, from: 'support_admin', role: role('member_only') }),
    ]);
    expect(memberOf(await read(), 'bob@acme.com').attributes.role).toBe('member_only');
  });

  it('that Dropbox refuses to change fail with its word and ours', async () => {
    const { perform, who } = await team();
    const none = { slug: 'member_only', id: null };
    const demote = operation({ kind: 'member.set_role', member: who('ada@acme.com'), from: 'team_admin', role: none });
    const { outcomes } = await perform([demote]);
    expect(outcomes.get(demote.id)).toMatchObject({
      tag: 'failed',
      reason: { tag: 'last_admin', message: "The member is the team's last admin.", requestId: expect.any(String) },
    });
  });
});

describe('suspending and coming back', () => {
  it('suspends, and never wipes devices unless told to', async () => {
    const { perform, simulator, who } = await team();
    const suspend = (email: string, wipeDevices: boolean) =>
      operation({ kind: 'member.suspend', member: who(email), wipeDevices });
    await perform([suspend('bob@acme.com', false)]);
    await perform([suspend('carol@acme.com', true)]);
    const sent = simulator.log.filter((call) => call.route === 'team/members/suspend').map((call) => call.body);
    expect(sent.map((body) => (body as { wipe_data: boolean }).wipe_data)).toEqual([false, true]);
    expect(simulator.team.member('bob@acme.com')?.status).toBe('suspended');
  });

  it('finds who is suspended already, and objects to whom the plan did not mean', async () => {
    const { perform, who } = await team();
    const suspend = (email: string) => operation({ kind: 'member.suspend', member: who(email), wipeDevices: false });
    expect(tagsOf((await perform([suspend('sue@acme.com')])).outcomes)).toEqual(['already_done']);
    expect(tagsOf((await perform([suspend('ivy@acme.com')])).outcomes)).toEqual(['precondition-changed']);
    expect(tagsOf((await perform([suspend('rex@acme.com')])).outcomes)).toEqual(['precondition-changed']);
  });

  it('unsuspends and recovers, and finds who is back already', async () => {
    const { perform, simulator, who } = await team();
    const unsuspend = (email: string) => operation({ kind: 'member.unsuspend', member: who(email) });
    const recover = (email: string) => operation({ kind: 'member.recover', member: who(email) });
    expect(tagsOf((await perform([unsuspend('sue@acme.com'), unsuspend('bob@acme.com')])).outcomes)).toEqual([
      'succeeded',
      'already_done',
    ]);
    expect(tagsOf((await perform([recover('rex@acme.com')])).outcomes)).toEqual(['succeeded']);
    expect(tagsOf((await perform([recover('rex@acme.com')])).outcomes)).toEqual(['already_done']);
    expect(simulator.team.member('rex@acme.com')?.status).toBe('active');
  });

  it.each(['reset_after', 'status_after', 'truncate', 'reset_before'] as const)(
    'settles a lost answer by reading: %s',
    async (kind) => {
      const { perform, simulator, who } = await team({ faults: [{ kind, route: 'members/suspend' }] });
      const { outcomes, routes } = await perform([
        operation({ kind: 'member.suspend', member: who('bob@acme.com'), wipeDevices: false }),
      ]);
      expect(tagsOf(outcomes)).toEqual([kind === 'reset_before' ? 'succeeded' : 'already_done']);
      expect(routes.filter((route) => route === 'members/suspend')).toHaveLength(kind === 'reset_before' ? 2 : 1);
      expect(simulator.team.member('bob@acme.com')?.status).toBe('suspended');
    },
  );
});

describe('removing', () => {
  it('writes every choice out, so that nothing is wiped or deleted by leaving it out', async () => {
    const { perform, simulator, who } = await team();
    const kept = offboarding({ keepAccount: true, retainTeamShares: true });
    const { outcomes } = await perform([
      remove(who('bob@acme.com'), { offboarding: kept }),
      remove(who('carol@acme.com'), { transferTo: who('ada@acme.com'), transferAdmin: who('ada@acme.com') }),
      remove(who('ivy@acme.com'), {
        isInvitation: true,
        offboarding: offboarding({ wipeDevices: true, keepAccount: true }),
      }),
    ]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const sent = simulator.log.filter((call) => call.route === 'team/members/remove').map((call) => call.body);
    const admin = { '.tag': 'team_member_id', team_member_id: who('ada@acme.com').id };
    expect(sent).toEqual([
      expect.objectContaining({
        wipe_data: false,
        keep_account: true,
        retain_team_shares: true,
        permanently_delete_files: false,
      }),
      expect.objectContaining({
        wipe_data: false,
        keep_account: false,
        transfer_dest_id: admin,
        transfer_admin_id: admin,
      }),
      {
        user: expect.anything(),
        wipe_data: false,
        keep_account: false,
        retain_team_shares: false,
        permanently_delete_files: false,
      },
    ]);
  });

  it('follows the job, and finds who is gone already', async () => {
    const { perform, who } = await team({ asyncJobs: 'always' });
    const bob = who('bob@acme.com');
    const first = await perform([remove(bob)]);
    expect(tagsOf(first.outcomes)).toEqual(['succeeded']);
    expect(first.routes).toContain('members/remove/job_status/get');
    const second = await perform([remove(bob)]);
    expect(tagsOf(second.outcomes)).toEqual(['already_done']);
    expect(second.routes).toEqual(['members/get_info_v2']);
  });

  it('does not take an account away from somebody who accepted the invitation meanwhile', async () => {
    const { perform, simulator, who } = await team();
    simulator.acceptInvitation('ivy@acme.com');
    const { outcomes } = await perform([remove(who('ivy@acme.com'), { isInvitation: true })]);
    expect(tagsOf(outcomes)).toEqual(['precondition-changed']);
    expect(simulator.team.member('ivy@acme.com')?.status).toBe('active');
  });

  it('is settled by reading when somebody else removes the member at the same moment', async () => {
    const { perform, simulator, who } = await team();
    const bob = who('bob@acme.com');
    const user = { '.tag': 'team_member_id', team_member_id: bob.id };
    simulator.addFault({
      kind: 'meanwhile',
      route: 'members/remove',
      call: 'team/members/remove',
      arg: { user, wipe_data: false },
    });
    expect(tagsOf((await perform([remove(bob)])).outcomes)).toEqual(['already_done']);
  });

  it.each(['reset_after', 'status_after', 'job_internal_error'] as const)(
    'is settled by reading after %s, and never launched twice',
    async (kind) => {
      const { perform, simulator, who } = await team({
        asyncJobs: 'always',
        faults: [{ kind, route: 'members/remove' }],
      });
      const { outcomes, routes } = await perform([remove(who('bob@acme.com'))]);
      expect(tagsOf(outcomes)).toEqual(['already_done']);
      expect(routes.filter((route) => route === 'members/remove')).toHaveLength(1);
      expect(simulator.team.member('bob@acme.com')?.status).toBe('removed');
    },
  );

  it('does not call a transfer done that nobody confirmed', async () => {
    const { perform, who } = await team({
      asyncJobs: 'always',
      faults: [{ kind: 'job_internal_error', route: 'members/remove' }],
    });
    const { outcomes } = await perform([
      remove(who('bob@acme.com'), { transferTo: who('carol@acme.com'), transferAdmin: who('ada@acme.com') }),
    ]);
    expect(tagsOf(outcomes)).toEqual(['transfer-unconfirmed']);
  });

  it('uses the ids of people whom this run has added', async () => {
    const { perform, simulator, who } = await team();
    const added = await perform([add('heir@acme.com')]);
    simulator.acceptInvitation('heir@acme.com');
    const created = new Map([['member.heir@acme.com', createdIds(added.outcomes)[0] ?? '']]);
    const removal = remove(who('bob@acme.com'), {
      transferTo: ref('heir@acme.com'),
      transferAdmin: who('ada@acme.com'),
    });
    expect(tagsOf((await perform([removal])).outcomes)).toEqual(['precondition-missing']);
    expect(tagsOf((await perform([removal], created)).outcomes)).toEqual(['succeeded']);
  });
});
