import { type Report, summariseRun } from '../apply/report.js';
import type { RunEvent } from '../apply/run-event.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Change, Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { compareWithSaved } from '../plan/compare-plans.js';
import { isRefused } from '../plan/plan.js';
import { readNeedsOf } from '../plan/read-needs.js';
import type { SavedPlan } from '../plan/saved-plan.js';
import type { Clock, Provider, ReadProgress } from '../provider.js';
import { type FollowUp, followUpRecovered } from './follow-up-recovered.js';
import type { Rejected, Sources } from './outcome.js';
import { type Planned, planDesired } from './plan-team.js';
import { runOperations } from './run-operations.js';

export type { RunEvent };

export interface ApplyTeamOptions {
  readonly desired: DesiredState;
  readonly sources: Sources;
  /** What was reviewed, where a saved plan is applied: the run does this or less. */
  readonly saved: SavedPlan | null;
  /** The digest that the fresh plan must have exactly. */
  readonly expectDigest: string | null;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly overrides: readonly GuardName[];
  /** The most calls in flight at once, at least 1. */
  readonly parallelism: number;
  /** Aborting finishes the calls in flight and starts no others. */
  readonly signal: AbortSignal;
  /** Asked once, with a plan that changes something and that no guard refuses. */
  readonly confirm: (plan: Plan) => Promise<boolean>;
  readonly onReadProgress?: (progress: ReadProgress) => void;
  /** Told before operations start; a second time for what recovered people still need. */
  readonly onStart?: (operationCount: number) => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Why a fresh plan is not the one that was agreed on. */
export type Staleness =
  | { readonly tag: 'other-digest'; readonly expected: string }
  /** `changes` are the fresh ones that nobody reviewed. */
  | { readonly tag: 'unreviewed-changes'; readonly saved: SavedPlan; readonly changes: readonly Change[] };

/** A run, from its first operation to its last. */
export interface Applied {
  readonly tag: 'applied';
  readonly plan: Plan;
  /** Every operation, those of the second pass included. */
  readonly report: Report;
  /** What became of the second look at recovered people; null where nobody was recovered. */
  readonly followUp: FollowUp | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

export type ApplyOutcome =
  | Rejected
  | { readonly tag: 'stale'; readonly plan: Plan; readonly why: Staleness }
  | { readonly tag: 'refused'; readonly plan: Plan }
  | { readonly tag: 'nothing-to-do'; readonly plan: Plan }
  | { readonly tag: 'declined'; readonly plan: Plan }
  | Applied;

/**
 * Reads the team, plans, asks, carries out and reports. Nothing is written before `confirm` says yes. People who are
 * recovered come back with the groups and settings they had, so they are looked at again afterwards.
 * @throws ProviderError when the team cannot be read completely; nothing was changed then.
 */
export async function applyTeam(options: ApplyTeamOptions): Promise<ApplyOutcome> {
  const planned = await planFresh(options);
  if (planned.tag === 'rejected') return planned;
  const { plan } = planned;
  const why = staleness(plan, options);
  if (why !== null) return { tag: 'stale', plan, why };
  if (isRefused(plan)) return { tag: 'refused', plan };
  if (plan.changes.length === 0) return { tag: 'nothing-to-do', plan };
  if (!(await options.confirm(plan))) return { tag: 'declined', plan };
  const startedAt = options.clock.now();
  const events = await runOperations(plan.operations, options);
  const followUp = await followUpRecovered(events, options);
  const all = followUp?.tag === 'done' ? [...events, ...followUp.events] : events;
  return { tag: 'applied', plan, report: summariseRun(all), followUp, startedAt, endedAt: options.clock.now() };
}

async function planFresh(options: ApplyTeamOptions): Promise<Planned | Rejected> {
  const { desired, provider, onReadProgress, overrides, sources } = options;
  const live = await provider.readLiveState(readNeedsOf(desired), onReadProgress);
  return planDesired({ desired, live, now: options.clock.now(), overrides, sources });
}

function staleness(plan: Plan, { saved, expectDigest }: ApplyTeamOptions): Staleness | null {
  if (expectDigest !== null && expectDigest !== plan.digest) return { tag: 'other-digest', expected: expectDigest };
  if (saved === null) return null;
  const comparison = compareWithSaved(saved, plan);
  return comparison.tag === 'other' ? { tag: 'unreviewed-changes', saved, changes: comparison.changes } : null;
}
