import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import { type OrderReason, orderReasons } from '../../src/model/operation.js';
import { defaultOffboarding } from '../../src/model/policy.js';
import { orderReasonText } from '../../src/plan/order-rules.js';
import { isRefused } from '../../src/plan/plan.js';
import { edgeOf, operationsOf, planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../support/team-builders.js';

const [ada, bob, eve, root] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com', 'root@acme.com'];
const admin = { attributes: { role: 'team_admin' } };
const removed = (email: string, filesTo: string | null = null) =>
  desiredMember(email, {
    status: 'removed',
    offboarding: { ...defaultOffboarding, transferFilesTo: filesTo, transferAdmin: filesTo === null ? null : root },
  });

function expectHard(desired: DesiredState, live: LiveState, later: string, earlier: string, reason: OrderReason) {
  const plan = planOf(desired, live);
  expect(edgeOf(plan, later, earlier)).toEqual({ id: earlier, reason, isSoft: false });
  const order = operationsOf(plan);
  expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(later));
}

describe('what waits for what', () => {
  it('has every reason in words', () => {
    expect(Object.keys(orderReasonText).sort()).toEqual([...orderReasons].sort());
  });

  it('memberships wait for the group to be created', () => {
    expectHard(
      desiredState([desiredMember(ada)], [desiredGroup('G', [ada])]),
      liveTeam([liveMember(ada)]),
      `group.G/members/${ada}`,
      'group.G/create',
      'group-before-memberships',
    );
  });

  it('memberships wait for the group to be renamed', () => {
    expectHard(
      desiredState([desiredMember(ada)], [desiredGroup('G', [ada], { previousNames: ['Old'] })]),
      liveTeam([liveMember(ada)], [liveGroup('Old')]),
      `group.G/members/${ada}`,
      'group.G/name',
      'group-before-memberships',
    );
  });

  it('owners wait for the group to be user-managed, plain members do not, and nobody waits for an external id', () => {
    const desired = desiredGroup('G', [{ email: ada, access: 'owner' }, bob], {
      attributes: { management: 'user_managed', external_id: 'g1' },
    });
    const live = liveTeam([liveMember(ada), liveMember(bob)], [liveGroup('G')]);
    const plan = planOf(desiredState([desiredMember(ada), desiredMember(bob)], [desired]), live);
    expect(edgeOf(plan, `group.G/members/${ada}`, 'group.G/management')).toMatchObject({ isSoft: false });
    expect(edgeOf(plan, `group.G/members/${bob}`, 'group.G/management')).toBeNull();
    expect(edgeOf(plan, `group.G/members/${ada}`, 'group.G/external_id')).toBeNull();
  });

  it('everything about somebody new waits for the invitation', () => {
    const desired = desiredState(
      [desiredMember(ada, { attributes: { space_quota_gb: 10 } })],
      [desiredGroup('G', [ada])],
    );
    expectHard(desired, liveTeam([]), `member.${ada}/space_quota_gb`, `member.${ada}/add`, 'member-before-attributes');
    expectHard(desired, liveTeam([]), `group.G/members/${ada}`, `member.${ada}/add`, 'member-before-attributes');
  });

  it.each([
    ['recover', 'removed', null],
    ['unsuspend', 'suspended', 'active'],
  ] as const)('everything about somebody waits until they are back: %s', (name, status, wanted) => {
    const desired = desiredState(
      [
        desiredMember(ada, {
          status: wanted,
          attributes: { role: 'team_admin', surname: 'L', secondary_emails: ['a@x.org'] },
        }),
      ],
      [desiredGroup('G', [ada])],
    );
    const live = liveTeam([liveMember(ada, { status })]);
    const others = ['role', 'surname', 'secondary_emails/add/a@x.org'].map((step) => `member.${ada}/${step}`);
    for (const later of [...others, `group.G/members/${ada}`])
      expectHard(desired, live, later, `member.${ada}/${name}`, 'member-before-attributes');
  });

  it.each([
    ['demoted', 'role', desiredMember(bob, { attributes: { role: 'member_only' } })],
    ['suspended', 'suspend', desiredMember(bob, { status: 'suspended' })],
    ['removed', 'remove', desiredMember(bob, { status: 'removed' })],
  ])('whoever is granted power comes before any admin is %s', (_, step, leaver) => {
    const live = liveTeam([liveMember(ada), liveMember(bob, admin), liveMember(root, admin)]);
    const desired = desiredState([desiredMember(ada, admin), leaver]);
    expectHard(desired, live, `member.${bob}/${step}`, `member.${ada}/role`, 'grant-before-revoke');
  });

  it('an admin who comes back, or is invited, comes before another one goes', () => {
    const live = liveTeam([
      liveMember(ada, { status: 'suspended', ...admin }),
      liveMember(bob, admin),
      liveMember(root, admin),
    ]);
    const desired = desiredState([
      desiredMember(ada, { status: 'active' }),
      desiredMember(eve, admin),
      desiredMember(bob, { status: 'suspended' }),
    ]);
    expectHard(desired, live, `member.${bob}/suspend`, `member.${ada}/unsuspend`, 'grant-before-revoke');
    expectHard(desired, live, `member.${bob}/suspend`, `member.${eve}/add`, 'grant-before-revoke');
  });

  it('an address is given up before another takes it', () => {
    const desired = desiredState([
      desiredMember(eve, { attributes: { external_id: 'E1' } }),
      desiredMember(ada, { attributes: { external_id: 'E2' } }),
    ]);
    const live = liveTeam([
      liveMember(ada, { attributes: { external_id: 'E1' } }),
      liveMember(bob, { attributes: { external_id: 'E2' } }),
    ]);
    expectHard(desired, live, `member.${ada}/email`, `member.${eve}/email`, 'value-freed-before-taken');
  });

  it('an address is given up before somebody is invited with it', () => {
    const desired = desiredState([desiredMember(ada), desiredMember(bob, { attributes: { external_id: 'E1' } })]);
    const live = liveTeam([liveMember(ada, { attributes: { external_id: 'E1' } })]);
    expectHard(desired, live, `member.${ada}/add`, `member.${bob}/email`, 'value-freed-before-taken');
  });

  it('a secondary address is given up before it becomes the address of another', () => {
    const desired = desiredState([
      desiredMember(ada, { attributes: { secondary_emails: [] } }),
      desiredMember(eve, { previousEmails: [bob] }),
    ]);
    const live = liveTeam([liveMember(ada, { attributes: { secondary_emails: [eve] } }), liveMember(bob)]);
    expectHard(
      desired,
      live,
      `member.${eve}/email`,
      `member.${ada}/secondary_emails/delete/${eve}`,
      'value-freed-before-taken',
    );
  });

  it('an old address becomes a secondary one after it was given up', () => {
    const desired = desiredState([
      desiredMember(ada, { previousEmails: [bob], attributes: { secondary_emails: [bob] } }),
    ]);
    expectHard(
      desired,
      liveTeam([liveMember(bob)]),
      `member.${ada}/secondary_emails/add/${bob}`,
      `member.${ada}/email`,
      'value-freed-before-taken',
    );
  });

  it('a name of a group is given up before another takes it, whatever its case', () => {
    const desired = desiredState(
      [],
      [desiredGroup('New', [], { attributes: { external_id: 'g1' } }), desiredGroup('éNG')],
    );
    const live = liveTeam([], [liveGroup('Éng', [], { externalId: 'g1' })]);
    expectHard(desired, live, 'group.éNG/create', 'group.New/name', 'value-freed-before-taken');
  });

  it('a ring of persistent ids is opened by clearing one', () => {
    const having = (id: string) => ({ attributes: { persistent_id: id } });
    const desired = desiredState([desiredMember(ada, having('2')), desiredMember(bob, having('1'))]);
    const live = liveTeam([liveMember(ada, having('1')), liveMember(bob, having('2'))]);
    const { operations } = planOf(desired, live);
    expect(operations).toHaveLength(3);
    expect(operations[0]?.step).toMatchObject({ attribute: 'persistent_id', value: null, isTemporary: true });
  });

  it('memberships and attributes change while somebody is still active', () => {
    const desired = desiredState(
      [desiredMember(ada, { status: 'suspended', attributes: { surname: 'L', space_quota_gb: 5 } })],
      [desiredGroup('G')],
    );
    const live = liveTeam([liveMember(ada)], [liveGroup('G', [ada])]);
    const suspend = `member.${ada}/suspend`;
    expectHard(desired, live, suspend, `group.G/members/${ada}`, 'memberships-before-suspension');
    expectHard(desired, live, suspend, `member.${ada}/surname`, 'attributes-before-suspension');
    expectHard(desired, live, suspend, `member.${ada}/space_quota_gb`, 'attributes-before-suspension');
  });

  it('a removal waits for the suspension', () => {
    expectHard(
      desiredState([removed(ada)]),
      liveTeam([liveMember(ada)]),
      `member.${ada}/remove`,
      `member.${ada}/suspend`,
      'suspension-before-removal',
    );
  });
});

