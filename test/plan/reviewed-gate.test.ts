import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import { type GatedPlan, gatePlan } from '../../src/plan/reviewed-gate.js';
import { planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
  savedFrom,
} from '../support/team-builders.js';

const [ada, bob, eve] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com'];
const having = (attributes: NonNullable<Parameters<typeof liveMember>[1]>['attributes'] = {}) => ({ attributes });

interface Story {
  /** The team when the plans were reviewed. */
  readonly before: LiveState;
  /** The team when they are applied, if it changed since. */
  readonly after?: LiveState;
  readonly reviewed: readonly DesiredState[];
  readonly merged: DesiredState;
}

function gate({ before, after = before, reviewed, merged }: Story): GatedPlan {
  const saved = reviewed.map((desired) => savedFrom(planOf(desired, before), desired));
  return gatePlan(planOf(merged, after), saved, { live: after, now: NOW });
}

/** What becomes of each operation, one line each. */
function verdicts(story: Story): readonly string[] {
  const { operations, leftOut } = gate(story);
  return [
    ...operations.map(({ id }) => `do ${id}`),
    ...leftOut.map(({ operation, cause }) =>
      cause.tag === 'dependency' ? `wait ${operation.id} for ${cause.operationId}` : `${cause.tag} ${operation.id}`,
    ),
  ].sort();
}

describe('what was reviewed', () => {
  const before = liveTeam([liveMember(ada), liveMember(bob), liveMember(eve)]);

  it('is the union of all plans that were', () => {
    const [one, two] = [desiredMember(ada, having({ surname: 'L' })), desiredMember(bob, having({ surname: 'B' }))];
    const story = { before, reviewed: [desiredState([one]), desiredState([two])], merged: desiredState([one, two]) };
    expect(verdicts(story)).toEqual([`do member.${ada}/surname`, `do member.${bob}/surname`]);
  });

  it('is judged operation by operation, not person by person', () => {
    const story = {
      before,
      reviewed: [desiredState([desiredMember(ada, having({ surname: 'L' }))])],
      merged: desiredState([desiredMember(ada, having({ surname: 'L', role: 'team_admin' }))]),
    };
    expect(verdicts(story)).toEqual([`do member.${ada}/surname`, `unreviewed member.${ada}/role`]);
  });

  it('is not another value than the one that was reviewed', () => {
    const story = {
      before,
      reviewed: [desiredState([desiredMember(ada, having({ surname: 'L' }))])],
      merged: desiredState([desiredMember(ada, having({ surname: 'M' }))]),
    };
    expect(verdicts(story)).toEqual([`conflict member.${ada}/surname`]);
  });

  it('is not a value that starts from another one by now', () => {
    const desired = desiredState([desiredMember(ada, having({ surname: 'L' }))]);
    const after = liveTeam([liveMember(ada, having({ surname: 'Byhand' }))]);
    expect(verdicts({ before, after, reviewed: [desired], merged: desired })).toEqual([
      `conflict member.${ada}/surname`,
    ]);
  });

  it('is no removal with other consequences', () => {
    const removed = (wipeDevices: boolean) => {
      const member = desiredMember(bob, { status: 'removed' });
      return desiredState([{ ...member, offboarding: { ...member.offboarding, wipeDevices } }]);
    };
    expect(verdicts({ before, reviewed: [removed(false)], merged: removed(true) })).toEqual([
      `conflict member.${bob}/remove`,
      `conflict member.${bob}/suspend`,
    ]);
  });

  it('is each membership by itself', () => {
    const group = (members: readonly string[]) =>
      desiredState(
        [ada, bob].map((email) => desiredMember(email)),
        [
          desiredGroup(
            'Design',
            members.map((email) => ({ email })),
          ),
        ],
      );
    const empty = liveTeam([liveMember(ada), liveMember(bob)], [liveGroup('Design', [])]);
    const story = { before: empty, reviewed: [group([ada])], merged: group([ada, bob]) };
    expect(verdicts(story)).toEqual([`do group.Design/members/${ada}`, `unreviewed group.Design/members/${bob}`]);
  });
});

