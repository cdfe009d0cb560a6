import { assertNever } from '../model/assert-never.js';
import { foldEmail } from '../model/fold.js';
import type { LiveRole } from '../model/live-state.js';
import { MEMBER_ONLY, memberAttributes } from '../model/member.js';
import type { NewMember, ProfileAttributeName } from '../model/operation.js';
import { type DraftOperation, draft } from './draft.js';
import type { AttributeDelta, MemberPlan } from './member-plan.js';
import type { Person } from './people.js';
import { resolveRole } from './roles.js';

/** The operations of one person, by what they do; the order rules read them by these names. */
export interface MemberOperations {
  readonly plan: MemberPlan;
  /** Adds, recovers or unsuspends: whatever must be true before anything else about the person. */
  readonly arrive: DraftOperation | null;
  readonly profile: ReadonlyMap<ProfileAttributeName, DraftOperation>;
  readonly role: DraftOperation | null;
  readonly quota: DraftOperation | null;
  readonly addSecondary: readonly DraftOperation[];
  readonly deleteSecondary: readonly DraftOperation[];
  readonly suspend: DraftOperation | null;
  readonly remove: DraftOperation | null;
}

/** Breaks one person's plan into the smallest steps that can succeed or fail alone. Edges come later. */
export function makeMemberOperations(
  plan: MemberPlan,
  roles: readonly LiveRole[],
  people: ReadonlyMap<string, Person>,
): MemberOperations {
  const { address, ref } = plan;
  const isNew = plan.presence.tag === 'added';
  const profile = new Map<ProfileAttributeName, DraftOperation>();
  let role: DraftOperation | null = null;
  let quota: DraftOperation | null = null;
  const addSecondary: DraftOperation[] = [];
  const deleteSecondary: DraftOperation[] = [];
  for (const delta of plan.deltas) {
    switch (delta.name) {
      case 'role':
        if (!isNew) role = setRole(plan, delta, roles);
        break;
      case 'space_quota_gb':
        quota = setQuota(plan, delta.after as number | null);
        break;
      case 'secondary_emails':
        splitSecondary(plan, delta, addSecondary, deleteSecondary);
        break;
      case 'email':
      case 'external_id':
      case 'given_name':
      case 'surname':
      case 'persistent_id':
      case 'directory_restricted':
        if (!isNew) profile.set(delta.name, setProfile(plan, delta.name, delta.after as string | boolean | null));
        break;
      default:
        assertNever(delta.name);
    }
  }
  return {
    plan,
    arrive: arrival(plan, roles),
    profile,
    role,
    quota,
    addSecondary,
    deleteSecondary,
    suspend: plan.suspends
      ? draft(address, 'suspend', `suspend ${ref.email}${wiping(plan)}`, {
          kind: 'member.suspend',
          member: ref,
          wipeDevices: plan.offboarding.wipeDevices,
        })
      : null,
    remove: plan.presence.tag === 'removed' ? removal(plan, people) : null,
  };
}

/** One operation that gives somebody a profile attribute; also used for the temporary values of cycles. */
export function setProfile(
  plan: MemberPlan,
  attribute: ProfileAttributeName,
  value: string | boolean | null,
  options: { readonly isTemporary: boolean } = { isTemporary: false },
): DraftOperation {
  const { isTemporary } = options;
  const label = memberAttributes[attribute].label;
  const verb =
    value === null ? `clear the ${label} of ${plan.ref.email}` : `set the ${label} of ${plan.ref.email} to ${value}`;
  return draft(
    plan.address,
    isTemporary ? `${attribute}/temporary` : attribute,
    isTemporary ? `${verb} for a moment` : verb,
    {
      kind: 'member.set_profile',
      member: plan.ref,
      attribute,
      value,
      isTemporary,
    },
  );
}

