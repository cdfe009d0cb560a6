import { describe, expect, it } from 'vitest';
import { operationsAbout } from '../../src/app/follow-up-recovered.js';
import type { Dependency, MemberRef, Operation } from '../../src/model/operation.js';

const bob: MemberRef = { address: 'member.bob@acme.com', id: 'dbmid:1', email: 'bob@acme.com' };
const eve: MemberRef = { address: 'member.eve@acme.com', id: 'dbmid:2', email: 'eve@acme.com' };
const people = new Set([bob.address]);

function role(member: MemberRef, after: readonly Dependency[] = []): Operation {
  const step = {
    kind: 'member.set_role',
    member,
    from: 'team_admin',
    role: { slug: 'member_only', id: null },
  } as const;
  return { id: `${member.address}/role`, kind: step.kind, address: member.address, summary: 'demote', after, step };
}

function leave(member: MemberRef, after: readonly Dependency[] = []): Operation {
  const group = { address: 'group.Sales', id: 'g:1', name: 'Sales' };
  const step = { kind: 'membership.remove', group, member } as const;
  return { id: `group.Sales/-${member.email}`, kind: step.kind, address: group.address, summary: 'leave', after, step };
}

const waitsFor = (id: string, isSoft: boolean): Dependency => ({ id, reason: 'grant-before-revoke', isSoft });
const ids = (operations: readonly Operation[]) => operations.map(({ id }) => id);

describe('the second look at recovered people', () => {
  it('takes what is about them, their memberships included, and nobody else', () => {
    const operations = [role(bob), role(eve), leave(bob), leave(eve)];
    expect(ids(operationsAbout(people, operations))).toEqual([role(bob).id, leave(bob).id]);
  });

  it('leaves out what has to wait for something about others, and what waits for that', () => {
    const operations = [
      role(eve),
      role(bob, [waitsFor(role(eve).id, false)]),
      leave(bob, [waitsFor(role(bob).id, false)]),
    ];
    expect(operationsAbout(people, operations)).toEqual([]);
  });

  it('does not wait for what was only preferred', () => {
    const operations = [role(eve), role(bob, [waitsFor(role(eve).id, true)])];
    expect(operationsAbout(people, operations)).toEqual([role(bob)]);
  });
});
