import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredMember, DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import type { LiveMember, LiveState } from '../model/live-state.js';
import {
  type MemberAttributeName,
  type MemberAttributes,
  memberAttributeNames,
  memberAttributes,
} from '../model/member.js';
import type { MemberRef } from '../model/operation.js';
import type { Finding } from '../model/plan.js';
import type { Offboarding } from '../model/policy.js';
import { endOfGrace, formatDay, formatInstant, isPastDay } from './dates.js';
import type { Identity } from './identity.js';
import { note } from './notes.js';
import { nearestRole, resolveRole } from './roles.js';

/** One attribute that is to change. `before` is null for somebody new. */
export interface AttributeDelta<Name extends MemberAttributeName = MemberAttributeName> {
  readonly name: Name;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
}

/** How somebody comes to be on the team, or stops being. */
export type Presence =
  | { readonly tag: 'stays' }
  | { readonly tag: 'added' }
  | { readonly tag: 'recovered' }
  /** Not on the team, and not to be. */
  | { readonly tag: 'absent' }
  /** Suspended now; to be removed when the grace period is over. */
  | { readonly tag: 'waits-for-removal'; readonly dueMs: number | null }
  | { readonly tag: 'removed' };

/** What a plan does about one person: declared, live, or both. */
export interface MemberPlan {
  /** `member.ada@acme.com` */
  readonly address: string;
  readonly ref: MemberRef;
  readonly desired: DesiredMember | null;
  readonly live: LiveMember | null;
  readonly presence: Presence;
  readonly suspends: boolean;
  readonly unsuspends: boolean;
  /** Attributes that change; for somebody new, all that are asked for. Values are folded as Dropbox stores them. */
  readonly deltas: readonly AttributeDelta[];
  /** How they leave; also for a suspension that begins a grace period. */
  readonly offboarding: Offboarding;
  readonly reason: string | null;
}

/** What member planning yields: a plan for everybody concerned, and what people ought to know. */
export interface MemberPlans {
  readonly plans: readonly MemberPlan[];
  readonly problems: readonly Diagnostic[];
  readonly notes: readonly Finding[];
}

/** Plans every declared member, and those whom no file names as the policy says. Pure. */
export function planMembers(desired: DesiredState, live: LiveState, identity: Identity, now: number): MemberPlans {
  const planner = new MemberPlanner(desired, live, identity, now);
  return planner.run();
}

class MemberPlanner {
  private readonly problems: Diagnostic[] = [];
  private readonly notes: Finding[] = [];

  constructor(
    private readonly desired: DesiredState,
    private readonly live: LiveState,
    private readonly identity: Identity,
    private readonly now: number,
  ) {}

  run(): MemberPlans {
    const plans: MemberPlan[] = [];
    for (const [desired, live] of this.identity.members) plans.push(this.planDeclared(desired, live));
    for (const live of this.identity.unmanagedMembers) {
      const plan = this.planUnmanaged(live);
      if (plan !== null) plans.push(plan);
    }
    return { plans, problems: this.problems, notes: this.notes };
  }

  private planDeclared(desired: DesiredMember, live: LiveMember | null): MemberPlan {
    const isExpired = desired.status !== 'removed' && isPastDay(desired.until, this.now);
    const expiry = isExpired ? `until ${desired.until} has passed` : null;
    const wanted = isExpired ? 'suspended' : desired.status;
    if (live !== null && live.status !== 'removed' && wanted !== 'removed') {
      return this.planStaying(desired, live, wanted, expiry);
    }
    const base = declaredPlan(desired, live);
    if (live === null || live.status === 'removed') {
      if (wanted === 'removed') return base;
      if (isExpired) {
        this.say('expired-absent', desired, `${desired.email} is not on the team and is not invited: ${expiry}.`);
        return base;
      }
      if (live === null && wanted === 'suspended') {
        this.refuse(
          'suspends-nobody',
          desired,
          `member ${desired.email}: status is suspended, but nobody of this address is on the team, and an invitation cannot be suspended.`,
          'Use status: removed, or take the member out of the file.',
        );
        return base;
      }
      const arriving = { ...base, presence: { tag: live === null ? 'added' : 'recovered' } as const };
      return { ...arriving, suspends: wanted === 'suspended', deltas: this.deltas(desired, live) };
    }
    return this.planLeaving(base, live, 'status: removed');
  }

