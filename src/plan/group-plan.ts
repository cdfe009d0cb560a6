import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredGroup, DesiredMembership, DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { type AccessType, type GroupAttributeName, groupAttributeNames, groupAttributes } from '../model/group.js';
import type { LiveGroup, LiveState } from '../model/live-state.js';
import type { GroupRef } from '../model/operation.js';
import type { Finding } from '../model/plan.js';
import { defaultOffboarding } from '../model/policy.js';
import type { SourcePosition } from '../model/source-position.js';
import { isPastDay } from './dates.js';
import type { Identity } from './identity.js';
import { isLeaving, isPresentAfter, type MemberPlan, unmanagedPlan } from './member-plan.js';
import { note, warning } from './notes.js';

export interface GroupDelta {
  readonly name: GroupAttributeName;
  readonly before: string | null;
  readonly after: string | null;
}

/** A membership that changes. `before` is null for somebody who joins, `after` for somebody who leaves the group. */
export interface MembershipDelta {
  readonly member: MemberPlan;
  readonly before: AccessType | null;
  readonly after: AccessType | null;
  readonly source: SourcePosition | null;
}

/** What a plan does about one group. */
export interface GroupPlan {
  readonly address: string;
  readonly ref: GroupRef;
  readonly desired: DesiredGroup | null;
  readonly live: LiveGroup | null;
  readonly action: 'create' | 'keep' | 'delete';
  readonly deltas: readonly GroupDelta[];
  /** Empty for a group that is deleted: its memberships go with it. */
  readonly memberships: readonly MembershipDelta[];
  readonly reason: string | null;
}

export interface GroupPlans {
  readonly plans: readonly GroupPlan[];
  readonly problems: readonly Diagnostic[];
  readonly notes: readonly Finding[];
}

/** Plans every declared group, and those that no file names as the policy says. Pure. */
export function planGroups(
  desired: DesiredState,
  live: LiveState,
  identity: Identity,
  members: readonly MemberPlan[],
  now: number,
): GroupPlans {
  const planner = new GroupPlanner(live, members, now);
  const plans = [...identity.groups].map(([group, liveGroup]) =>
    planner.planDeclared(group, liveGroup, liveGroup !== null && identity.groupIdTakenFrom.has(liveGroup)),
  );
  const undone = new Set(desired.undo?.deletesGroups);
  for (const group of identity.unmanagedGroups) {
    if (undone.has(group.id)) plans.push(deletionOf(group, 'created by the run that is undone'));
    else if (desired.policy.unmanagedGroups === 'delete')
      plans.push(deletionOf(group, 'in no file; unmanaged_groups: delete'));
  }
  return { plans, problems: planner.problems, notes: planner.notes };
}

function deletionOf(live: LiveGroup, reason: string): GroupPlan {
  const address = `group.${live.name}`;
  return {
    address,
    ref: { address, id: live.id, name: live.name },
    desired: null,
    live,
    action: 'delete',
    deltas: [],
    memberships: [],
    reason,
  };
}

class GroupPlanner {
  readonly problems: Diagnostic[] = [];
  readonly notes: Finding[] = [];
  private readonly byEmail = new Map<string, MemberPlan>();
  private byId: Map<string, MemberPlan> | null = null;

  constructor(
    private readonly live: LiveState,
    private readonly members: readonly MemberPlan[],
    private readonly now: number,
  ) {
    for (const member of members) if (member.desired !== null) this.byEmail.set(member.desired.email, member);
  }

  /** Everybody on the team by id; worked out at the first group that somebody leaves. */
  private planOf(id: string): MemberPlan | undefined {
    if (this.byId === null) {
      this.byId = new Map();
      for (const member of this.members) if (member.live !== null) this.byId.set(member.live.id, member);
      // People whom no file names, and of whom nothing is planned, can still lose a membership.
      for (const member of this.live.members) {
        if (member.status === 'removed' || this.byId.has(member.id)) continue;
        this.byId.set(member.id, unmanagedPlan(member, defaultOffboarding));
      }
    }
    return this.byId.get(id);
  }

  planDeclared(desired: DesiredGroup, live: LiveGroup | null, isIdTaken: boolean): GroupPlan {
    const address = `group.${desired.attributes.name}`;
    return {
      address,
      ref: { address, id: live?.id ?? null, name: live?.name ?? desired.attributes.name },
      desired,
      live,
      action: live === null ? 'create' : 'keep',
      deltas: groupDeltas(desired, live, isIdTaken),
      memberships: this.memberships(desired, live),
      reason: null,
    };
  }

