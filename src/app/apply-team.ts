import { type Report, ReportFold } from '../apply/report.js';
import type { RunEvent } from '../apply/run-event.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Change, Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { compareWithSaved } from '../plan/compare-plans.js';
import { isRefused } from '../plan/plan.js';
import type { SavedPlan } from '../plan/saved-plan.js';
import type { Clock, Provider, ReadProgress } from '../provider.js';
import { awaitEarlierJobs, type EarlierJobResult, type EarlierJobsOptions } from './earlier-jobs.js';
import { type FollowUp, followUpRecovered } from './follow-up-recovered.js';
import type { Journal, JournalOpening } from './journal.js';
import { type Rejected, reject, type Sources } from './outcome.js';
import { type Planned, planDesired } from './plan-team.js';
import { type GatedPlan, isShutOut, partPlan, type Reviewed, readNeedsWithReviewed } from './reviewed-gate.js';
import { runOperations, tellLeftOut } from './run-operations.js';

export type { RunEvent };

export interface ApplyTeamOptions extends Pick<EarlierJobsOptions, 'onEarlierJobs' | 'onEarlierJobEnded'> {
  readonly desired: DesiredState;
  readonly sources: Sources;
  /** What was reviewed, where a saved plan is applied: the run does this or less. */
  readonly saved: SavedPlan | null;
  /** The plans that were reviewed, where the file is applied and not one of them; left out, nothing had to be. */
  readonly reviewed?: Reviewed | null;
  /** The digest that the fresh plan must have exactly. */
  readonly expectDigest: string | null;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly overrides: readonly GuardName[];
  /** The most calls in flight at once, at least 1. */
  readonly parallelism: number;
  /** Aborting finishes the calls in flight and starts no others. */
  readonly signal: AbortSignal;
  /** Asked once, with a plan that changes something and that no guard refuses, and what of it would be carried out. */
  readonly confirm: (plan: Plan, gated: GatedPlan) => Promise<boolean>;
  /**
   * Opens the journal, which holds what earlier runs left unfinished and keeps two runs from one team. Null, or left out,
   * runs without one: jobs of a run that is killed are then found by reading alone. `readTeamId` takes a call at most.
   */
  readonly openJournal?: (readTeamId: () => Promise<string>) => Promise<JournalOpening | null>;
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
  readonly gated: GatedPlan;
  /** Every operation, those of the second pass included. */
  readonly report: Report;
  /** What became of the second look at recovered people; null where nobody was recovered. */
  readonly followUp: FollowUp | null;
  /** What became of jobs that earlier runs had launched. */
  readonly earlierJobs: readonly EarlierJobResult[];
  readonly startedAt: number;
  readonly endedAt: number;
}

export type ApplyOutcome =
  | Rejected
  /** Another run may still be at work on this team, or the journal cannot be kept; nothing was read or changed. */
  | Exclude<JournalOpening, { tag: 'open' }>
  | { readonly tag: 'stale'; readonly plan: Plan; readonly why: Staleness }
  | { readonly tag: 'refused'; readonly plan: Plan }
  /** Nobody reviewed what would be done, or with `strict` not all of it; nothing was changed. */
  | { readonly tag: 'unreviewed'; readonly plan: Plan; readonly gated: GatedPlan }
  | {
      readonly tag: 'nothing-to-do';
      readonly plan: Plan;
      readonly gated: GatedPlan;
      readonly earlierJobs: readonly EarlierJobResult[];
    }
  /** The token may not do all of it; nothing was changed. */
  | { readonly tag: 'missing-scopes'; readonly plan: Plan; readonly scopes: readonly string[] }
  | { readonly tag: 'declined'; readonly plan: Plan }
  | Applied;

/**
 * Waits for what earlier runs left unfinished, reads the team, plans, asks, carries out and reports. Nothing is written
 * before `confirm` says yes. People who are recovered come back with the groups and settings they had, so they are looked
 * at again afterwards.
 * @throws ProviderError when the team cannot be read completely; nothing was changed then.
 */
export async function applyTeam(options: ApplyTeamOptions): Promise<ApplyOutcome> {
  const { desired, provider, saved } = options;
  // A plan for another team is of no use whatever else there is to read.
  const teamId = saved === null ? desired.team.id : await provider.readTeamId();
  if (saved !== null && teamId !== saved.team.id) return reject([otherTeam(saved, teamId)]);
  const readTeamId = async (): Promise<string> => teamId ?? provider.readTeamId();
  const opening = (await options.openJournal?.(readTeamId)) ?? null;
  if (opening === null) return applyJournalled(options, null);
  if (opening.tag !== 'open') return opening;
  try {
    return await applyJournalled(options, opening.journal);
  } finally {
    opening.journal.close();
  }
}

async function applyJournalled(options: ApplyTeamOptions, journal: Journal | null): Promise<ApplyOutcome> {
  const earlierJobs = journal === null ? [] : await awaitEarlierJobs(journal, options);
  const planned = await planFresh(options);
  if (planned.tag === 'rejected') return planned;
  const { plan, gated } = planned;
  const why = staleness(plan, options);
  if (why !== null) return { tag: 'stale', plan, why };
  if (isRefused(plan)) return { tag: 'refused', plan };
  if (plan.changes.length === 0) return { tag: 'nothing-to-do', plan, gated, earlierJobs };
  if (isShutOut(gated, options.reviewed ?? null)) return { tag: 'unreviewed', plan, gated };
  const scopes = await options.provider.missingScopes(gated.operations);
  if (scopes.length > 0) return { tag: 'missing-scopes', plan, scopes };
  if (!(await options.confirm(plan, gated))) return { tag: 'declined', plan };
  journal?.planned(plan.digest, gated.operations.length);
  const startedAt = options.clock.now();
  const fold = new ReportFold();
  const onEvent = (event: RunEvent): void => {
    fold.add(event);
    options.onEvent?.(event);
  };
  const run = { ...options, journal, onEvent };
  tellLeftOut(gated.leftOut, { onEvent, at: startedAt });
  await runOperations(gated.operations, run);
  const followUp = await followUpRecovered(fold.report().results, run);
  const endedAt = options.clock.now();
  return { tag: 'applied', plan, gated, report: fold.report(), followUp, earlierJobs, startedAt, endedAt };
}

function otherTeam({ team }: SavedPlan, found: string | null): Diagnostic {
  return {
    code: 'plan-other-team',
    severity: 'error',
    message: `the saved plan is for the Dropbox team ${team.name} (${team.id}), and the token is for ${found}.`,
    advice: 'Use the token of the team that was planned for, or plan again with this one.',
    position: null,
  };
}

async function planFresh(options: ApplyTeamOptions): Promise<(Planned & { readonly gated: GatedPlan }) | Rejected> {
  const { desired, provider, onReadProgress, overrides, sources, reviewed = null } = options;
  const live = await provider.readLiveState(readNeedsWithReviewed(desired, reviewed), onReadProgress);
  const now = options.clock.now();
  const planned = planDesired({ desired, live, now, overrides, sources });
  if (planned.tag === 'rejected') return planned;
  return { ...planned, gated: partPlan(planned.plan, reviewed, { live, now }) };
}

function staleness(plan: Plan, { saved, expectDigest }: ApplyTeamOptions): Staleness | null {
  if (expectDigest !== null && expectDigest !== plan.digest) return { tag: 'other-digest', expected: expectDigest };
  if (saved === null) return null;
  const comparison = compareWithSaved(saved, plan);
  return comparison.tag === 'other' ? { tag: 'unreviewed-changes', saved, changes: comparison.changes } : null;
}
