import fc from 'fast-check';
import type { DesiredGroup, DesiredMember, DesiredState } from '../../src/model/desired-state.js';
import type { LiveGroup, LiveMember, LiveState } from '../../src/model/live-state.js';
import type { MemberAttributes } from '../../src/model/member.js';
import { defaultOffboarding, type Offboarding } from '../../src/model/policy.js';
import { makePlan } from '../../src/plan/plan.js';
import { desiredGroup, desiredMember, desiredState, liveGroup, liveMember, liveTeam, NOW } from './team-builders.js';

const PEOPLE = 8;
const GROUPS = 4;
const emails = named((index) => `p${index}@acme.com`);
/** Addresses nobody has yet: a rename that only previous_emails explains. */
const newEmails = named((index) => `n${index}@acme.com`);
/** Live secondary addresses; a file may move them to others, or make them primary. */
const aliases = named((index) => `s${index}@acme.com`);
const ids = named((index) => `E${index}`);
const persistentIds = named((index) => `SAML${index}`);
const groupNames = Array.from({ length: GROUPS }, (_, index) => `G${index}`);
const groupIds = Array.from({ length: GROUPS }, (_, index) => `GID${index}`);
const root = 'root@acme.com';

function named(name: (index: number) => string): readonly string[] {
  return Array.from({ length: PEOPLE }, (_, index) => name(index));
}

const arbitraryRole = fc.constantFrom('member_only', 'member_only', 'team_admin', 'billing_admin');

