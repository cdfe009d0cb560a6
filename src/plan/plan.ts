import type { DesiredState } from '../model/desired-state.js';
import type { Parsed } from '../model/diagnostic.js';
import type { LiveState } from '../model/live-state.js';
import { type Change, changeActions, type Finding, type Plan, type PlanSummary } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { groupChange, memberChanges } from './change.js';
import { digestChanges } from './digest.js';
import { type DraftOperation, finish } from './draft.js';
import { judgePlan, sortBySeverity } from './findings.js';
import { lapseNotes } from './forecast.js';
import { type Ordered, orderOperations } from './graph.js';
import { makeGroupOperations } from './group-operations.js';
import { type GroupPlan, planGroups } from './group-plan.js';
import { licencesAfter } from './guards/capacity.js';
import { measurePlan } from './guards/measures.js';
import { heldValueProblems } from './held-values.js';
import { identify } from './identity.js';
import { type MemberOperations, makeMemberOperations } from './member-operations.js';
import { isIdle, isLeaving, type MemberPlan, planMembers } from './member-plan.js';
import { refusal } from './notes.js';
import { orderRules } from './order-rules.js';
import { findPeople, transferParties } from './people.js';
import { teamProblems } from './team-pin.js';
import { unreadProblems } from './unread.js';

export interface PlanInput {
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** Milliseconds since the epoch: what `until` and grace periods are read against. */
  readonly now: number;
  /** Guards lifted for this run. */
  readonly overrides?: readonly GuardName[];
}

/**
 * Works out what has to change for the live team to be as the file says. Pure: equal inputs, equal plan.
 * Fails with diagnostics, and plans nothing, where the file cannot be carried out on this team at all: a conflict of
 * identity, another team, a role that is not offered. What guards refuse is in the plan's findings.
 */
export function makePlan({ desired, live, now, overrides = [] }: PlanInput): Parsed<Plan> {
  const identity = identify(desired, live);
  const memberPlans = planMembers(desired, live, identity, now);
  const groupPlans = planGroups(desired, live, identity, memberPlans.plans, now);
  const everybody = memberPlans.plans;
  const members = sortedByAddress(everybody.filter((plan) => !isIdle(plan)));
  const problems = [
    ...teamProblems(desired, live),
    ...identity.problems,
    ...memberPlans.problems,
    ...groupPlans.problems,
    ...heldValueProblems(live, members, identity.troubledMembers),
    ...unreadProblems(desired, live, identity),
  ];
  if (problems.length > 0) return { ok: false, diagnostics: problems };
  const groups = sortedByAddress(groupPlans.plans);
  const changes = makeChanges(live, members, groups);
  const ordered = orderOperations(makeOperations(live, everybody, members, groups));
  const judged = { desired, live, identity, members, everybody, groups };
  const found = judgePlan(judged, overrides);
  const notes = [...memberPlans.notes, ...groupPlans.notes, ...lapseNotes(desired, now)];
  const findings = [...orderFindings(ordered), ...found, ...notes];
  const { used, available } = live.licences;
  return {
    ok: true,
    diagnostics: [],
    value: {
      team: live.team,
      file: desired.file,
      digest: digestChanges(changes),
      summary: summarise(changes, groups),
      licences: { before: used, after: licencesAfter(used, members), available },
      changes,
      findings: sortBySeverity(findings),
      measures: measurePlan(judged),
      operations: ordered.operations.map(finish),
    },
  };
}

function makeChanges(live: LiveState, members: readonly MemberPlan[], groups: readonly GroupPlan[]): Change[] {
  const emailOf = emailsById(live, members, groups);
  const { recoverableDays } = live.capabilities;
  const leavers = new Set(
    members.flatMap(({ presence, live: leaver }) => (presence.tag === 'removed' && leaver !== null ? [leaver.id] : [])),
  );
  const groupNames = namesOfGroups(live, leavers);
  const changes = groups.flatMap((group) => groupChange(group, emailOf) ?? []);
  for (const member of members) {
    changes.push(...memberChanges(member, groupNames.get(member.live?.id ?? '') ?? [], recoverableDays));
  }
  const rank = (change: Change) => changeActions.indexOf(change.action);
  return changes.sort((a, b) => (a.address === b.address ? rank(a) - rank(b) : a.address < b.address ? -1 : 1));
}

/**
 * Addresses for the memberships that go with a deleted group; nothing else needs them. By the address that somebody is
 * to have, as everywhere in a group's changes.
 */
