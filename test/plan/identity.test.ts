import { describe, expect, it } from 'vitest';
import { defaultOffboarding } from '../../src/model/policy.js';
import { changeOf, linesOf, newValuesOf, operationsOf, planOf, problemsOf } from '../support/ask-plan.js';
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
const wiping = { ...defaultOffboarding, wipeDevices: true };

function withId(email: string, id: string | null) {
  return desiredMember(email, { attributes: { external_id: id } });
}

function liveWithId(email: string, id: string | null) {
  return liveMember(email, { attributes: { external_id: id } });
}

describe('who is who', () => {
  it('a changed address beside a kept external id is an update, not a removal and an invitation', () => {
    const plan = planOf(
      desiredState([withId('ada.lovelace@acme.com', 'E1')], [], { unmanagedMembers: 'remove' }),
      liveTeam([liveWithId(ada, 'E1')]),
    );
    expect(linesOf(plan)).toEqual(['update member.ada.lovelace@acme.com']);
    expect(newValuesOf(changeOf(plan, 'member.ada.lovelace@acme.com'))).toEqual({ email: 'ada.lovelace@acme.com' });
  });

  it('without an external id somebody is found by address, whatever its case', () => {
    const desired = desiredState([desiredMember(ada, { attributes: { email: 'Ada@ACME.com' } })]);
    expect(planOf(desired, liveTeam([liveMember(ada)])).changes).toEqual([]);
  });

  it('a previous address tells a rename', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { previousEmails: ['ada.byron@acme.com'] })]),
      liveTeam([liveMember('ada.byron@acme.com')]),
    );
    expect(linesOf(plan)).toEqual([`update member.${ada}`]);
    expect(changeOf(plan, `member.${ada}`).before?.email).toBe('ada.byron@acme.com');
  });

  it('a previous address does not count where somebody has the address itself', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { previousEmails: [bob] })], [], { unmanagedMembers: 'report' }),
      liveTeam([liveMember(ada), liveMember(bob)]),
    );
    expect(plan.changes).toEqual([]);
  });

  it('two people with kept ids exchange addresses, by way of a temporary one', () => {
    const plan = planOf(
      desiredState([withId(bob, 'E1'), withId(ada, 'E2')]),
      liveTeam([liveWithId(ada, 'E1'), liveWithId(bob, 'E2')]),
    );
    expect(linesOf(plan)).toEqual([`update member.${ada}`, `update member.${bob}`]);
    const temporary = plan.operations.filter(({ step }) => 'isTemporary' in step && step.isTemporary);
    expect(temporary).toHaveLength(1);
    expect(temporary[0]?.step).toMatchObject({ attribute: 'email', value: expect.stringMatching(/^rollcall-moving-/) });
  });

  it('three people with kept ids hand their addresses on in a ring', () => {
    const plan = planOf(
      desiredState([withId(bob, 'E1'), withId(eve, 'E2'), withId(ada, 'E3')]),
      liveTeam([liveWithId(ada, 'E1'), liveWithId(bob, 'E2'), liveWithId(eve, 'E3')]),
    );
    expect(plan.changes.map((change) => [change.before?.email, change.after?.email])).toEqual([
      [eve, ada],
      [ada, bob],
      [bob, eve],
    ]);
  });

  it('an external id moves to another when both keep their declared addresses', () => {
    const plan = planOf(
      desiredState([withId(ada, 'E1'), desiredMember(bob)]),
      liveTeam([liveMember(ada), liveWithId(bob, 'E1')]),
    );
    expect(newValuesOf(changeOf(plan, `member.${ada}`))).toEqual({ external_id: 'E1' });
    expect(newValuesOf(changeOf(plan, `member.${bob}`))).toEqual({ external_id: null });
    expect(operationsOf(plan)).toEqual([`member.${bob}/external_id`, `member.${ada}/external_id`]);
  });

  it('refuses an id and an address that belong to two people of whom the file declares neither, and names both', () => {
    const [problem, ...others] = problemsOf(
      desiredState([withId(ada, 'E1')]),
      liveTeam([liveMember(ada), liveWithId(bob, 'E1')]),
    );
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'identity-conflict', severity: 'error' });
    expect(problem?.message).toContain(ada);
    expect(problem?.message).toContain(bob);
  });

  it('tells every conflict at once', () => {
    const live = liveTeam([
      liveMember(ada),
      liveWithId('x@acme.com', 'E1'),
      liveMember(bob),
      liveWithId('y@acme.com', 'E2'),
    ]);
    expect(problemsOf(desiredState([withId(ada, 'E1'), withId(bob, 'E2')]), live)).toHaveLength(2);
  });

  it('refuses an address that somebody in no file holds', () => {
    const problems = problemsOf(desiredState([withId(bob, 'E1')]), liveTeam([liveWithId(ada, 'E1'), liveMember(bob)]));
    expect(problems.map(({ code }) => code)).toEqual(['identity-conflict']);
  });

  it('refuses an external id that somebody removed last week holds still', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob, { status: 'removed', attributes: { external_id: 'E1' } })]);
    const desired = desiredState([withId(ada, 'E1'), desiredMember(bob, { status: 'removed' })]);
    expect(problemsOf(desired, live).map(({ code }) => code)).toEqual(['value-held']);
  });

  it('refuses an address that is a secondary one of somebody who keeps it', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob, { attributes: { secondary_emails: [eve] } })]);
    const problems = problemsOf(desiredState([desiredMember(ada), desiredMember(bob), desiredMember(eve)]), live);
    expect(problems.map(({ message }) => message).join()).toContain(`${eve} is held by ${bob}, as a secondary address`);
  });

  it('refuses a secondary address that is the address of somebody who keeps it', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob)]);
    const desired = desiredState([desiredMember(ada, { attributes: { secondary_emails: [bob] } })]);
    expect(problemsOf(desired, live).map(({ code }) => code)).toEqual(['value-held']);
  });

  it('refuses a persistent id that somebody else keeps', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob, { attributes: { persistent_id: 'S1' } })]);
    const desired = desiredState([desiredMember(ada, { attributes: { persistent_id: 'S1' } }), desiredMember(bob)]);
    expect(problemsOf(desired, live).map(({ code }) => code)).toEqual(['value-held']);
  });

  it('refuses an external id of somebody who could be recovered, but is not, because until has passed', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob, { status: 'removed', attributes: { external_id: 'E1' } })]);
    const gone = desiredMember(bob, { attributes: { external_id: null }, until: '2026-01-31' });
    expect(problemsOf(desiredState([withId(ada, 'E1'), gone]), live).map(({ code }) => code)).toEqual(['value-held']);
  });

  it('lets somebody have an address that another gives up as a secondary one', () => {
    const plan = planOf(
      desiredState([
        desiredMember(bob, { attributes: { secondary_emails: [] } }),
        desiredMember(eve, { previousEmails: [ada] }),
      ]),
      liveTeam([liveMember(ada), liveMember(bob, { attributes: { secondary_emails: [eve] } })]),
    );
    expect(operationsOf(plan)).toEqual([`member.${bob}/secondary_emails/delete/${eve}`, `member.${eve}/email`]);
  });

  it('a leaver with a kept id is found although the address rotated to somebody else who is declared', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { status: 'removed', attributes: { external_id: 'E1' } }), withId(eve, 'E2')]),
      liveTeam([liveWithId(ada, 'E2'), liveWithId(bob, 'E1')]),
    );
    expect(linesOf(plan)).toEqual([`remove member.${bob}`, `update member.${eve}`]);
  });

  it('a leaver who is gone is not found in somebody declared who has the external id now', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { status: 'removed', attributes: { external_id: 'E1' } }), desiredMember(bob)]),
      liveTeam([liveWithId(bob, 'E1')]),
    );
    expect(plan.changes).toEqual([]);
  });

  it('refuses two leavers whose ids and addresses are crossed: once one is gone, the other cannot be told', () => {
    const desired = desiredState([
      desiredMember(ada, { status: 'removed', attributes: { external_id: 'E1' } }),
      desiredMember(bob, { status: 'removed', attributes: { external_id: 'E2' } }),
    ]);
    const live = liveTeam([liveWithId(bob, 'E1'), liveWithId(eve, 'E2')]);
    expect(problemsOf(desired, live).map(({ code }) => code)).toEqual(['identity-conflict']);
  });

  it('a leaver at an address stays that one when another leaver has the external id, before and after', () => {
    const desired = desiredState([
      desiredMember(ada, { status: 'removed', attributes: { external_id: 'E1' }, offboarding: wiping }),
      desiredMember(bob, { status: 'removed', attributes: { external_id: 'E9' } }),
    ]);
    const whole = planOf(desired, liveTeam([liveMember(ada), liveWithId(bob, 'E1')]));
    expect(linesOf(whole)).toEqual([`remove member.${ada}`, `remove member.${bob}`]);
    expect(changeOf(whole, `member.${bob}`).offboarding).toMatchObject({ wipe_devices: false });
    const rest = planOf(desired, liveTeam([liveWithId(bob, 'E1')]));
    expect(rest.changes).toEqual(whole.changes.slice(1));
  });

  it('refuses a leaver whose former address has another person by now: the next run would remove that one too', () => {
    const desired = desiredState([
      desiredMember(ada, { status: 'removed', attributes: { external_id: 'E1' }, previousEmails: [bob] }),
    ]);
    const problems = problemsOf(desired, liveTeam([liveWithId(eve, 'E1'), liveMember(bob)]));
    expect(problems.map(({ code }) => code)).toEqual(['identity-conflict']);
    expect(problems[0]?.message).toContain(eve);
    expect(problems[0]?.message).toContain(bob);
  });

  it('a present person comes before a removed one with the same address', () => {
    const live = liveTeam([
      liveMember(ada, { id: 'dbmid:old', status: 'removed' }),
      liveMember(ada, { id: 'dbmid:new' }),
    ]);
    expect(planOf(desiredState([desiredMember(ada)]), live).changes).toEqual([]);
  });

  it('finishes a rotation of addresses that was cut off, by the temporary address', () => {
    const cut = planOf(
      desiredState([withId(bob, 'E1'), withId(ada, 'E2')]),
      liveTeam([liveWithId(ada, 'E1'), liveWithId(bob, 'E2')]),
    ).operations.find(({ step }) => 'isTemporary' in step && step.isTemporary);
    const temporary = cut?.step.kind === 'member.set_profile' ? String(cut.step.value) : '';
    // Without ids in the file, the temporary address alone tells who it is.
    const owner = cut?.address === `member.${bob}` ? bob : ada;
    const plan = planOf(desiredState([desiredMember(owner)]), liveTeam([liveMember(temporary)]));
    expect(linesOf(plan)).toEqual([`update member.${owner}`]);
  });
});