describe('what waits for something that is left out', () => {
  it('is left out with it', () => {
    const admin = having({ role: 'team_admin' });
    const before = liveTeam([liveMember(ada, admin), liveMember(bob, admin), liveMember(eve)]);
    const demoted = desiredMember(bob, having({ role: 'member_only' }));
    const story = {
      before,
      reviewed: [desiredState([demoted])],
      // New admins come before old ones go, and nobody saw this one.
      merged: desiredState([demoted, desiredMember(eve, admin)]),
    };
    expect(verdicts(story)).toEqual([
      `unreviewed member.${eve}/role`,
      `wait member.${bob}/role for member.${eve}/role`,
    ]);
  });

  it.each([
    ['a', 'z'],
    ['z', 'a'],
  ])('leaves nobody at the address that was to make room for a moment (%s, %s)', (one, other) => {
    const [x, y, q] = [`${one}@acme.com`, `${other}@acme.com`, 'q@acme.com'];
    const person = (id: string, email: string) =>
      liveMember(email, { ...having({ external_id: id }), id: `dbmid:${id}` });
    const desired = desiredState([
      desiredMember(y, having({ external_id: 'E1' })),
      desiredMember(x, having({ external_id: 'E2' })),
    ]);
    const before = liveTeam([person('E1', x), person('E2', q)]);
    // Somebody moved the second by hand, so that the two have to swap.
    const after = liveTeam([person('E1', x), person('E2', y)]);
    const { operations, leftOut } = gate({ before, after, reviewed: [desired], merged: desired });
    expect(leftOut.some(({ operation }) => operation.id.endsWith('/temporary'))).toBe(true);
    expect(operations).toEqual([]);
  });
});

describe('what was reviewed and needs no run', () => {
  const desired = desiredState([
    desiredMember(ada, having({ surname: 'L' })),
    desiredMember(bob, { status: 'suspended' }),
  ]);
  const before = liveTeam([liveMember(ada), liveMember(bob)]);

  it('is told as done already, where it is', () => {
    const after = liveTeam([liveMember(ada, having({ surname: 'L' })), liveMember(bob)]);
    const { alreadyDone, operations } = gate({ before, after, reviewed: [desired], merged: desired });
    expect(alreadyDone.map(({ id }) => id)).toEqual([`member.${ada}/surname`]);
    expect(operations.map(({ id }) => id)).toEqual([`member.${bob}/suspend`]);
  });

  it('is told as withdrawn, where a later merge took it back', () => {
    const merged = desiredState([desiredMember(ada, having({ surname: 'L' }))]);
    const { withdrawn } = gate({ before, reviewed: [desired], merged });
    expect(withdrawn.map(({ id }) => id)).toEqual([`member.${bob}/suspend`]);
  });
});

describe('a reviewed plan that cannot be made again', () => {
  const desired = desiredState([desiredMember(ada, having({ surname: 'L' }))]);
  const before = liveTeam([liveMember(ada)]);

  it('permits nothing on another team', () => {
    const after = { ...before, team: { id: 'dbtid:other', name: 'Other' } };
    const { operations, unusable } = gate({ before, after, reviewed: [desired], merged: desired });
    expect(operations).toEqual([]);
    expect(unusable).toMatchObject([{ diagnostics: [{ code: 'plan-other-team' }] }]);
  });

  it('permits nothing where its file contradicts the team by now', () => {
    const claims = desiredState([desiredMember(ada, having({ external_id: 'E7', surname: 'L' }))]);
    const after = liveTeam([
      liveMember(ada, having({ external_id: 'E1' })),
      liveMember(bob, having({ external_id: 'E7' })),
    ]);
    const { operations, unusable } = gate({ before, after, reviewed: [claims], merged: desired });
    expect(operations).toEqual([]);
    expect(unusable).toHaveLength(1);
  });
});
