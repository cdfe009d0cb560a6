import { describe, expect, it } from 'vitest';
import { changeOf, linesOf, newValuesOf, operationsOf, planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../support/team-builders.js';

const [ada, bob, eve] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com'];

describe('a plan', () => {
  it('counts every kind of change', () => {
    const plan = planOf(
      desiredState(
        [
          desiredMember('added@acme.com'),
          desiredMember('changed@acme.com', { attributes: { surname: 'L' } }),
          desiredMember('suspended@acme.com', { status: 'suspended' }),
          desiredMember('back@acme.com', { status: 'active' }),
          desiredMember('recovered@acme.com'),
          desiredMember('removed@acme.com', { status: 'removed' }),
        ],
        [
          desiredGroup('New', ['added@acme.com', 'changed@acme.com']),
          desiredGroup('Changed', ['changed@acme.com']),
          desiredGroup('Same', ['changed@acme.com']),
        ],
        { unmanagedGroups: 'delete' },
      ),
      liveTeam(
        [
          liveMember('changed@acme.com'),
          liveMember('suspended@acme.com'),
          liveMember('back@acme.com', { status: 'suspended' }),
          liveMember('recovered@acme.com', { status: 'removed' }),
          liveMember('removed@acme.com'),
        ],
        [
          liveGroup('Changed', ['suspended@acme.com', 'back@acme.com']),
          liveGroup('Same', ['changed@acme.com']),
          liveGroup('Old', ['removed@acme.com']),
        ],
      ),
    );
    expect(plan.summary).toEqual({
      add: 1,
      change: 1,
      suspend: 1,
      unsuspend: 1,
      recover: 1,
      remove: 1,
      group_add: 1,
      group_change: 1,
      group_remove: 1,
      membership_add: 3,
      membership_remove: 2,
    });
  });

  it('of a file that says what is live is empty', () => {
    const live = liveTeam([liveMember(ada, { attributes: { external_id: 'E1' } })], [liveGroup('Eng', [ada])]);
    const desired = desiredState(
      [desiredMember(ada, { attributes: { external_id: 'E1' } })],
      [desiredGroup('Eng', [ada])],
      { unmanagedMembers: 'remove', unmanagedGroups: 'delete' },
    );
    const plan = planOf(desired, live);
    expect([plan.changes, plan.operations, plan.findings]).toEqual([[], [], []]);
  });

  it('pins every changed value with a test before it is replaced', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { surname: 'New' } })]),
      liveTeam([liveMember(ada, { attributes: { surname: 'Old' } })]),
    );
    expect(plan.changes[0]?.patch).toEqual([
      { op: 'test', path: '/surname', value: 'Old' },
      { op: 'replace', path: '/surname', value: 'New' },
    ]);
  });

  it('is told by address, and for one person in the order of what happens', () => {
    const plan = planOf(
      desiredState([
        desiredMember(eve, { status: 'suspended', attributes: { surname: 'E' } }),
        desiredMember(ada, { attributes: { surname: 'A' } }),
      ]),
      liveTeam([liveMember(eve), liveMember(ada)]),
    );
    expect(linesOf(plan)).toEqual([`update member.${ada}`, `update member.${eve}`, `suspend member.${eve}`]);
  });

  it('names people in groups by the address that they are to have', () => {
    const renamed = desiredMember(ada, { previousEmails: [bob] });
    const live = liveTeam([liveMember(bob)], [liveGroup('Old', [bob])]);
    const joining = planOf(desiredState([renamed], [desiredGroup('G', [ada])]), live);
    expect(newValuesOf(changeOf(joining, 'group.G'))).toMatchObject({ members: { [ada]: 'member' } });
    const deleting = planOf(desiredState([renamed], [], { unmanagedGroups: 'delete' }), live);
    expect(changeOf(deleting, 'group.Old').before?.members).toEqual({ [ada]: 'member' });
  });

  it('speaks of people by the address that they have when an operation is carried out on them', () => {
    const plan = planOf(desiredState([desiredMember(ada, { previousEmails: [bob] })]), liveTeam([liveMember(bob)]));
    expect(plan.operations.map(({ id, summary }) => [id, summary])).toEqual([
      [`member.${ada}/email`, `set the address of ${bob} to ${ada}`],
    ]);
  });

  it('has one operation for each attribute, so that each can fail alone', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { surname: 'L', given_name: 'A', role: 'billing_admin' } })]),
      liveTeam([liveMember(ada)]),
    );
    expect(operationsOf(plan)).toEqual([`member.${ada}/given_name`, `member.${ada}/surname`, `member.${ada}/role`]);
  });

  it('of 20,000 people whom nothing happens to holds nothing', () => {
    const emails = Array.from({ length: 20_000 }, (_, index) => `p${index}@acme.com`);
    const desired = desiredState(emails.map((email) => desiredMember(email, { attributes: { role: 'member_only' } })));
    const plan = planOf(desired, liveTeam(emails.map((email) => liveMember(email))));
    expect([plan.changes, plan.operations, plan.findings]).toEqual([[], [], []]);
  });
});