function arrival(plan: MemberPlan, roles: readonly LiveRole[]): DraftOperation | null {
  const { address, ref } = plan;
  if (plan.presence.tag === 'added') {
    const step = { kind: 'member.add' as const, member: ref, new: newMember(plan, roles) };
    return draft(address, 'add', `invite ${ref.email}`, step);
  }
  if (plan.presence.tag === 'recovered') {
    return draft(address, 'recover', `recover ${ref.email}`, { kind: 'member.recover', member: ref });
  }
  if (plan.unsuspends) {
    return draft(address, 'unsuspend', `unsuspend ${ref.email}`, { kind: 'member.unsuspend', member: ref });
  }
  return null;
}

function newMember(plan: MemberPlan, roles: readonly LiveRole[]): NewMember {
  const value = (name: AttributeDelta['name']) => plan.deltas.find((delta) => delta.name === name)?.after;
  const text = (name: AttributeDelta['name']) => (value(name) as string | null | undefined) ?? null;
  return {
    email: plan.ref.email,
    givenName: text('given_name'),
    surname: text('surname'),
    externalId: text('external_id'),
    persistentId: text('persistent_id'),
    directoryRestricted: (value('directory_restricted') as boolean | undefined) ?? null,
    role: resolveRole(text('role') ?? MEMBER_ONLY, roles) ?? { slug: MEMBER_ONLY, id: null },
    sendWelcomeEmail: plan.desired?.sendWelcomeEmail ?? true,
  };
}

function setRole(plan: MemberPlan, delta: AttributeDelta, roles: readonly LiveRole[]): DraftOperation {
  const to = resolveRole(String(delta.after), roles) ?? { slug: MEMBER_ONLY, id: null };
  const summary =
    to.id === null
      ? `take the role ${String(delta.before)} from ${plan.ref.email}`
      : `make ${plan.ref.email} a ${to.slug}`;
  return draft(plan.address, 'role', summary, {
    kind: 'member.set_role',
    member: plan.ref,
    from: String(delta.before),
    role: to,
  });
}

function setQuota(plan: MemberPlan, quotaGb: number | null): DraftOperation {
  const summary =
    quotaGb === null
      ? `remove the custom quota of ${plan.ref.email}`
      : `set the quota of ${plan.ref.email} to ${quotaGb} GB`;
  return draft(plan.address, 'space_quota_gb', summary, { kind: 'member.set_quota', member: plan.ref, quotaGb });
}

function splitSecondary(
  plan: MemberPlan,
  delta: AttributeDelta,
  add: DraftOperation[],
  remove: DraftOperation[],
): void {
  const before = new Set(((delta.before as readonly string[] | null) ?? []).map(foldEmail));
  const after = new Set(((delta.after as readonly string[] | null) ?? []).map(foldEmail));
  for (const email of after) {
    if (before.has(email)) continue;
    const step = { kind: 'member.add_secondary_email' as const, member: plan.ref, email };
    add.push(
      draft(
        plan.address,
        `secondary_emails/add/${email}`,
        `add ${email} as a secondary address of ${plan.ref.email}`,
        step,
      ),
    );
  }
  for (const email of before) {
    if (after.has(email)) continue;
    const step = { kind: 'member.delete_secondary_email' as const, member: plan.ref, email };
    remove.push(
      draft(
        plan.address,
        `secondary_emails/delete/${email}`,
        `delete ${email}, a secondary address of ${plan.ref.email}`,
        step,
      ),
    );
  }
}

function removal(plan: MemberPlan, people: ReadonlyMap<string, Person>): DraftOperation {
  const { offboarding, ref } = plan;
  const isInvitation = plan.live?.status === 'invited';
  const transferTo = isInvitation ? null : (people.get(offboarding.transferFilesTo ?? '')?.ref ?? null);
  const transferAdmin = transferTo === null ? null : (people.get(offboarding.transferAdmin ?? '')?.ref ?? null);
  const summary = isInvitation
    ? `cancel the invitation of ${ref.email}`
    : `remove ${ref.email}${transferTo === null ? '' : `, files to ${transferTo.email}`}${wiping(plan)}`;
  return draft(plan.address, 'remove', summary, {
    kind: 'member.remove',
    member: ref,
    isInvitation,
    offboarding,
    transferTo,
    transferAdmin,
  });
}

function wiping(plan: MemberPlan): string {
  return plan.offboarding.wipeDevices ? ' and wipe linked devices' : '';
}