  private memberships(desired: DesiredGroup, live: LiveGroup | null): MembershipDelta[] {
    if (desired.membership === 'unmanaged') return [];
    const deltas: MembershipDelta[] = [];
    const kept: string[] = [];
    const management = desired.attributes.management ?? live?.management ?? 'company_managed';
    for (const membership of desired.members) {
      const member = this.byEmail.get(membership.email);
      if (member === undefined) continue;
      const liveAccess = accessIn(live, member);
      if (this.lapses(desired, membership, liveAccess)) continue;
      if (member.live !== null && liveAccess !== undefined) kept.push(member.live.id);
      if (membership.access === 'owner' && management === 'company_managed') {
        this.refuseOwner(desired, membership);
        continue;
      }
      const delta = this.membershipDelta(membership, member, liveAccess);
      if (delta !== null) deltas.push(delta);
    }
    if (desired.membership === 'authoritative' && live !== null && kept.length < live.members.size) {
      const isKept = new Set(kept);
      for (const [id, access] of live.members) {
        const member = isKept.has(id) ? undefined : this.planOf(id);
        // Whoever leaves the team leaves its groups with it.
        if (member === undefined || isLeaving(member)) continue;
        deltas.push({ member, before: access ?? 'member', after: null, source: desired.source });
      }
      if (kept.length === 0) this.warnOfEmptying(desired, live);
    }
    return deltas.sort((a, b) => (a.member.address < b.member.address ? -1 : 1));
  }

  private membershipDelta(
    membership: DesiredMembership,
    member: MemberPlan,
    liveAccess: AccessType | null | undefined,
  ): MembershipDelta | null {
    if (!isPresentAfter(member) || member.presence.tag === 'waits-for-removal') return null;
    const { access, source } = membership;
    if (liveAccess === undefined) return { member, before: null, after: access ?? 'member', source };
    const before = liveAccess ?? 'member';
    return access === null || access === before ? null : { member, before, after: access, source };
  }

  private lapses(
    desired: DesiredGroup,
    membership: DesiredMembership,
    liveAccess: AccessType | null | undefined,
  ): boolean {
    if (!isPastDay(membership.until, this.now)) return false;
    if (liveAccess !== undefined && desired.membership === 'additive') {
      this.notes.push(
        note(
          'lapsed-membership',
          `${membership.email} stays in ${desired.attributes.name} although until ${membership.until} has passed: the group's membership is additive, which never removes.`,
          membership.source,
        ),
      );
    }
    return true;
  }

  private refuseOwner(desired: DesiredGroup, membership: DesiredMembership): void {
    this.problems.push({
      code: 'owner-of-company-managed',
      severity: 'error',
      message: `group ${desired.attributes.name}: ${membership.email} is to be an owner, but the group is company-managed, and those have no owners.`,
      advice: 'Set management: user_managed on the group, or leave access out.',
      position: membership.source,
    });
  }

  /** Somebody who only lists a group's name hardly means to empty it. */
  private warnOfEmptying(desired: DesiredGroup, live: LiveGroup): void {
    if (desired.members.length > 0) return;
    this.notes.push(
      warning(
        'empties-group',
        `group ${desired.attributes.name}: the file names nobody in it, so all ${live.members.size} live members leave it. If that is not meant, set membership: unmanaged, or list its members.`,
        desired.source,
      ),
    );
  }
}

/** Somebody's live access to a group: null where it was not read, undefined where they are not in it. */
function accessIn(live: LiveGroup | null, member: MemberPlan): AccessType | null | undefined {
  return live === null || member.live === null ? undefined : live.members.get(member.live.id);
}

function groupDeltas(desired: DesiredGroup, live: LiveGroup | null, isIdTaken: boolean): GroupDelta[] {
  if (live === null) return [];
  const before: Record<GroupAttributeName, string | null> = {
    name: live.name,
    external_id: live.externalId,
    management: live.management,
  };
  return groupAttributeNames.flatMap((name) => {
    const after =
      desired.attributes[name] ??
      (name in desired.attributes || (name === 'external_id' && isIdTaken) ? null : undefined);
    if (after === undefined) return [];
    const attribute = groupAttributes[name] as Attribute<AttributeValue>;
    return isSameValue(attribute, before[name], after) ? [] : [{ name, before: before[name], after }];
  });
}
