import type { OperationResult, Report } from '../../src/apply/report.js';
import { operation } from './fixtures.js';

type Result = OperationResult['result'];

function reportOf(results: readonly (readonly [string, string, Result])[]): Report {
  const count = (tag: Result['tag']) => results.filter(([, , result]) => result.tag === tag).length;
  return {
    results: results.map(([id, summary, result], index) => ({
      operation: operation(id, summary),
      result,
      startedAt: result.tag === 'skipped' ? null : 1_780_000_000_000 + index * 1000,
      endedAt: 1_780_000_000_500 + index * 1000,
      requestIds: result.tag === 'skipped' ? [] : [`req-${index}`],
      retries: result.tag === 'failed' ? 1 : 0,
    })),
    counts: {
      succeeded: count('succeeded'),
      alreadyDone: count('already_done'),
      failed: count('failed'),
      skipped: count('skipped'),
    },
    calls: [
      { route: 'team/members/add_v2', status: 429, requestId: 'req-0', at: 1_780_000_000_200, ms: 200, attempt: 1 },
      { route: 'team/members/add_v2', status: null, requestId: null, at: 1_780_000_002_500, ms: 300, attempt: 2 },
    ],
    waits: [{ at: 1_780_000_000_200, reason: 'rate-limit', waitMs: 2000 }],
    wasInterrupted: results.some(([, , result]) => result.tag === 'skipped' && result.cause.tag === 'interrupted'),
  };
}

function failed(tag: string, message: string, advice: string, requestId: string | null): Result {
  return { tag: 'failed', reason: { tag, message, advice, requestId } };
}

function noLicence(requestId: string | null): Result {
  return failed(
    'team_license_limit',
    'No licence is free on this team.',
    'Buy licences or remove somebody who no longer needs one, then run apply again.',
    requestId,
  );
}

function skippedFor(operationId: string): Result {
  return { tag: 'skipped', cause: { tag: 'dependency', operationId } };
}

const interrupted: Result = { tag: 'skipped', cause: { tag: 'interrupted' } };

export const appliedReport = reportOf([
  ['member.ada@acme.com/add', 'invite ada@acme.com', { tag: 'succeeded' }],
  ['member.bob@acme.com/suspend', 'suspend bob@acme.com', { tag: 'succeeded' }],
  ['group.Design/create', 'create the group Design', { tag: 'already_done' }],
]);

export const partialReport = reportOf([
  ['member.ada@acme.com/add', 'invite ada@acme.com', { tag: 'succeeded' }],
  ['member.joe@acme.com/add', 'invite joe@acme.com', noLicence('req-1')],
  ['member.zoe@acme.com/add', 'invite zoe@acme.com', noLicence('req-1')],
  ['group.Ops/members/joe@acme.com', 'add joe@acme.com to Ops', skippedFor('member.joe@acme.com/add')],
  ['group.Design/members/joe@acme.com', 'add joe@acme.com to Design', skippedFor('member.joe@acme.com/add')],
  ['group.Ops/members/zoe@acme.com', 'add zoe@acme.com to Ops', skippedFor('member.zoe@acme.com/add')],
  [
    'member.eve@acme.com/email',
    'set the address of eve@acme.com to eva\u202e@acme.com',
    failed(
      'unknown-outcome',
      'Nothing was answered for this: it may have been done, or not.',
      'Run rollcall apply again: it reads the team first and does only what is still missing.',
      null,
    ),
  ],
  ['group.Ops/create', 'create the group Ops', { tag: 'already_done' }],
]);

export const failedReport = reportOf([['member.joe@acme.com/add', 'invite joe@acme.com', noLicence(null)]]);

export const interruptedReport = reportOf([
  ['member.ada@acme.com/add', 'invite ada@acme.com', { tag: 'succeeded' }],
  ['member.joe@acme.com/add', 'invite joe@acme.com', noLicence('req-1')],
  ['group.Ops/members/joe@acme.com', 'add joe@acme.com to Ops', skippedFor('member.joe@acme.com/add')],
  ['member.bob@acme.com/suspend', 'suspend bob@acme.com', interrupted],
  ['member.bob@acme.com/remove', 'remove bob@acme.com, files to archive@acme.com', interrupted],
]);

export const emptyReport = reportOf([]);