function emailsById(
  live: LiveState,
  members: readonly MemberPlan[],
  groups: readonly GroupPlan[],
): (id: string) => string {
  const emails = new Map<string, string>();
  if (groups.some(({ action }) => action === 'delete')) {
    for (const member of live.members) emails.set(member.id, member.attributes.email);
    for (const plan of members) {
      if (plan.live !== null && !isLeaving(plan)) emails.set(plan.live.id, plan.desired?.email ?? plan.ref.email);
    }
  }
  return (id) => emails.get(id) ?? id;
}

/** The groups of those who leave, so that a reviewer sees what goes with them. */
function namesOfGroups(live: LiveState, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  if (wanted.size === 0) return names;
  for (const group of live.groups) {
    if (group.management === 'system_managed') continue;
    for (const id of group.members.keys()) {
      if (!wanted.has(id)) continue;
      const list = names.get(id);
      if (list === undefined) names.set(id, [group.name]);
      else list.push(group.name);
    }
  }
  for (const list of names.values()) list.sort();
  return names;
}

function makeOperations(
  live: LiveState,
  everybody: readonly MemberPlan[],
  members: readonly MemberPlan[],
  groups: readonly GroupPlan[],
): DraftOperation[] {
  const people = findPeople(transferParties(members), live, everybody);
  const memberOperations = members.map((plan) => makeMemberOperations(plan, live.roles, people));
  const groupOperations = groups.map(makeGroupOperations);
  const context = { licences: live.licences, groupMemberLimit: live.capabilities.groupMemberLimit };
  const set = { members: memberOperations, groups: groupOperations };
  const temporary = orderRules.flatMap((rule) => rule(set, context));
  return [
    ...groupOperations.flatMap((group) => [group.create, ...group.set.values()]),
    ...memberOperations.flatMap(stepsOf),
    ...temporary,
    ...groupOperations.flatMap((group) => [...group.memberships.map(({ operation }) => operation), group.delete]),
  ].filter((operation) => operation !== null);
}

function stepsOf(member: MemberOperations): (DraftOperation | null)[] {
  return [
    member.arrive,
    ...member.profile.values(),
    member.role,
    member.quota,
    ...member.deleteSecondary,
    ...member.addSecondary,
    member.suspend,
    member.remove,
  ];
}

/** What no order can make possible. */
function orderFindings({ circle, dropped }: Ordered): Finding[] {
  const findings: Finding[] = [];
  if (circle.length > 0) {
    findings.push(
      refusal(
        'order',
        `order: these steps wait for each other in a circle, so none can be first: ${circle.join(', ')}. Carry them out in two runs.`,
      ),
    );
  }
  const seatless = dropped.filter(({ reason }) => reason === 'seats-freed-before-taken');
  if (seatless.length > 0) {
    findings.push(
      refusal(
        'licences',
        `licences: no seat is free for ${seatless.map(({ id }) => id).join(', ')}, and the removals that would free one must wait for it, because an admin goes only when the new one is there. ` +
          'Buy a licence, make somebody who is active an admin first, or remove somebody else in an earlier run.',
      ),
    );
  }
  return findings;
}

function summarise(changes: readonly Change[], groups: readonly GroupPlan[]): PlanSummary {
  const counts = new Map<string, number>();
  for (const { kind, action } of changes) counts.set(`${kind} ${action}`, (counts.get(`${kind} ${action}`) ?? 0) + 1);
  const count = (kind: Change['kind'], action: Change['action']) => counts.get(`${kind} ${action}`) ?? 0;
  let added = 0;
  let removed = 0;
  for (const { memberships } of groups) {
    for (const { before, after } of memberships) {
      if (before === null) added += 1;
      if (after === null) removed += 1;
    }
  }
  return {
    add: count('member', 'create'),
    change: count('member', 'update'),
    suspend: count('member', 'suspend'),
    unsuspend: count('member', 'unsuspend'),
    recover: count('member', 'recover'),
    remove: count('member', 'remove'),
    group_add: count('group', 'create'),
    group_change: count('group', 'update'),
    group_remove: count('group', 'remove'),
    membership_add: added,
    membership_remove: removed,
  };
}

function sortedByAddress<Item extends { readonly address: string }>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

/** Whether a plan must not be carried out. */
export function isRefused(plan: Plan): boolean {
  return plan.findings.some((finding) => finding.severity === 'error');
}
