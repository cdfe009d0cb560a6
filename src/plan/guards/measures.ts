import type { GuardMeasure } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { countAdmins, harmToActingAdmin } from './admins.js';
import { type Amount, groupDeletionAmount, membershipAmount, removalAmount } from './amounts.js';
import { licencesAfter } from './capacity.js';
import { protectedHarms } from './protected-members.js';

/** How far a plan goes towards each limit, whether it keeps it or not: what a reviewer sees of guards that say nothing. */
export function measurePlan(judged: Judged): readonly GuardMeasure[] {
  const { desired, live, members } = judged;
  const { used, available } = live.licences;
  const isActingKnown = live.actingAdminId !== null;
  const protectedCount = desired.policy.guards.protectedMembers.length;
  return [
    most('max_removals', removalAmount(judged)),
    ...worstGroup(judged),
    most('max_group_deletions', groupDeletionAmount(judged)),
    { guard: 'min_team_admins', count: countAdmins(judged).after, limit: desired.policy.guards.minTeamAdmins },
    ...(protectedCount === 0
      ? []
      : [{ guard: 'protected_members' as const, count: protectedHarms(judged).length, limit: 0 }]),
    ...(isActingKnown
      ? [{ guard: 'acting_admin' as const, count: harmToActingAdmin(judged) === null ? 0 : 1, limit: 0 }]
      : []),
    // A team that reports no licences at all does not count them.
    ...(available === 0 ? [] : [{ guard: 'licences' as const, count: licencesAfter(used, members), limit: available }]),
  ];
}

/** Of the groups that lose members, the one that goes furthest. */
function worstGroup(judged: Judged): GuardMeasure[] {
  const amounts = judged.groups.flatMap((group) => membershipAmount(judged, group) ?? []);
  const share = ({ concerned, allowed }: Amount) => concerned.length / Math.max(allowed, 0.5);
  const [worst] = amounts.filter(({ concerned }) => concerned.length > 0).sort((a, b) => share(b) - share(a));
  return worst === undefined ? [] : [most('max_membership_removals', worst)];
}

function most(guard: GuardMeasure['guard'], { concerned, allowed }: Amount): GuardMeasure {
  return { guard, count: concerned.length, limit: allowed };
}