  private planStaying(
    desired: DesiredMember,
    live: LiveMember,
    wanted: DesiredMember['status'],
    expiry: string | null,
  ): MemberPlan {
    const staying = declaredPlan(desired, live, STAYS, this.deltas(desired, live));
    switch (live.status) {
      case 'invited':
        return this.planInvited(staying, desired, live, wanted, expiry);
      case 'active':
        return wanted === 'suspended' ? { ...staying, suspends: true, reason: expiry } : staying;
      case 'suspended':
        if (wanted === null) {
          this.say(
            'suspended-live',
            desired,
            `${live.attributes.email} is suspended since ${formatDay(live.suspendedOn)}; the file does not say a status, so that stays.`,
          );
        }
        return wanted === 'active' ? { ...staying, unsuspends: true } : staying;
      case 'removed':
        return staying;
    }
  }

  private planInvited(
    staying: MemberPlan,
    desired: DesiredMember,
    live: LiveMember,
    wanted: DesiredMember['status'],
    expiry: string | null,
  ): MemberPlan {
    if (wanted === 'suspended' && expiry === null) {
      this.refuse(
        'suspends-invitation',
        desired,
        `member ${desired.email}: status is suspended, but the member was invited ${formatDay(live.invitedOn)} and has not joined; an invitation cannot be suspended.`,
        'Use status: removed to cancel the invitation.',
      );
    } else if (expiry !== null) {
      this.say(
        'expired-invitation',
        desired,
        `${desired.email} is still invited although ${expiry}; an invitation cannot be suspended. status: removed cancels it.`,
      );
    }
    return staying;
  }

  private planUnmanaged(live: LiveMember): MemberPlan | null {
    const { unmanagedMembers: policy, offboarding } = this.desired.policy;
    const plan = unmanagedPlan(live, offboarding);
    if (policy === 'report') return null;
    if (policy === 'remove') return this.planLeaving(plan, live, `in no file; unmanaged_members: remove`);
    if (live.status === 'active') return { ...plan, suspends: true, reason: 'in no file; unmanaged_members: suspend' };
    return null;
  }

  /** Suspended first, removed after the grace period; an invitation is cancelled at once. */
  private planLeaving(base: MemberPlan, live: LiveMember, why: string): MemberPlan {
    const grace = base.offboarding.gracePeriodHours;
    if (live.status === 'invited')
      return { ...base, presence: { tag: 'removed' }, reason: `${why}; cancels the invitation` };
    if (live.status === 'active') {
      if (grace === 0) return { ...base, presence: { tag: 'removed' }, suspends: true, reason: why };
      const dueMs = this.now + grace * 3_600_000;
      const reason = `${why}; removal not before ${formatInstant(dueMs)}`;
      return { ...base, presence: { tag: 'waits-for-removal', dueMs }, suspends: true, reason };
    }
    if (grace === 0) return { ...base, presence: { tag: 'removed' }, reason: why };
    const dueMs = live.suspendedOn === null ? null : endOfGrace(live.suspendedOn, grace);
    if (dueMs !== null && dueMs <= this.now) {
      return {
        ...base,
        presence: { tag: 'removed' },
        reason: `${why}; suspended since ${formatDay(live.suspendedOn)}`,
      };
    }
    this.notes.push(
      note(
        'removal-due',
        dueMs === null
          ? `${live.attributes.email} is suspended, and Dropbox does not say since when: removal after the grace period cannot be timed. Set grace_period: 0d for this member to remove now.`
          : `${live.attributes.email} is suspended since ${formatDay(live.suspendedOn)}; removal due on ${formatInstant(dueMs)}.`,
        base.desired?.source ?? null,
      ),
    );
    return { ...base, presence: { tag: 'waits-for-removal', dueMs } };
  }

  /** What differs, of what the file mentions. For somebody new: all that is asked for and is not empty. */
  private deltas(desired: DesiredMember, live: LiveMember | null): readonly AttributeDelta[] {
    // Nearly nobody changes in nearly every plan, so those share one empty list.
    let deltas: AttributeDelta[] | null = null;
    for (const name of memberAttributeNames) {
      const after = this.desiredValue(desired, live, name);
      if (after === undefined) continue;
      const before = live === null ? null : live.attributes[name];
      if (live === null ? isNothing(after) : isSame(name, before as AttributeValue, after)) continue;
      if (name === 'secondary_emails' && (live === null || live.status === 'invited')) {
        this.say(
          'secondary-addresses-wait',
          desired,
          `${desired.email} gets secondary addresses once the invitation is accepted: Dropbox does not allow them before.`,
        );
        continue;
      }
      deltas ??= [];
      deltas.push({ name, before, after });
    }
    return deltas ?? NO_DELTAS;
  }

