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
  expectPatienceInStorms(runs, storm.parallelism);
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
function expectPatienceInStorms(runs: readonly StormRun[], parallelism: number): void {
  let heardAt = Number.POSITIVE_INFINITY;
  let late: CallRecord[] = [];
  for (const { calls, end, timings } of runs) {
    for (const [index, call] of calls.entries()) {
      const { requestId, faults, status } = call;
      if (call.isDuringRetryAfter) {
        const sentAt = timings.get(requestId)?.sentAt ?? Number.NEGATIVE_INFINITY;
        expect(sentAt, `when ${describeCall(call)} was sent, inside a wait that was told`).toBeLessThanOrEqual(heardAt);
        if (heardAt !== Number.POSITIVE_INFINITY) late.push(call);
      } else if (faults.includes('rate_limit')) {
        // A throttle whose answer never set out could not be heard; of one that was cut short the head was.
        const hasSetOut = status === 429 && faults.every((fault) => audible.has(fault));
        // Nor by a process that was dead when it came.
        const isLast = end === 'killed' && index >= calls.length - parallelism;
        heardAt = hasSetOut && !isLast ? (timings.get(requestId)?.endedAt ?? call.atMs) : Number.POSITIVE_INFINITY;
        late = [];
      }
      const described = late.map(describeCall).join(', ');
      expect(late.length, `calls made before Retry-After was over: ${described}`).toBeLessThan(parallelism);
    }
  }
}

/** Faults that leave the head of a throttle's answer whole. */
const audible: ReadonlySet<string> = new Set(['rate_limit', 'truncate', 'delay']);

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

/** Whoever comes after a run that left jobs asks for each of them before writing anything. */
function expectJobsAwaited(runs: readonly StormRun[]): void {
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
      leftBefore.delete(jobId);
      left.delete(jobId);
      if (call.tag === 'in_progress') left.set(jobId, call);
    }
  }
}

function isRead(route: string): boolean {
  return READS.test(route) || /job_status|oauth2/.test(route);
}

function tagOf(value: unknown): string {
  return (value as { '.tag'?: string } | undefined)?.['.tag'] ?? '';
}
