import { describe, expect, it } from 'vitest';
import type { MemberRef } from '../../src/model/operation.js';
import type { SimulatorSeed } from '../../src/simulator/index.js';
import { operation, ref } from './operations.js';
import { memberOf, simulateTeam, tagsOf } from './simulated-team.js';

const seed: SimulatorSeed = {
  team: { verified_domains: ['acme.com'] },
  members: [
    { email: 'ada@acme.com', role: 'Team' },
    { email: 'bob@acme.com', space_quota_gb: 50, secondary_emails: ['old@acme.com'] },
    { email: 'carol@acme.com', excluded_from_space_limits: true },
    { email: 'dan@acme.com' },
    { email: 'ivy@acme.com', status: 'invited' },
  ],
  outside_accounts: [{ email: 'taken@acme.com' }],
};

async function team(options: Parameters<typeof simulateTeam>[0] = {}) {
  const simulated = await simulateTeam({ seed, ...options });
  const state = await simulated.read();
  return { ...simulated, who: (email: string) => ref(email, memberOf(state, email).id) };
}

const quota = (member: MemberRef, quotaGb: number | null) => operation({ kind: 'member.set_quota', member, quotaGb });
const addEmail = (member: MemberRef, email: string) => operation({ kind: 'member.add_secondary_email', member, email });
const deleteEmail = (member: MemberRef, email: string) =>
  operation({ kind: 'member.delete_secondary_email', member, email });

describe('quotas', () => {
  it('are set in one call, and removed in one', async () => {
    const { perform, read, who } = await team();
    const set = await perform([quota(who('ada@acme.com'), 100), quota(who('dan@acme.com'), 20)]);
    expect(set.routes).toEqual(['member_space_limits/set_custom_quota']);
    const removed = await perform([quota(who('bob@acme.com'), null), quota(who('dan@acme.com'), null)]);
    expect(removed.routes).toEqual(['member_space_limits/remove_custom_quota']);
    const state = await read();
    const quotas = ['ada', 'bob', 'dan'].map((name) => memberOf(state, `${name}@acme.com`).attributes.space_quota_gb);
    expect(quotas).toEqual([100, null, null]);
  });

  it('of all but the excluded member are set, though Dropbox refuses them together', async () => {
    const { perform, who } = await team();
    const operations = [
      quota(who('ada@acme.com'), 10),
      quota(who('carol@acme.com'), 10),
      quota(who('dan@acme.com'), 10),
    ];
    const { outcomes } = await perform(operations);
    expect(operations.map((each) => outcomes.get(each.id)?.tag)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(tagsOf(outcomes)).toContain('some_users_are_excluded');
  });

  it('are read after a lost answer', async () => {
    const { perform, who } = await team({
      faults: [{ kind: 'reset_after', route: 'member_space_limits/set_custom_quota' }],
    });
    const { outcomes, routes } = await perform([quota(who('ada@acme.com'), 100)]);
    expect(tagsOf(outcomes)).toEqual(['already_done']);
    expect(routes).toEqual(['member_space_limits/set_custom_quota', 'member_space_limits/get_custom_quota']);
  });

  it('of somebody whom Dropbox does not know fail alone', async () => {
    const { perform, who } = await team();
    const { outcomes } = await perform([quota(ref('x@acme.com', 'dbmid:nobody'), 10), quota(who('dan@acme.com'), 10)]);
    expect(tagsOf(outcomes)).toEqual(['invalid_user', 'succeeded']);
  });
});

describe('secondary addresses', () => {
  it('of several members are added in one call, each with an outcome of its own', async () => {
    const { perform, read, who } = await team();
    const operations = [
      addEmail(who('ada@acme.com'), 'a2@acme.com'),
      addEmail(who('ada@acme.com'), 'taken@acme.com'),
      addEmail(who('bob@acme.com'), 'old@acme.com'),
      addEmail(who('ivy@acme.com'), 'i2@acme.com'),
    ];
    const { outcomes, routes } = await perform(operations);
    expect(routes[0]).toBe('members/secondary_emails/add');
    const tags = operations.map((each) => {
      const outcome = outcomes.get(each.id);
      return outcome?.tag === 'failed' ? outcome.reason.tag : outcome?.tag;
    });
    expect(tags.slice(0, 3)).toEqual(['succeeded', 'unavailable', 'already_done']);
    expect(['unverified', 'placeholder_user']).toContain(tags[3]);
    expect(memberOf(await read(), 'ada@acme.com').attributes.secondary_emails).toEqual(['a2@acme.com']);
  });

  it('are deleted; one that is gone already is done', async () => {
    const { perform, read, who } = await team();
    const { outcomes } = await perform([
      deleteEmail(who('bob@acme.com'), 'old@acme.com'),
      deleteEmail(who('bob@acme.com'), 'never@acme.com'),
    ]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'already_done']);
    expect(memberOf(await read(), 'bob@acme.com').attributes.secondary_emails).toEqual([]);
  });

  it('are sent at most twenty in a call', async () => {
    const { perform, who } = await team();
    const operations = Array.from({ length: 22 }, (_, index) => addEmail(who('ada@acme.com'), `a${index}@acme.com`));
    const { routes } = await perform(operations);
    expect(routes.filter((route) => route === 'members/secondary_emails/add')).toHaveLength(2);
  });

  it('are read after a lost answer', async () => {
    const { perform, who } = await team({ faults: [{ kind: 'status_after', route: 'members/secondary_emails/*' }] });
    const { outcomes } = await perform([addEmail(who('ada@acme.com'), 'a2@acme.com')]);
    expect(tagsOf(outcomes)).toEqual(['already_done']);
  });

  it('on a team whose plan lacks them fail with words that say so', async () => {
    const { perform, who } = await team({ seed: { ...seed, team: { features: { secondary_emails: false } } } });
    const { outcomes } = await perform([addEmail(who('ada@acme.com'), 'a2@acme.com')]);
    expect([...outcomes.values()][0]).toMatchObject({
      reason: { tag: 'secondary_emails_disabled', message: expect.stringContaining('plan') },
    });
  });
});
