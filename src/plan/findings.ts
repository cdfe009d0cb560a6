import type { DesiredState, UndoRemark } from '../model/desired-state.js';
import type { LiveState } from '../model/live-state.js';
import type { Finding, Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import type { GroupPlan } from './group-plan.js';
import { adminFindings } from './guards/admins.js';
import { emptyFileFindings, groupDeletionFindings, membershipFindings, removalFindings } from './guards/amounts.js';
import { capacityFindings } from './guards/capacity.js';
import { slipFindings } from './guards/likely-slips.js';
import { stateFindings } from './guards/live-notes.js';
import { offboardingFindings } from './guards/offboarding.js';
import { protectedFindings } from './guards/protected-members.js';
import type { Identity } from './identity.js';
import type { MemberPlan } from './member-plan.js';
import { note, warning } from './notes.js';

/** All that a guard may look at. */
export interface Judged {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly identity: Identity;
  /** Those about whom something is done; the others are as they were. */
  readonly members: readonly MemberPlan[];
  readonly everybody: readonly MemberPlan[];
  readonly groups: readonly GroupPlan[];
}

/** Every guard and notice, each a pure function of the plan; all of them speak, none hides another. */
const judges: readonly ((judged: Judged) => readonly Finding[])[] = [
  emptyFileFindings,
  removalFindings,
  membershipFindings,
  groupDeletionFindings,
  adminFindings,
  protectedFindings,
  offboardingFindings,
  capacityFindings,
  slipFindings,
  stateFindings,
];

/** An undo names a few people and groups, so that nothing follows from whom it does not name. */
const aboutWholeFiles: ReadonlySet<(typeof judges)[number]> = new Set([emptyFileFindings, slipFindings, stateFindings]);
const undoJudges = judges.filter((judge) => !aboutWholeFiles.has(judge));

const severityOrder = { error: 0, warning: 1, note: 2 } as const;

/**
 * Judges a plan. Guards named in `overrides` are lifted for this run: they still speak, as warnings.
 */
export function judgePlan(judged: Judged, overrides: readonly GuardName[]): readonly Finding[] {
  const { undo } = judged.desired;
  const found = (undo === undefined ? judges : undoJudges).flatMap((judge) => judge(judged));
  return [...found.map((finding) => lift(finding, overrides)), ...(undo?.remarks ?? []).map(remark)];
}

function remark({ severity, message, source }: UndoRemark): Finding {
  return severity === 'warning' ? warning('undo', message, source) : note('undo', message, source);
}

/** Errors first, then warnings, then notes; among equals the order stays. */
export function sortBySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}

function lift(finding: Finding, overrides: readonly GuardName[]): Finding {
  if (finding.severity !== 'error' || finding.override === null || !overrides.includes(finding.override))
    return finding;
  // How to lift a guard is of no use to somebody who has lifted it.
  const [reason = finding.message] = finding.message.split(' If it is meant: ');
  return { ...finding, severity: 'warning', message: `Overridden for this run: ${reason}` };
}

/** A plan with findings added where they belong by their weight. */
export function withFindings(plan: Plan, added: readonly Finding[]): Plan {
  return { ...plan, findings: sortBySeverity([...plan.findings, ...added]) };
}
