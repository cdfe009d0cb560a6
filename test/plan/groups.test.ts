import { describe, expect, it } from 'vitest';
import type { MembershipMode } from '../../src/model/group.js';
import { changeOf, findingsOf, linesOf, operationsOf, planOf, problemsOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../support/team-builders.js';

const ada = 'ada@acme.com';
const bob = 'bob@acme.com';
const eve = 'eve@acme.com';
const everybody = [ada, bob, eve].map((email) => desiredMember(email));
const liveEverybody = [ada, bob, eve].map((email) => liveMember(email));

function owned(name: string, access: Record<string, 'member' | 'owner' | null>) {
  const members = new Map(Object.entries(access).map(([email, kind]) => [`dbmid:${email}`, kind]));
  return liveGroup(name, [], { management: 'user_managed', members });
}

describe('a declared group', () => {
  it('that is absent is created, company-managed unless the file says otherwise, and filled', () => {
    const plan = planOf(desiredState(everybody, [desiredGroup('Eng', [ada, bob])]), liveTeam(liveEverybody));
    expect(changeOf(plan, 'group.Eng').after).toEqual({
      name: 'Eng',
      management: 'company_managed',
      members: { [ada]: 'member', [bob]: 'member' },
    });
    expect(operationsOf(plan)).toEqual(['group.Eng/create', `group.Eng/members/${ada}`, `group.Eng/members/${bob}`]);
  });

  it('is not touched in what the file does not mention', () => {
    const live = liveGroup('Eng', [], { externalId: 'g1', management: 'user_managed' });
    expect(planOf(desiredState([], [desiredGroup('Eng')]), liveTeam([], [live])).changes).toEqual([]);
  });

  it('has its external id cleared by null', () => {
    const desired = desiredState([], [desiredGroup('Eng', [], { attributes: { external_id: null } })]);
    const plan = planOf(desired, liveTeam([], [liveGroup('Eng', [], { externalId: 'g1' })]));
    expect(plan.operations.map(({ step }) => step)).toMatchObject([{ attribute: 'external_id', value: null }]);
  });
});

describe('the membership of a group', () => {
  const file = (membership: MembershipMode) =>
    desiredState(everybody, [desiredGroup('Eng', membership === 'unmanaged' ? [] : [ada], { membership })]);
  const live = liveTeam(
    [...liveEverybody, liveMember('stranger@acme.com')],
    [liveGroup('Eng', [bob, 'stranger@acme.com'])],
  );

  it('authoritative adds whoever is listed and takes out everybody else, those in no file included', () => {
    expect([...operationsOf(planOf(file('authoritative'), live))].sort()).toEqual([
      `group.Eng/members/${ada}`,
      `group.Eng/members/${bob}`,
      'group.Eng/members/stranger@acme.com',
    ]);
  });

  it('additive only adds', () => {
    expect(operationsOf(planOf(file('additive'), live))).toEqual([`group.Eng/members/${ada}`]);
  });

  it('unmanaged does neither', () => {
    expect(planOf(file('unmanaged'), live).changes).toEqual([]);
  });

  it('that nobody is listed in is emptied, with a warning', () => {
    const plan = planOf(
      desiredState(everybody, [desiredGroup('Eng')]),
      liveTeam(liveEverybody, [liveGroup('Eng', [bob])]),
    );
    expect(findingsOf(plan, 'empties-group')).toMatchObject([{ severity: 'warning' }]);
  });

  it('ends the day after its until, where the group is authoritative', () => {
    const lapsed = desiredGroup('Eng', [
      { email: ada, until: '2026-11-21' },
      { email: bob, until: '2026-11-22' },
    ]);
    const plan = planOf(desiredState(everybody, [lapsed]), liveTeam(liveEverybody, [liveGroup('Eng', [ada, bob])]));
    expect(plan.operations.map(({ id, kind }) => [id, kind])).toEqual([
      [`group.Eng/members/${ada}`, 'membership.remove'],
    ]);
  });

  it('stays after its until where the group is additive, with a note', () => {
    const lapsed = desiredGroup('Eng', [{ email: ada, until: '2026-11-21' }], { membership: 'additive' });
    const plan = planOf(desiredState(everybody, [lapsed]), liveTeam(liveEverybody, [liveGroup('Eng', [ada])]));
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'lapsed-membership')).toHaveLength(1);
  });

  it('keeps owners where the file does not say an access', () => {
    const live = liveTeam(liveEverybody, [owned('Eng', { [ada]: 'owner', [bob]: null })]);
    expect(planOf(desiredState(everybody, [desiredGroup('Eng', [ada, bob])]), live).changes).toEqual([]);
  });

  it('makes and unmakes owners where the file says so', () => {
    const live = liveTeam(liveEverybody, [owned('Eng', { [ada]: 'owner', [bob]: 'member' })]);
    const desired = desiredGroup('Eng', [
      { email: ada, access: 'member' },
      { email: bob, access: 'owner' },
    ]);
    const plan = planOf(desiredState(everybody, [desired]), live);
    expect(changeOf(plan, 'group.Eng').before?.members).toEqual({ [ada]: 'owner', [bob]: 'member' });
    expect(changeOf(plan, 'group.Eng').after?.members).toEqual({ [ada]: 'member', [bob]: 'owner' });
  });

  it('is not guessed at where the file speaks of owners and they were not read', () => {
    const live = liveTeam(liveEverybody, [owned('Eng', { [ada]: null })]);
    const desired = desiredState(everybody, [desiredGroup('Eng', [{ email: ada, access: 'owner' }])]);
    expect(problemsOf(desired, live).map(({ code }) => code)).toEqual(['owners-not-read']);
  });

  it('has no owners where the company manages the group', () => {
    const desired = desiredState(everybody, [desiredGroup('Eng', [{ email: ada, access: 'owner' }])]);
    expect(problemsOf(desired, liveTeam(liveEverybody, [liveGroup('Eng')])).map(({ code }) => code)).toEqual([
      'owner-of-company-managed',
    ]);
  });

  it('holds invited people, and people whom this run invites', () => {
    const live = liveTeam([liveMember(ada, { status: 'invited' })], [liveGroup('Eng')]);
    const plan = planOf(desiredState(everybody.slice(0, 2), [desiredGroup('Eng', [ada, bob])]), live);
    expect(plan.summary).toMatchObject({ add: 1, membership_add: 2 });
  });

  it('of whoever leaves the team is not taken away one by one: it goes with them', () => {
    const desired = desiredState([desiredMember(ada, { status: 'removed' })], [desiredGroup('Eng')]);
    const plan = planOf(desired, liveTeam([liveMember(ada)], [liveGroup('Eng', [ada])]));
    expect(linesOf(plan)).toEqual([`remove member.${ada}`]);
  });
});

describe('groups that no file names', () => {
  const live = liveTeam(liveEverybody, [liveGroup('Eng', [ada]), liveGroup('Old', [ada, bob])]);
  const file = (unmanagedGroups: 'report' | 'delete') =>
    desiredState(everybody, [desiredGroup('Eng', [ada])], { unmanagedGroups });

  it('are reported', () => {
    const plan = planOf(file('report'), live);
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'unmanaged-groups')[0]?.message).toContain('1 group in no file (left alone): Old');
  });

  it('are deleted where the policy says so, with the names of everybody in them', () => {
    const plan = planOf(file('delete'), live);
    expect(linesOf(plan)).toEqual(['remove group.Old']);
    expect(plan.changes[0]?.before?.members).toEqual({ [ada]: 'member', [bob]: 'member' });
    expect(plan.changes[0]?.hazards).toEqual(['deletes_group']);
  });
});
