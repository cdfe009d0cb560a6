import fc from 'fast-check';
import type { DesiredGroup, DesiredMember, DesiredState } from '../../src/model/desired-state.js';
import type { LiveGroup, LiveMember, LiveState } from '../../src/model/live-state.js';
import type { MemberAttributes } from '../../src/model/member.js';
import { defaultOffboarding } from '../../src/model/policy.js';
import { desiredGroup, desiredMember, desiredState, liveGroup, liveMember, liveTeam } from './team-builders.js';

const PEOPLE = 8;
const GROUPS = 4;
const emails = Array.from({ length: PEOPLE }, (_, index) => `p${index}@acme.com`);
const ids = Array.from({ length: PEOPLE }, (_, index) => `E${index}`);
const groupNames = Array.from({ length: GROUPS }, (_, index) => `G${index}`);
const groupIds = Array.from({ length: GROUPS }, (_, index) => `GID${index}`);
const root = 'root@acme.com';

const arbitraryRole = fc.constantFrom('member_only', 'member_only', 'team_admin', 'billing_admin');

const arbitraryLivePerson = fc.record({
  isThere: fc.boolean(),
  status: fc.constantFrom('active', 'active', 'active', 'invited', 'suspended', 'removed'),
  role: arbitraryRole,
  hasId: fc.boolean(),
  isVerified: fc.boolean(),
  quota: fc.constantFrom(null, null, 10, 20),
});

/** A live team of up to eight people and four groups, always with one active team admin. */
export const arbitraryLive: fc.Arbitrary<LiveState> = fc
  .record({
    people: fc.array(arbitraryLivePerson, { minLength: PEOPLE, maxLength: PEOPLE }),
    groups: fc.array(
      fc.record({
        isThere: fc.boolean(),
        hasId: fc.boolean(),
        isUserManaged: fc.boolean(),
        members: fc.array(fc.constantFrom('none', 'none', 'member', 'owner'), { minLength: PEOPLE, maxLength: PEOPLE }),
      }),
      { minLength: GROUPS, maxLength: GROUPS },
    ),
    spareLicences: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ people, groups, spareLicences }) => {
    const members: LiveMember[] = [liveMember(root, { attributes: { role: 'team_admin', external_id: 'ROOT' } })];
    people.forEach((person, index) => {
      if (!person.isThere) return;
      const email = emails[index] as string;
      members.push(
        liveMember(email, {
          status: person.status as LiveMember['status'],
          isEmailVerified: person.isVerified && person.status !== 'invited',
          attributes: {
            role: person.role,
            external_id: person.hasId ? (ids[index] as string) : null,
            space_quota_gb: person.quota,
          },
        }),
      );
    });
    const present = new Set(
      members.filter((member) => member.status !== 'removed').map((member) => member.attributes.email),
    );
    const liveGroups: LiveGroup[] = groups.flatMap((group, index) => {
      if (!group.isThere) return [];
      const access = group.members.flatMap((kind, person) => {
        const email = emails[person] as string;
        if (kind === 'none' || !present.has(email)) return [];
        return [[`dbmid:${email}`, kind === 'owner' && group.isUserManaged ? 'owner' : 'member'] as const];
      });
      return [
        liveGroup(groupNames[index] as string, [], {
          externalId: group.hasId ? (groupIds[index] as string) : null,
          management: group.isUserManaged ? 'user_managed' : 'company_managed',
          members: new Map(access),
        }),
      ];
    });
    const used = members.filter((member) => member.status !== 'removed').length;
    return liveTeam(members, liveGroups, { licences: { used, available: used + spareLicences } });
  });

const arbitraryDesiredPerson = fc.record({
  isDeclared: fc.constantFrom(true, true, true, false),
  saysId: fc.constantFrom('id', 'id', 'silent', 'null'),
  role: fc.option(arbitraryRole, { nil: undefined }),
  status: fc.constantFrom(null, null, 'active', 'suspended', 'removed'),
  surname: fc.constantFrom(undefined, 'Lovelace', null),
  quota: fc.constantFrom(undefined, undefined, null, 10, 30),
  secondary: fc.constantFrom(undefined, undefined, [], ['x']),
  graceHours: fc.constantFrom(0, 0, 0, 24),
});

type PersonWish = typeof arbitraryDesiredPerson extends fc.Arbitrary<infer Wish> ? Wish : never;