describe('which group is which', () => {
  it('a changed name beside a kept external id is a rename', () => {
    const plan = planOf(
      desiredState([], [desiredGroup('Platform', [], { attributes: { external_id: 'g1' } })], {
        unmanagedGroups: 'delete',
      }),
      liveTeam([], [liveGroup('Engineering', [], { externalId: 'g1' })]),
    );
    expect(linesOf(plan)).toEqual(['update group.Platform']);
  });

  it('a previous name tells a rename', () => {
    const plan = planOf(
      desiredState([], [desiredGroup('Engineering', [], { previousNames: ['ENG'] })], { unmanagedGroups: 'delete' }),
      liveTeam([], [liveGroup('Eng')]),
    );
    expect(newValuesOf(changeOf(plan, 'group.Engineering'))).toEqual({ name: 'Engineering' });
  });

  it('names are compared without regard to case', () => {
    const plan = planOf(desiredState([], [desiredGroup('engineering')]), liveTeam([], [liveGroup('Engineering')]));
    expect(plan.changes).toEqual([]);
  });

  it('two groups with kept ids exchange names, by way of a temporary one', () => {
    const plan = planOf(
      desiredState(
        [],
        [
          desiredGroup('B', [], { attributes: { external_id: 'g1' } }),
          desiredGroup('A', [], { attributes: { external_id: 'g2' } }),
        ],
      ),
      liveTeam([], [liveGroup('A', [], { externalId: 'g1' }), liveGroup('B', [], { externalId: 'g2' })]),
    );
    expect(operationsOf(plan)).toHaveLength(3);
    expect(plan.operations.filter(({ step }) => 'isTemporary' in step && step.isTemporary)).toHaveLength(1);
  });

  it('an external id moves between groups that keep their names', () => {
    const plan = planOf(
      desiredState([], [desiredGroup('A', [], { attributes: { external_id: 'g1' } }), desiredGroup('B')]),
      liveTeam([], [liveGroup('A'), liveGroup('B', [], { externalId: 'g1' })]),
    );
    expect(operationsOf(plan)).toEqual(['group.B/external_id', 'group.A/external_id']);
  });

  it('refuses an id and a name that belong to two groups, and names both', () => {
    const problems = problemsOf(
      desiredState([], [desiredGroup('A', [], { attributes: { external_id: 'g1' } })]),
      liveTeam([], [liveGroup('A'), liveGroup('B', [], { externalId: 'g1' })]),
    );
    expect(problems.map(({ code }) => code)).toEqual(['identity-conflict']);
    expect(problems[0]?.message).toMatch(/belongs to B.*belongs to A/);
  });

  it('system-managed groups are never touched, listed as unmanaged, or counted', () => {
    const live = liveTeam(
      [liveMember(ada)],
      [
        liveGroup('Everyone', [ada], { management: 'system_managed' }),
        liveGroup('Of a new kind', [ada], { management: 'other' }),
      ],
    );
    const plan = planOf(
      desiredState([desiredMember(ada)], [], {
        unmanagedGroups: 'delete',
      }),
      live,
    );
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toEqual([]);
  });

  it('refuses to declare a group whose name a system-managed one has', () => {
    const live = liveTeam([], [liveGroup('Everyone', [], { management: 'system_managed' })]);
    expect(problemsOf(desiredState([], [desiredGroup('everyone')]), live).map(({ code }) => code)).toEqual([
      'system-managed-group',
    ]);
  });
});

describe('the team', () => {
  const live = liveTeam([]);
  const pinned = (id: string | null, name: string | null) => ({
    ...desiredState([]),
    team: { id, name, source: null },
  });

  it('is refused where the file is pinned to another id, or to another name', () => {
    expect(problemsOf(pinned('dbtid:other', null), live).map(({ code }) => code)).toEqual(['other-team']);
    expect(problemsOf(pinned(null, 'Other Inc'), live).map(({ code }) => code)).toEqual(['other-team']);
  });

  it('is accepted by its id, even under a new name, and by its name', () => {
    expect(problemsOf(pinned('dbtid:acme', 'Acme before the merger'), live)).toEqual([]);
    expect(problemsOf(pinned(null, 'Acme Inc'), live)).toEqual([]);
  });
});
