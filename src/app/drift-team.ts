import type { LiveState, ReadNeeds } from '../model/live-state.js';
import type { Plan } from '../model/plan.js';
import { type Difference, digestDifferences, findDifferences, keepCommon } from '../plan/drift.js';
import { explainDifferences } from '../plan/drift-cause.js';
import type { DriftReport } from '../plan/drift-report.js';
import { identify } from '../plan/identity.js';
import { readNeedsOf } from '../plan/read-needs.js';
import { type LogAsked, readLogFor } from './drift-log.js';
import type { Rejected } from './outcome.js';
import { type Planned, type PlanTeamOptions, planDesired, planTeam } from './plan-team.js';

export interface DriftTeamOptions extends Pick<PlanTeamOptions, 'path' | 'tree' | 'now'>, LogAsked {
  /** Reads the team, each time anew. */
  readonly readLive: (needs: ReadNeeds) => Promise<LiveState>;
  /** Waits between two readings; null where there is only one to be had. */
  readonly settle: (() => Promise<void>) | null;
  /** Whether people and groups that no file names count as drift, though an apply leaves them alone. */
  readonly countsUnmanaged: boolean;
}

/** A team compared with its file. */
export interface DriftFound extends Planned {
  readonly report: DriftReport;
}

/** An apply may be at work: what the second reading does not show again was no drift. */
const MOST_READINGS = 3;

/**
 * Finds how a team differs from its file, and who made it so. A difference is told only when two readings in a row show
 * it. A log that cannot be read takes nothing from the differences: the report says why nobody is named.
 * @throws ProviderError when the team cannot be read completely.
 */
export async function findDrift(options: DriftTeamOptions): Promise<DriftFound | Rejected> {
  const first = await planTeam({ ...options, overrides: [] });
  if (first.tag === 'rejected') return first;
  const settled = await readUntilSettled(first, options);
  if (settled.tag === 'rejected') return settled;
  const { planned, differences, isSettled } = settled;
  const { desired, live, plan } = planned;
  const unmanaged = options.countsUnmanaged ? [] : findUnmanaged(planned);
  const { log, events } = await readLogFor(differences, options);
  const explain = (found: readonly Difference[]) =>
    explainDifferences({ differences: found, desired, live, now: options.now, events });
  const report: DriftReport = {
    team: plan.team,
    file: plan.file,
    digest: digestDifferences(differences),
    differences: explain(differences),
    unmanaged: explain(unmanaged),
    log,
    isSettled,
    revert: {
      operations: plan.operations.length,
      refusedBy: refusalsOf(plan),
      leaves: options.countsUnmanaged ? findUnmanaged(planned).length : 0,
    },
  };
  return { ...planned, warnings: first.warnings, report };
}

interface Settled {
  readonly tag: 'settled';
  readonly planned: Planned;
  readonly differences: readonly Difference[];
  readonly isSettled: boolean;
}

async function readUntilSettled(
  first: Planned,
  { readLive, settle, now, countsUnmanaged }: DriftTeamOptions,
): Promise<Settled | Rejected> {
  const find = (found: Planned): readonly Difference[] => [
    ...findDifferences(found.plan),
    ...(countsUnmanaged ? findUnmanaged(found) : []),
  ];
  let planned = first;
  let differences = find(first);
  let common = differences;
  for (let reading = 1; differences.length > 0 && settle !== null; reading += 1) {
    if (reading === MOST_READINGS) return { tag: 'settled', planned, differences: common, isSettled: false };
    await settle();
    const { desired, sources } = first;
    const again = planDesired({ desired, live: await readLive(readNeedsOf(desired)), now, overrides: [], sources });
    if (again.tag === 'rejected') return again;
    const before = differences;
    planned = again;
    differences = find(again);
    common = keepCommon(differences, before);
    if (digestDifferences(differences) === digestDifferences(before)) break;
  }
  return { tag: 'settled', planned, differences, isSettled: true };
}

/** Whoever is on the team, and whatever group, that no file names and no policy touches, as if it had to go. */
function findUnmanaged({ desired, live }: Planned): readonly Difference[] {
  const { unmanagedMembers, unmanagedGroups } = identify(desired, live);
  const { policy } = desired;
  const base = { action: 'remove', attribute: null, member: null, file: null, reason: null, source: null } as const;
  const members = policy.unmanagedMembers === 'report' ? unmanagedMembers : [];
  const groups = policy.unmanagedGroups === 'report' ? unmanagedGroups : [];
  return [
    ...members.map(({ attributes, status }) => ({
      ...base,
      kind: 'member' as const,
      address: `member.${attributes.email}`,
      live: { status, role: attributes.role },
      effect: 'gained-access' as const,
    })),
    ...groups.map(({ name }) => ({
      ...base,
      kind: 'group' as const,
      address: `group.${name}`,
      live: { name },
      effect: 'other' as const,
    })),
  ];
}

function refusalsOf({ findings }: Plan): readonly string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ guard }) => guard))];
}
