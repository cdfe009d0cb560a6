import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { ProviderError } from '../../src/provider.js';
import type { CallRecord, TeamEvent } from '../../src/simulator/index.js';
import {
  expectExplicitWrites,
  expectGrantsBeforeRevocations,
  expectSuspensionBeforeRemoval,
} from '../scenarios/laws.js';
import type { Storm } from './arbitrary-storm.js';
import { isDone, outcomeOf, type StormRun } from './ride-storm.js';

/** What has to hold whatever went wrong on the way. */
export function expectLawsOfStorms(storm: Storm, runs: readonly StormRun[]): void {
  const calls = runs.flatMap((run) => run.calls);
  const events = runs.flatMap((run) => run.events);
  const ends = runs.map(describeEnd);
  expect(isDone(runs.at(-1)?.end), `how the runs ended: ${ends.join('; ')}`).toBe(true);
  expectNobodyInvitedTwice(events);
  expectSuspensionBeforeRemoval(events);
  expectExplicitWrites(calls, false);
  expectPatienceInStorms(storm, runs);
  expectTrueReports(storm, runs);
  expectJobsAwaited(runs);
  for (const run of runs) {
    expectNoBlindRepetition(run.calls);
    expectNothingNewAfterAbort(run, storm.parallelism);
    // Who is recovered comes back with what they had, and is put right in a second pass with an order of its own.
    if (!run.calls.some(({ route }) => route === 'team/members/recover'))
      expectGrantsBeforeRevocations({ ...run, changed: new Set() });
  }
}

function describeEnd({ end }: StormRun): string {
  if (end === 'killed') return end;
  if (end instanceof ProviderError) return end.message;
  if (end.tag === 'refused') {
    const errors = end.plan.findings.filter(({ severity }) => severity === 'error');
    return `refused: ${errors.map(({ message }) => message).join(' ')}`;
  }
  if (end.tag !== 'applied') return end.tag;
  const { counts, results } = end.report;
  const failures = results.flatMap(({ operation, result }) =>
    result.tag === 'failed' ? [`${operation.id} ${result.reason.tag}`] : [],
  );
  return `applied ${counts.succeeded}+${counts.alreadyDone} [${failures.join(', ')}]`;
}

/** An address is invited again only after whoever had it left or took another. */
function expectNobodyInvitedTwice(events: readonly TeamEvent[]): void {
  const invited = new Map<string, string>();
  for (const event of events) {
    const { team_member_id: id = '', email = '' } = (event.context ?? {}) as {
      team_member_id?: string;
      email?: string;
    };
    const type = tagOf(event.event_type);
    const next = tagOf((event.details as Record<string, unknown> | undefined)?.new_value);
    if (type === 'member_change_email' || (type === 'member_change_status' && next === 'removed')) {
      for (const [address, holder] of invited) if (holder === id) invited.delete(address);
    }
    if (type !== 'member_change_status' || next !== 'invited') continue;
    expect([...invited.keys()], `${email} was invited twice`).not.toContain(email);
    invited.set(email, id);
  }
}

/**
 * After a throttle that was heard, no call is made until its wait is over, by whatever process. Calls that were under way
 * when the answer came cannot be called back: with calls in flight side by side, all but one of them may arrive late.
 */
function expectPatienceInStorms({ faults, parallelism }: Storm, runs: readonly StormRun[]): void {
  const audible = audibleWith(faults);
  let heard: { readonly at: number; readonly by: StormRun } | null = null;
  let late: CallRecord[] = [];
  for (const run of runs) {
    for (const call of run.calls) {
      if (call.isDuringRetryAfter && heard !== null) {
        late.push(call);
        const sentAt = run.timings.get(call.requestId)?.sentAt ?? heard.at;
        const isInFlight = sentAt <= heard.at && run === heard.by;
        expect(isInFlight, `${describeCall(call)} was under way when the wait was told that it came in`).toBe(true);
      } else if (!call.isDuringRetryAfter && call.faults.includes('rate_limit')) {
        heard = isHeard(call, run, audible)
          ? { at: run.timings.get(call.requestId)?.endedAt ?? call.atMs, by: run }
          : null;
        late = [];
      }
      const described = late.map(describeCall).join(', ');
      expect(late.length, `calls made before Retry-After was over: ${described}`).toBeLessThan(parallelism);
    }
  }
}

