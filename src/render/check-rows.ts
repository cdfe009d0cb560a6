import type { Finding, GuardMeasure } from '../model/plan.js';

/** One guard that counts something: what it found, and how much room is left. */
export interface CheckRow {
  readonly verdict: CheckVerdict;
  readonly what: string;
  readonly result: string;
}

/** Somebody may have lifted a guard for this run; or the plan makes nothing worse that was beyond the limit already. */
export type CheckVerdict = 'failed' | 'overridden' | 'passed';

/** What a guard counts, in a reviewer's words, with its limit. */
const words = {
  max_removals: (limit) => `People suspended or removed (limit ${limit})`,
  max_membership_removals: (limit) => `Members who leave the most concerned group (limit ${limit})`,
  max_group_deletions: (limit) => `Groups deleted (limit ${limit})`,
  min_team_admins: (limit) => `Team admins afterwards (at least ${limit})`,
  protected_members: () => 'Protected members harmed (limit 0)',
  acting_admin: () => "Our own token's admin keeps access",
  licences: (limit) => `Licences afterwards (of ${limit})`,
} as const satisfies Record<GuardMeasure['guard'], (limit: number) => string>;

/** What the guards found, those that refuse and those that are content alike. */
export function makeCheckRows(measures: readonly GuardMeasure[], findings: readonly Finding[]): readonly CheckRow[] {
  return measures.map((measure) => {
    const { guard, count, limit } = measure;
    const result = guard === 'acting_admin' ? (count === 0 ? 'yes' : 'no') : String(count);
    return { verdict: judge(measure, findings), what: words[guard](limit), result };
  });
}

function judge({ guard, count, limit }: GuardMeasure, findings: readonly Finding[]): CheckVerdict {
  const severities = findings.filter((finding) => finding.guard === guard).map(({ severity }) => severity);
  if (severities.includes('error')) return 'failed';
  const isKept = guard === 'min_team_admins' ? count >= limit : count <= limit;
  return !isKept && severities.includes('warning') ? 'overridden' : 'passed';
}

/** `2 failed, 5 passed`. */
export function countChecks(rows: readonly CheckRow[]): string {
  const counts = (['failed', 'overridden', 'passed'] as const).flatMap((verdict) => {
    const count = rows.filter((row) => row.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return counts.join(', ');
}
