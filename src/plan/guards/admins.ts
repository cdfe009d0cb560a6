import type { LiveMember } from '../../model/live-state.js';
import { TEAM_ADMIN } from '../../model/member.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { isPresentAfter, type MemberPlan, valueAfter } from '../member-plan.js';
import { refusal } from '../notes.js';
import { isRevocation } from '../roles.js';
import { howToLift } from './how-to-lift.js';

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

/** The admin whose token runs, and what would be done to them; null where nothing is, or where it is nobody. */
export function harmToActingAdmin({ live, members }: Judged): { acting: MemberPlan; harm: string } | null {
  if (live.actingAdminId === null) return null;
  const acting = members.find((member) => member.live?.id === live.actingAdminId);
  const harm = acting === undefined ? null : harmTo(acting);
  return acting === undefined || harm === null ? null : { acting, harm };
}

function actingAdminFindings(judged: Judged): Finding[] {
  const found = harmToActingAdmin(judged);
  if (found === null) return [];
  const { acting, harm } = found;
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

/** How many active team admins there are before and after, and who is none any more. */
export function countAdmins({ live, members }: Judged): { before: number; after: number; lost: readonly MemberPlan[] } {
  const isAdmin = (member: LiveMember | null) => member?.status === 'active' && member.attributes.role === TEAM_ADMIN;
  const isAdminAfter = (plan: MemberPlan) => isActiveAfter(plan) && valueAfter(plan, 'role') === TEAM_ADMIN;
  const lost = members.filter((plan) => isAdmin(plan.live) && !isAdminAfter(plan));
  const gained = members.filter((plan) => !isAdmin(plan.live) && isAdminAfter(plan));
  const before = live.members.filter(isAdmin).length;
  return { before, after: before - lost.length + gained.length, lost };
}

function countFindings(judged: Judged): Finding[] {
  const { desired } = judged;
  const { before, after, lost } = countAdmins(judged);
  if (lost.length === 0) return [];
  const names = lost
    .map((plan) => plan.ref.email)
    .sort()
    .join(', ');
  if (after === 0) {
    return [
      refusal(
        'last_admin',
        `last_admin: no active team admin would be left (now: ${before}; losing it: ${names}). ` +
          'Invited and suspended admins do not count. Make somebody who is active a team_admin in the same file.',
      ),
    ];
  }
  const { minTeamAdmins } = desired.policy.guards;
  if (after >= minTeamAdmins) return [];
  return [
    refusal(
      'min_team_admins',
      `min_team_admins: ${after} active team admin${after === 1 ? '' : 's'} would be left, of ${before} now; the least is ${minTeamAdmins}. ` +
        `Losing it: ${names}. Invited and suspended admins do not count. ` +
        `Make another active member a team_admin. ${howToLift('min_team_admins', `guards: {min_team_admins: ${after}}`, desired)}`,
      { override: 'min_team_admins' },
    ),
  ];
}

function isActiveAfter(plan: MemberPlan): boolean {
  if (!isPresentAfter(plan) || plan.suspends || plan.live === null) return false;
  if (plan.presence.tag === 'recovered' || plan.unsuspends) return true;
  return plan.live.status === 'active';
}
