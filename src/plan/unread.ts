import type { DesiredGroup, DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveGroup, LiveState } from '../model/live-state.js';
import type { Identity } from './identity.js';

/** Refuses to plan what the file speaks of and the reading of the team left out: that would be a guess. */
export function unreadProblems(desired: DesiredState, live: LiveState, identity: Identity): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const withQuota = desired.members.find((member) => 'space_quota_gb' in member.attributes);
  if (withQuota !== undefined && !live.capabilities.quotasRead) {
    problems.push({
      code: 'quotas-not-read',
      severity: 'error',
      message: `member ${withQuota.email}: the file speaks of space quotas, and those of the team were not read.`,
      advice: 'Plan against the team itself, or against a snapshot that holds quotas (rollcall export --snapshot).',
      position: withQuota.source,
    });
  }
  for (const [group, liveGroup] of identity.groups) {
    if (liveGroup === null || !lacksAccess(group, liveGroup)) continue;
    problems.push({
      code: 'owners-not-read',
      severity: 'error',
      message: `group ${group.attributes.name}: the file says who owns it, and its owners were not read.`,
      advice: 'Plan against the team itself, or against a snapshot that holds owners (rollcall export --snapshot).',
      position: group.source,
    });
  }
  return problems;
}

function lacksAccess(desired: DesiredGroup, live: LiveGroup): boolean {
  if (!desired.members.some((membership) => membership.access !== null)) return false;
  return [...live.members.values()].includes(null);
}