/** A throttle whose answer never set out cannot be heard. Nor can the dead hear. */
function isHeard(
  { requestId, status, faults }: CallRecord,
  { end, timings, toldAt }: StormRun,
  audible: ReadonlySet<string>,
): boolean {
  if (status !== 429 || !faults.every((fault) => audible.has(fault))) return false;
  const endedAt = timings.get(requestId)?.endedAt ?? Number.POSITIVE_INFINITY;
  return end !== 'killed' || toldAt.some((at) => at >= endedAt);
}

/** Faults that a throttle can be heard through. When it is cut short its head is heard, if that says how long to wait. */
function audibleWith(faults: Storm['faults']): ReadonlySet<string> {
  const isInHead = faults.every((fault) => fault.kind !== 'rate_limit' || fault.header !== false);
  return new Set(['rate_limit', 'delay', ...(isInHead ? ['truncate'] : [])]);
}

function describeCall({ number, route }: CallRecord): string {
  return `${number} ${route}`;
}

const READS = /\/(list|list_v2|continue|continue_v2|get_[a-z0-9_]+)$/;

/** A write whose answer was lost is sent again only after reading. */
function expectNoBlindRepetition(calls: readonly CallRecord[]): void {
  for (const [index, call] of calls.entries()) {
    const { route, status } = call;
    const isLost = status === undefined || status >= 500 || (call.faults.includes('truncate') && status !== 429);
    if (!isLost || isRead(route)) continue;
    const later = calls.slice(index + 1);
    const again = later.findIndex((other) => other.route === route && isDeepStrictEqual(other.body, call.body));
    if (again === -1) continue;
    const reads = later.slice(0, again).filter((other) => READS.test(other.route));
    expect(reads.length, `reads between ${describeCall(call)}, which was lost, and its repetition`).toBeGreaterThan(0);
  }
}

/** After Ctrl-C nothing more is written; what was under way may still arrive. */
function expectNothingNewAfterAbort({ calls, callsAtAbort }: StormRun, parallelism: number): void {
  if (callsAtAbort === null) return;
  const written = calls
    .slice(callsAtAbort)
    .filter(({ route, actingAdmin }) => !isRead(route) && actingAdmin !== undefined);
  expect(written.length, `writes after an interruption: ${written.map(describeCall).join(', ')}`).toBeLessThan(
    parallelism,
  );
}

/** What a run says it has done shows in the next one: if all of it was done, nothing is left. */
function expectTrueReports(storm: Storm, runs: readonly StormRun[]): void {
  // Somebody in the console may undo it; and whom a listing hides may be taken for absent.
  if (storm.faults.some(({ kind }) => kind === 'meanwhile' || kind === 'hidden_from_list')) return;
  for (const [index, { end }] of runs.entries()) {
    const outcome = outcomeOf(end);
    if (outcome?.tag !== 'applied' || outcome.followUp?.tag === 'left') continue;
    const { failed, skipped } = outcome.report.counts;
    if (failed + skipped > 0) continue;
    const next = runs
      .slice(index + 1)
      .map((run) => outcomeOf(run.end))
      .find((each) => each !== null);
    expect(next?.tag, 'how the run ended that came after one that had done everything').toBe('nothing-to-do');
  }
}

/** After so long a job is asked for once more by the next run, and then given up: a little less than Rollcall's deadline. */
const GIVEN_UP_AFTER_MS = 1_780_000;

/** Whoever comes after a run that left jobs asks for each of them before writing anything. */
function expectJobsAwaited(runs: readonly StormRun[]): void {
  const firstAsked = new Map<string, CallRecord>();
  const left = new Map<string, CallRecord>();
  for (const { calls } of runs) {
    const leftBefore = new Map(left);
    for (const call of calls) {
      const { async_job_id: jobId } = (call.body ?? {}) as { async_job_id?: string };
      if (jobId === undefined) {
        if (isRead(call.route)) continue;
        const forgotten = [...leftBefore.values()].map(describeCall).join(', ');
        expect(forgotten, `jobs of earlier runs, as last asked for, before ${describeCall(call)}`).toBe('');
        continue;
      }
      const first = firstAsked.get(jobId) ?? call;
      firstAsked.set(jobId, first);
      const isGivenUp = !calls.includes(first) && call.atMs - first.atMs > GIVEN_UP_AFTER_MS;
      leftBefore.delete(jobId);
      left.delete(jobId);
      if (call.tag === 'in_progress' && !isGivenUp) left.set(jobId, call);
    }
  }
}

function isRead(route: string): boolean {
  return READS.test(route) || /job_status|oauth2/.test(route);
}

function tagOf(value: unknown): string {
  return (value as { '.tag'?: string } | undefined)?.['.tag'] ?? '';
}