describe('the files of those who leave', () => {
  const everybody = liveTeam([liveMember(ada), liveMember(bob), liveMember(eve), liveMember(root, admin)]);

  it('are handed on along a chain, one after the other', () => {
    const desired = desiredState([removed(ada, bob), removed(bob, eve), desiredMember(eve)]);
    const reason = 'transfer-before-destination-leaves';
    expectHard(desired, everybody, `member.${bob}/suspend`, `member.${ada}/remove`, reason);
    expect(isRefused(planOf(desired, everybody))).toBe(false);
  });

  it('are handed on to somebody whose own grace period begins after that', () => {
    const bobLater = desiredMember(bob, {
      status: 'removed',
      offboarding: { ...defaultOffboarding, gracePeriodHours: 24, transferFilesTo: eve, transferAdmin: root },
    });
    const desired = desiredState([removed(ada, bob), bobLater]);
    expect(isRefused(planOf(desired, everybody))).toBe(false);
    expectHard(
      desired,
      everybody,
      `member.${bob}/suspend`,
      `member.${ada}/remove`,
      'transfer-before-destination-leaves',
    );
  });

  it('wait for who gets them to be active', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob, { status: 'suspended' }), liveMember(root, admin)]);
    const desired = desiredState([removed(ada, bob), desiredMember(bob, { status: 'active' })]);
    expectHard(desired, live, `member.${ada}/remove`, `member.${bob}/unsuspend`, 'destination-ready-before-transfer');
  });

  it('wait for who is told of errors to be an admin', () => {
    const live = liveTeam([liveMember(ada), liveMember(bob), liveMember(root), liveMember(eve, admin)]);
    const desired = desiredState([removed(ada, bob), desiredMember(root, admin)]);
    expectHard(desired, live, `member.${ada}/remove`, `member.${root}/role`, 'destination-ready-before-transfer');
  });

  it('go to whoever is declared at the address, though somebody else has it still', () => {
    const desired = desiredState([
      removed(eve, ada),
      desiredMember(bob, { attributes: { external_id: 'E1' } }),
      desiredMember(ada, { attributes: { external_id: 'E2' } }),
    ]);
    const live = liveTeam([
      liveMember(eve),
      liveMember(root, admin),
      liveMember(ada, { attributes: { external_id: 'E1' } }),
      liveMember(bob, { attributes: { external_id: 'E2' } }),
    ]);
    const removal = planOf(desired, live).operations.find(({ id }) => id === `member.${eve}/remove`);
    expect(removal?.step).toMatchObject({ transferTo: { id: `dbmid:${bob}` } });
  });

  it('cannot go round in a circle', () => {
    const desired = desiredState([removed(ada, bob), removed(bob, ada)]);
    const plan = planOf(desired, everybody);
    expect(isRefused(plan)).toBe(true);
    expect(plan.findings.find(({ guard }) => guard === 'order')?.message).toContain('in a circle');
  });
});

describe('thousands of admins at once', () => {
  const many = 300;
  const emails = (kind: string) => Array.from({ length: many }, (_, index) => `${kind}${index}@acme.com`);
  const desired = desiredState([
    ...emails('new').map((email) => desiredMember(email, admin)),
    ...emails('old').map((email) => desiredMember(email, { attributes: { role: 'member_only' } })),
  ]);
  const live = liveTeam([
    ...emails('new').map((email) => liveMember(email)),
    ...emails('old').map((email) => liveMember(email, admin)),
  ]);

  it('take a bounded number of edges, and still the n-th who goes waits for n who come', () => {
    const { operations } = planOf(desired, live);
    const edges = operations.flatMap(({ after }) => after);
    expect(edges.length).toBeLessThanOrEqual(20_000);
    const waitedFor = new Set<string>();
    let revocations = 0;
    for (const { after } of operations.filter((operation) => operation.after.length > 0)) {
      for (const { id } of after) waitedFor.add(id);
      revocations += 1;
      expect(waitedFor.size).toBeGreaterThanOrEqual(revocations);
    }
    expect(revocations).toBe(many);
  });
});