  private desiredValue(
    desired: DesiredMember,
    live: LiveMember | null,
    name: MemberAttributeName,
  ): AttributeValue | undefined {
    if (name === 'email') return desired.email;
    if (name === 'role') return this.desiredRole(desired, live);
    if (name === 'secondary_emails') return desired.attributes.secondary_emails?.map(foldEmail);
    const value = desired.attributes[name];
    if (value === undefined && name === 'external_id' && live !== null && this.identity.idTakenFrom.has(live))
      return null;
    return value;
  }

  private desiredRole(desired: DesiredMember, live: LiveMember | null): string | undefined {
    const wanted = desired.attributes.role;
    if (wanted === undefined) return undefined;
    const role = resolveRole(wanted, this.live.roles);
    if (role !== null) return role.slug;
    // Somebody who already has a role that the team no longer offers is left as they are.
    if (live !== null && live.attributes.role === wanted) return wanted;
    this.refuse(
      'unknown-role',
      desired,
      `member ${desired.email}: the team offers no role ${wanted}.${nearestRole(wanted, this.live.roles)}`,
      `It offers: member_only${this.live.roles.map((offered) => `, ${offered.slug}`).join('')}.`,
    );
    return undefined;
  }

  private refuse(code: string, desired: DesiredMember, message: string, advice: string): void {
    this.problems.push({ code, severity: 'error', message, advice, position: desired.source });
  }

  private say(guard: string, desired: DesiredMember, message: string): void {
    this.notes.push(note(guard, message, desired.source));
  }
}

const NO_DELTAS: readonly AttributeDelta[] = [];
const STAYS: Presence = { tag: 'stays' };
const ABSENT: Presence = { tag: 'absent' };

function declaredPlan(
  desired: DesiredMember,
  live: LiveMember | null,
  presence = ABSENT,
  deltas = NO_DELTAS,
): MemberPlan {
  const liveEmail = live?.attributes.email ?? desired.email;
  // Whoever leaves keeps the live address: nothing about them changes on the way out.
  const address = `member.${desired.status === 'removed' ? liveEmail : desired.email}`;
  return {
    address,
    ref: { address, id: live?.id ?? null, email: liveEmail },
    desired,
    live,
    presence,
    suspends: false,
    unsuspends: false,
    deltas,
    offboarding: desired.offboarding,
    reason: null,
  };
}

/** Somebody whom no file names, of whom nothing is planned yet. */
export function unmanagedPlan(live: LiveMember, offboarding: Offboarding): MemberPlan {
  const address = `member.${live.attributes.email}`;
  return {
    address,
    ref: { address, id: live.id, email: live.attributes.email },
    desired: null,
    live,
    presence: STAYS,
    suspends: false,
    unsuspends: false,
    deltas: NO_DELTAS,
    offboarding,
    reason: null,
  };
}

/** Whether two values of an attribute are the same to Dropbox. */
export function isSame(name: MemberAttributeName, before: AttributeValue, after: AttributeValue): boolean {
  return isSameValue(memberAttributes[name] as Attribute<AttributeValue>, before, after);
}

/** Whether a value says nothing: a new member has no external id to clear and no quota to lift. */
export function isNothing(value: AttributeValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether nothing at all is done about somebody: true of nearly everybody in nearly every plan. */
export function isIdle(plan: MemberPlan): boolean {
  const { presence, suspends, unsuspends, deltas } = plan;
  const { tag } = presence;
  return !suspends && !unsuspends && deltas.length === 0 && tag !== 'added' && tag !== 'recovered' && tag !== 'removed';
}

/** Whether somebody is gone, or on the way out, when the plan has been carried out. */
export function isLeaving(plan: MemberPlan): boolean {
  return plan.presence.tag === 'removed' || plan.presence.tag === 'waits-for-removal';
}

/** Whether somebody is on the team when the plan has been carried out. */
export function isPresentAfter(plan: MemberPlan): boolean {
  return plan.presence.tag !== 'removed' && plan.presence.tag !== 'absent';
}

/** The value an attribute has when the plan has been carried out; undefined where it is not known. */
export function valueAfter<Name extends MemberAttributeName>(
  plan: MemberPlan,
  name: Name,
): MemberAttributes[Name] | undefined {
  const delta = plan.deltas.find((candidate) => candidate.name === name);
  if (delta !== undefined) return delta.after as MemberAttributes[Name];
  return plan.live?.attributes[name];
}
