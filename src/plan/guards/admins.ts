import { TEAM_ADMIN } from '../../model/member.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { isPresentAfter, type MemberPlan, valueAfter } from '../member-plan.js';
import { refusal } from '../notes.js';
import { isRevocation } from '../roles.js';

/**
 * `min_team_admins`, the last admin, and the admin whose token runs.
 *
 * New admins are made before any is taken away, and a failed grant holds every revocation back, so at each moment of a
 * run there are at least as many active admins as before it or after it, whichever is less: judging both ends judges
 * every moment.
 */
export function adminFindings(judged: Judged): Finding[] {
  return [...actingAdminFindings(judged), ...countFindings(judged)];
}

function actingAdminFindings({ live, members }: Judged): Finding[] {
  if (live.actingAdminId === null) return [];
  const acting = members.find((member) => member.live?.id === live.actingAdminId);
  if (acting === undefined) return [];
  const harm = harmTo(acting);
  if (harm === null) return [];
  return [
    refusal(
      'acting_admin',
      `acting_admin: ${acting.ref.email} is the admin whose token runs Rollcall, and would be ${harm}; the run would cut itself off. ` +
        'Use the token of another team admin for this, or leave this member as they are.',
      { source: acting.desired?.source ?? null },
    ),
  ];
}

/** `suspended`, `removed`, `demoted`, or null where nothing is taken from the person. */
export function harmTo(member: MemberPlan): string | null {
  if (member.presence.tag === 'removed') return 'removed';
  if (member.suspends) return 'suspended';
  const role = member.deltas.find((delta) => delta.name === 'role');
  if (role !== undefined && member.live !== null && isRevocation(String(role.before), String(role.after)))
    return 'demoted';
  return null;
}

function countFindings({ desired, live, members }: Judged): Finding[] {
  const planned = new Map(
    members.flatMap((member) => (member.live === null ? [] : [[member.live.id, member] as const])),
  );
  const before = live.members.filter((member) => member.status === 'active' && member.attributes.role === TEAM_ADMIN);
  const after = live.members.filter((member) => {
    const plan = planned.get(member.id);
    if (plan === undefined) return member.status === 'active' && member.attributes.role === TEAM_ADMIN;
    return isActiveAfter(plan) && valueAfter(plan, 'role') === TEAM_ADMIN;
  });
  const lost = before.filter((member) => !after.includes(member));
  if (lost.length === 0) return [];
  const names = lost
    .map((member) => member.attributes.email)
    .sort()
    .join(', ');
  if (after.length === 0) {
    return [
      refusal(
        'last_admin',
        `last_admin: no active team admin would be left (now: ${before.length}; losing it: ${names}). ` +
          'Invited and suspended admins do not count. Make somebody who is active a team_admin in the same file.',
      ),
    ];
  }
  const { minTeamAdmins } = desired.policy.guards;
  if (after.length >= minTeamAdmins) return [];
  return [
    refusal(
      'min_team_admins',
      `min_team_admins: ${after.length} active team admins would be left, of ${before.length} now; the least is ${minTeamAdmins}. ` +
        `Losing it: ${names}. Invited and suspended admins do not count. ` +
        `Make another active member a team_admin, or, if it is meant: --override-guard min_team_admins for one run, or guards: {min_team_admins: ${after.length}} in ${desired.file}.`,
      { override: 'min_team_admins' },
    ),
  ];
}

function isActiveAfter(plan: MemberPlan): boolean {
  if (!isPresentAfter(plan) || plan.suspends || plan.live === null) return false;
  if (plan.presence.tag === 'recovered' || plan.unsuspends) return true;
  return plan.live.status === 'active';
}