const arbitraryLivePerson = fc.record({
  isThere: fc.boolean(),
  status: fc.constantFrom('active', 'active', 'active', 'invited', 'suspended', 'removed'),
  role: arbitraryRole,
  hasId: fc.boolean(),
  hasPersistentId: fc.boolean(),
  hasAlias: fc.boolean(),
  isVerified: fc.constantFrom(true, true, true, false),
  quota: fc.constantFrom(null, null, 10, 20),
  suspendedOn: fc.constantFrom('2026-11-01T00:00:00Z', '2026-11-22T06:00:00Z', null),
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
    spareLicences: fc.integer({ min: 0, max: 9 }),
    groupMemberLimit: fc.constantFrom(1000, 1000, 3),
  })
  .map(({ people, groups, spareLicences, groupMemberLimit }) => {
    const members: LiveMember[] = [liveMember(root, { attributes: { role: 'team_admin', external_id: 'ROOT' } })];
    people.forEach((person, index) => {
      if (!person.isThere) return;
      const isJoined = person.status !== 'invited';
      members.push(
        liveMember(emails[index] as string, {
          status: person.status as LiveMember['status'],
          isEmailVerified: person.isVerified && isJoined,
          suspendedOn: person.status === 'suspended' ? person.suspendedOn : null,
          attributes: {
            role: person.role,
            external_id: person.hasId ? (ids[index] as string) : null,
            persistent_id: person.hasPersistentId ? (persistentIds[index] as string) : null,
            secondary_emails: person.hasAlias && isJoined ? [aliases[index] as string] : [],
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
          members: new Map(access.slice(0, groupMemberLimit)),
        }),
      ];
    });
    const used = members.filter((member) => member.status !== 'removed').length;
    return liveTeam(members, liveGroups, {
      licences: { used, available: used + spareLicences },
      capabilities: { groupMemberLimit, recoverableDays: 7, quotasRead: true },
    });
  });

/** Where somebody's declared address comes from. */
const arbitraryAddress = fc.constantFrom('kept', 'kept', 'kept', 'kept', 'new', 'alias');

const arbitraryDesiredPerson = fc.record({
  isDeclared: fc.constantFrom(true, true, true, false),
  address: arbitraryAddress,
  isUpperCase: fc.boolean(),
  saysId: fc.constantFrom('id', 'id', 'silent', 'null'),
  saysPersistentId: fc.constantFrom('silent', 'silent', 'id', 'null'),
  role: fc.option(arbitraryRole, { nil: undefined }),
  status: fc.constantFrom(null, null, 'active', 'suspended', 'removed', 'removed'),
  until: fc.constantFrom(null, null, null, '2026-11-21', '2026-11-22', '2027-01-01'),
  surname: fc.constantFrom(undefined, 'Lovelace', null),
  quota: fc.constantFrom(undefined, undefined, null, 10, 30),
  secondary: fc.constantFrom(undefined, undefined, 'none', 'alias', 'own'),
  graceHours: fc.constantFrom(0, 0, 0, 24, 240),
  filesTo: fc.constantFrom(null, 'root', 'other', 'other'),
  errorsTo: fc.constantFrom('root', 'root', 'other'),
  other: fc.nat(PEOPLE - 1),
});

type PersonWish = typeof arbitraryDesiredPerson extends fc.Arbitrary<infer Wish> ? Wish : never;

/** The values that move among people, dealt out: each to one of them. */
interface Deal {
  readonly email: string;
  readonly newEmail: string;
  readonly alias: string;
  readonly id: string;
  readonly persistentId: string;
}

function addressOf(wish: PersonWish, deal: Deal): string {
  return { kept: deal.email, new: deal.newEmail, alias: deal.alias }[wish.address];
}

function declare(wish: PersonWish, deal: Deal, everybody: readonly string[]): DesiredMember {
  const email = addressOf(wish, deal);
  const attributes: Record<string, unknown> = {};
  if (wish.saysId !== 'silent') attributes.external_id = wish.saysId === 'id' ? deal.id : null;
  if (wish.saysPersistentId !== 'silent')
    attributes.persistent_id = wish.saysPersistentId === 'id' ? deal.persistentId : null;
  if (wish.role !== undefined) attributes.role = wish.role;
  if (wish.surname !== undefined) attributes.surname = wish.surname;
  if (wish.quota !== undefined) attributes.space_quota_gb = wish.quota;
  if (wish.secondary !== undefined) {
    const alias = wish.address === 'alias' ? [] : [wish.isUpperCase ? deal.alias.toUpperCase() : deal.alias];
    attributes.secondary_emails = { none: [], alias, own: [...alias, `x-${email}`] }[wish.secondary];
  }
  const status = wish.status as DesiredMember['status'];
  return desiredMember(email, {
    attributes: { email: wish.isUpperCase ? email.toUpperCase() : email, ...(attributes as Partial<MemberAttributes>) },
    status,
    until: status === 'removed' ? null : wish.until,
    previousEmails: wish.address === 'new' ? [deal.email] : [],
    offboarding: leaving(wish, everybody),
  });
}

function leaving(wish: PersonWish, everybody: readonly string[]): Offboarding {
  const other = everybody[wish.other] ?? root;
  return {
    ...defaultOffboarding,
    gracePeriodHours: wish.graceHours,
    transferFilesTo: wish.filesTo === null ? null : wish.filesTo === 'root' ? root : other,
    transferAdmin: wish.filesTo === null ? null : wish.errorsTo === 'root' ? root : other,
  };
}

/** A file about the same eight people and four groups: addresses, ids and names may have moved among them. */
export const arbitraryDesired: fc.Arbitrary<DesiredState> = fc
  .record({
    people: fc.array(arbitraryDesiredPerson, { minLength: PEOPLE, maxLength: PEOPLE }),
    emailOrder: arbitraryOrder(emails),
    idOrder: arbitraryOrder(ids),
    persistentIdOrder: arbitraryOrder(persistentIds),
    aliasOrder: arbitraryOrder(aliases),
    groups: fc.array(
      fc.record({
        isDeclared: fc.boolean(),
        isRenamed: fc.constantFrom(false, false, false, true),
        saysId: fc.constantFrom('id', 'silent', 'null'),
        management: fc.constantFrom(undefined, 'company_managed', 'user_managed'),
        membership: fc.constantFrom('authoritative', 'authoritative', 'additive', 'unmanaged'),
        members: fc.array(fc.constantFrom('none', 'plain', 'member', 'owner', 'lapsed'), {
          minLength: PEOPLE,
          maxLength: PEOPLE,
        }),
      }),
      { minLength: GROUPS, maxLength: GROUPS },
    ),
    groupNameOrder: arbitraryOrder(groupNames),
    rootRole: fc.constantFrom(...Array.from({ length: 7 }, () => 'team_admin'), 'member_only'),
    unmanagedMembers: fc.constantFrom('report', 'report', 'suspend', 'remove'),
    unmanagedGroups: fc.constantFrom('report', 'delete'),
    policyWish: arbitraryDesiredPerson,
  })
  .map((wish) => {
    const deals = wish.people.map((_, index): Deal => {
      return {
        email: wish.emailOrder[index] as string,
        newEmail: newEmails[index] as string,
        alias: wish.aliasOrder[index] as string,
        id: wish.idOrder[index] as string,
        persistentId: wish.persistentIdOrder[index] as string,
      };
    });
    const everybody = wish.people.map((person, index) => addressOf(person, deals[index] as Deal));
    const people = wish.people.map((person, index) =>
      person.isDeclared
        ? {
            ...declare(person, deals[index] as Deal, everybody),
            source: { file: 'team.yaml', line: 10 + index, column: 5 },
          }
        : null,
    );
    const groups = wish.groups.flatMap((group, index): DesiredGroup[] => {
      if (!group.isDeclared) return [];
      const isUserManaged = group.management === 'user_managed';
      const members = group.members.flatMap((kind, person) => {
        const member = people[person];
        if (kind === 'none' || !member || member.status === 'removed' || group.membership === 'unmanaged') return [];
        const { email } = member;
        if (kind === 'plain') return [{ email }];
        if (kind === 'lapsed') return [{ email, until: '2026-11-01' }];
        return [{ email, access: kind === 'owner' && isUserManaged ? ('owner' as const) : ('member' as const) }];
      });
      const name = wish.groupNameOrder[index] as string;
      return [
        desiredGroup(group.isRenamed ? `New ${name}` : name, members, {
          attributes: {
            ...(group.saysId === 'silent'
              ? {}
              : { external_id: group.saysId === 'id' ? (groupIds[index] as string) : null }),
            ...(group.management === undefined ? {} : { management: group.management as 'user_managed' }),
          },
          previousNames: group.isRenamed ? [name] : [],
          membership: group.membership as DesiredGroup['membership'],
        }),
      ];
    });
    const admin = desiredMember(root, { attributes: { email: root, role: wish.rootRole } });
    return desiredState([admin, ...people.filter((person) => person !== null)], groups, {
      unmanagedMembers: wish.unmanagedMembers as 'report',
      unmanagedGroups: wish.unmanagedGroups as 'report',
      offboarding: leaving(wish.policyWish, everybody),
    });
  });

/** A team, and a file about it that can mostly be carried out: what would be refused at once was taken out. */
export const arbitraryCase: fc.Arbitrary<{ readonly live: LiveState; readonly desired: DesiredState }> = fc
  .tuple(arbitraryLive, arbitraryDesired)
  .map(([live, desired]) => {
    let mended = desired;
    for (let round = 0; round < 4; round += 1) mended = withoutRefused(mended, live);
    return { live, desired: mended };
  });

/** Takes out of a file what it was refused for: somebody's wish, or somebody altogether. */
function withoutRefused(desired: DesiredState, live: LiveState): DesiredState {
  const planned = makePlan({ desired, live, now: NOW });
  const refusals = planned.ok
    ? planned.value.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ guard, source }) => ({ code: guard, line: source?.line }))
    : planned.diagnostics.map(({ code, position }) => ({ code, line: position?.line }));
  if (refusals.length === 0) return desired;
  const members = desired.members.flatMap((member): DesiredMember[] => {
    const codes = refusals.filter(({ line }) => line === member.source.line).map(({ code }) => code);
    if (codes.length === 0) return [member];
    if (codes.includes('identity-conflict') || codes.includes('value-held')) return [];
    const { role, ...attributes } = member.attributes;
    return [
      {
        ...member,
        status: codes.some((code) => code.startsWith('suspends-')) ? null : member.status,
        attributes: codes.includes('role_of_suspended') || role === undefined ? attributes : { ...attributes, role },
        offboarding: codes.includes('offboarding')
          ? { ...member.offboarding, transferFilesTo: null, transferAdmin: null }
          : member.offboarding,
      },
    ];
  });
  const present = new Set(members.filter(({ status }) => status !== 'removed').map(({ email }) => email));
  const groups = desired.groups.map((group) => ({
    ...group,
    members: group.members.filter(({ email }) => present.has(email)),
  }));
  return { ...desired, members, groups };
}

/** Mostly the order as it is, sometimes a rotation, now and then a shuffle. */
function arbitraryOrder(values: readonly string[]): fc.Arbitrary<readonly string[]> {
  const size = values.length;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(values) },
    { weight: 2, arbitrary: fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => swapped(values, a, b)) },
    { weight: 2, arbitrary: fc.nat(size - 1).map((by) => [...values.slice(by), ...values.slice(0, by)]) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...values], { minLength: size, maxLength: size }) },
  );
}

function swapped(values: readonly string[], a: number, b: number): string[] {
  const copy = [...values];
  [copy[a], copy[b]] = [copy[b] as string, copy[a] as string];
  return copy;
}