function declare(wish: PersonWish, email: string, id: string): DesiredMember {
  const attributes: Record<string, unknown> = {};
  if (wish.saysId !== 'silent') attributes.external_id = wish.saysId === 'id' ? id : null;
  if (wish.role !== undefined) attributes.role = wish.role;
  if (wish.surname !== undefined) attributes.surname = wish.surname;
  if (wish.quota !== undefined) attributes.space_quota_gb = wish.quota;
  if (wish.secondary !== undefined) attributes.secondary_emails = wish.secondary.map((prefix) => `${prefix}-${email}`);
  return desiredMember(email, {
    attributes: { email, ...(attributes as Partial<MemberAttributes>) },
    status: wish.status as DesiredMember['status'],
    offboarding: { ...defaultOffboarding, gracePeriodHours: wish.graceHours },
  });
}

/** A file about the same eight people and four groups: addresses, ids and names may have moved among them. */
export const arbitraryDesired: fc.Arbitrary<DesiredState> = fc
  .record({
    people: fc.array(arbitraryDesiredPerson, { minLength: PEOPLE, maxLength: PEOPLE }),
    emailOrder: arbitraryOrder(emails),
    idOrder: arbitraryOrder(ids),
    groups: fc.array(
      fc.record({
        isDeclared: fc.boolean(),
        saysId: fc.constantFrom('id', 'silent', 'null'),
        management: fc.constantFrom(undefined, 'company_managed', 'user_managed'),
        membership: fc.constantFrom('authoritative', 'authoritative', 'additive', 'unmanaged'),
        members: fc.array(fc.constantFrom('none', 'plain', 'member', 'owner'), {
          minLength: PEOPLE,
          maxLength: PEOPLE,
        }),
      }),
      { minLength: GROUPS, maxLength: GROUPS },
    ),
    groupNameOrder: arbitraryOrder(groupNames),
    rootRole: fc.constantFrom('team_admin', 'team_admin', 'team_admin', 'member_only'),
    unmanagedMembers: fc.constantFrom('report', 'report', 'suspend', 'remove'),
    unmanagedGroups: fc.constantFrom('report', 'delete'),
  })
  .map((wish) => {
    const people = wish.people.flatMap((person, index) =>
      person.isDeclared ? [declare(person, wish.emailOrder[index] as string, wish.idOrder[index] as string)] : [],
    );
    const declared = new Set(people.filter((person) => person.status !== 'removed').map((person) => person.email));
    const groups = wish.groups.flatMap((group, index): DesiredGroup[] => {
      if (!group.isDeclared) return [];
      const isUserManaged = group.management === 'user_managed';
      const members = group.members.flatMap((kind, person) => {
        const email = emails[person] as string;
        if (kind === 'none' || !declared.has(email) || group.membership === 'unmanaged') return [];
        if (kind === 'plain') return [{ email }];
        return [{ email, access: kind === 'owner' && isUserManaged ? ('owner' as const) : ('member' as const) }];
      });
      return [
        desiredGroup(wish.groupNameOrder[index] as string, members, {
          attributes: {
            name: wish.groupNameOrder[index] as string,
            ...(group.saysId === 'silent'
              ? {}
              : { external_id: group.saysId === 'id' ? (groupIds[index] as string) : null }),
            ...(group.management === undefined ? {} : { management: group.management as 'user_managed' }),
          },
          membership: group.membership as DesiredGroup['membership'],
        }),
      ];
    });
    const admin = desiredMember(root, { attributes: { email: root, role: wish.rootRole } });
    return desiredState([admin, ...people], groups, {
      unmanagedMembers: wish.unmanagedMembers as 'report',
      unmanagedGroups: wish.unmanagedGroups as 'report',
    });
  });

/** Mostly the order as it is, sometimes a rotation, now and then a shuffle. */
function arbitraryOrder(values: readonly string[]): fc.Arbitrary<string[]> {
  const size = values.length;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant([...values]) },
    { weight: 2, arbitrary: fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => swapped(values, a, b)) },
    { weight: 2, arbitrary: fc.nat(size - 1).map((by) => [...values.slice(by), ...values.slice(0, by)]) },
    {
      weight: 1,
      arbitrary: fc.shuffledSubarray([...values], { minLength: size, maxLength: size }).map((order) => [...order]),
    },
  );
}

function swapped(values: readonly string[], a: number, b: number): string[] {
  const copy = [...values];
  [copy[a], copy[b]] = [copy[b] as string, copy[a] as string];
  return copy;
}
