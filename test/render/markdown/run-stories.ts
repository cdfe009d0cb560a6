import type { OperationResult } from '../../../src/apply/report.js';
import type { ApplyReport } from '../../../src/model/apply-report.js';
import type { Diagnostic } from '../../../src/model/diagnostic.js';
import type { Operation } from '../../../src/model/operation.js';
import type { Plan } from '../../../src/model/plan.js';
import type { RunStory } from '../../../src/render/markdown/run-story.js';
import { hidePeople } from '../../../src/render/privacy.js';
import { reportToJson } from '../../../src/render/report-json.js';
import { NOW } from '../../support/team-builders.js';
import { blocked, dangerous, hostilePlan, largePlan, nothing, small, withBase, withWho } from './plan-stories.js';

type Result = OperationResult['result'];

/** The report of an apply in which each operation ends as `end` says. */
export function reportOf(plan: Plan, end: (operation: Operation) => Result): ApplyReport {
  const results = plan.operations.map((operation, index): OperationResult => {
    const result = end(operation);
    const startedAt = result.tag === 'skipped' ? null : NOW + index * 1000;
    return { operation, result, startedAt, endedAt: NOW + index * 1000 + 500, requestIds: [], retries: 0 };
  });
  const count = (tag: Result['tag']) => results.filter(({ result }) => result.tag === tag).length;
  const counts = {
    succeeded: count('succeeded'),
    alreadyDone: count('already_done'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
  const wasInterrupted = results.some(({ result }) => result.tag === 'skipped' && result.cause.tag === 'interrupted');
  return reportToJson(
    { results, counts, wasInterrupted, calls: [], waits: [] },
    { plan, rollcallVersion: '0.1.0', startedAt: NOW, endedAt: NOW + 42_300, overriddenGuards: [] },
  );
}

const succeeded: Result = { tag: 'succeeded' };

/** A failure, those that wait for it, and one that nobody reviewed. */
function inPart(operation: Operation): Result {
  if (operation.id === 'member.bob@acme.example/suspend') return failed('member_not_found', 'req-1');
  if (operation.id === 'member.bob@acme.example/remove') {
    return { tag: 'skipped', cause: { tag: 'dependency', operationId: 'member.bob@acme.example/suspend' } };
  }
  if (operation.kind === 'group.delete') return { tag: 'skipped', cause: { tag: 'unreviewed' } };
  if (operation.kind === 'member.set_role') return { tag: 'skipped', cause: { tag: 'conflict' } };
  return operation.kind === 'membership.add' ? { tag: 'already_done' } : succeeded;
}

function failed(tag: string, requestId: string | null): Result {
  const message = 'Dropbox knows nobody of this id: the member has left the team meanwhile.';
  const advice = 'Run rollcall plan: it reads the team anew and says what is left to do.';
  return { tag: 'failed', reason: { tag, message, advice, requestId } };
}

const diagnostics: readonly Diagnostic[] = [
  {
    code: 'unknown-key',
    severity: 'error',
    message: 'there is no key "emial" of a member.',
    advice: 'Did you mean email?',
    position: { file: 'people.yaml', line: 41, column: 5 },
  },
  {
    code: 'space-quota',
    severity: 'error',
    message: "member ada@acme.example: space quota 1 GB is below Dropbox's minimum of 2 GB.",
    advice: 'Use 2 or more, or null to remove the quota.',
    position: { file: 'people.yaml', line: 57, column: 21 },
  },
  {
    code: 'past-date',
    severity: 'warning',
    message: 'until 2026-06-30 has passed.',
    position: { file: 'team.yaml', line: 12, column: 12 },
  },
];

const unread = {
  tag: 'unread',
  message: 'team/members/list_v2 answered 1,204 members, and team/get_info counts 1,310.',
  advice: 'Nothing was planned. Run it again; if it stays so, ask Dropbox support.',
} as const;

/** Every state of a comment, by the name of its golden file. */
export const runStories: Readonly<Record<string, RunStory>> = {
  valid: { tag: 'valid', file: 'team.yaml', warnings: [] },
  'valid-with-warnings': { tag: 'valid', file: 'team.yaml', warnings: diagnostics.slice(2) },
  'invalid-file': { tag: 'invalid', file: 'team.yaml', diagnostics },
  'incomplete-read': { ...unread, command: 'plan', reason: 'incomplete' },
  'apply-without-token': {
    tag: 'unread',
    command: 'apply',
    reason: 'auth',
    message: 'Dropbox refused the token: expired_access_token.',
    advice: 'Sign in again: rollcall login.',
  },
  'five-thousand-changes': { tag: 'planned', plan: largePlan(5000, 12) },
  'with-who': { tag: 'planned', plan: withWho('grace@acme.example') },
  'only-drift': { tag: 'planned', plan: onlyDrift(small) },
  'only-drift-with-losses': { tag: 'planned', plan: onlyDrift(withBase) },
  applied: { tag: 'applied', report: reportOf(dangerous, () => succeeded) },
  'applied-in-part': {
    tag: 'applied',
    report: reportOf(dangerous, inPart),
    doneBefore: ['invite lin@acme.example', 'add mia@acme.example to Design'],
  },
  'applied-hidden': {
    tag: 'applied',
    report: hidePeople(
      reportOf(small, () => succeeded),
      { tag: 'masked' },
    ),
  },
  'applied-none': { tag: 'applied', report: reportOf(small, () => failed('no_permission', null)) },
  'applied-interrupted': {
    tag: 'applied',
    report: reportOf(dangerous, ({ kind }) =>
      kind === 'member.remove' ? { tag: 'skipped', cause: { tag: 'interrupted' } } : succeeded,
    ),
  },
  'applied-nothing-to-do': { tag: 'applied', report: reportOf(nothing, () => succeeded), doneBefore: [] },
  'not-applied-stale': {
    tag: 'not-applied',
    why: { tag: 'stale', changes: dangerous.changes.slice(0, 2) },
    plan: dangerous,
  },
  'not-applied-not-reviewed': { tag: 'not-applied', why: { tag: 'not-reviewed' }, plan: small },
  'not-applied-refused': { tag: 'not-applied', why: { tag: 'refused' }, plan: blocked },
  'not-applied-busy': {
    tag: 'not-applied',
    why: { tag: 'failed', message: 'another run is at work on this team.', advice: 'Wait for it to end.' },
    plan: null,
  },
  superseded: { tag: 'superseded', by: 'd00dfeed'.padEnd(40, '0') },
  'early-death': { tag: 'ended-early', command: 'plan', result: 'failure' },
  'early-death-of-an-apply': { tag: 'ended-early', command: 'apply', result: 'timed_out' },
  'lost-report-of-an-apply': { tag: 'ended-early', command: 'apply', result: 'success' },
};

/** The same plan, as if the file before had asked for all of it too. */
function onlyDrift(plan: Plan): Plan {
  const base = plan.base ?? { file: 'main:team.yaml', digest: plan.digest, withdrawn: [] };
  return { ...plan, base, changes: plan.changes.map((change) => ({ ...change, cause: { tag: 'drift' } })) };
}

/** Every state with everything that others can choose. */
export function hostileStories(texts: readonly string[]): readonly RunStory[] {
  const pick = (index: number) => texts[index % texts.length] ?? 'x';
  const plan = hostilePlan(texts);
  const hostile = texts.map((text, index) => ({
    code: pick(index + 1),
    severity: index % 2 === 0 ? ('error' as const) : ('warning' as const),
    message: text,
    advice: pick(index + 2),
    position: { file: pick(index + 3), line: 3, column: 1 },
  }));
  const ends: readonly Result[] = [
    succeeded,
    { tag: 'already_done' },
    { tag: 'failed', reason: { tag: pick(1), message: pick(2), advice: pick(3), requestId: pick(4) } },
    { tag: 'skipped', cause: { tag: 'interrupted' } },
    { tag: 'skipped', cause: { tag: 'unreviewed' } },
    { tag: 'skipped', cause: { tag: 'conflict' } },
    { tag: 'skipped', cause: { tag: 'dependency', operationId: plan.operations[0]?.id ?? '' } },
  ];
  let index = 0;
  const report = reportOf(plan, () => ends[index++ % ends.length] ?? succeeded);
  const notInLine = { people: texts.map((text) => `member.${text}`), reason: pick(5), advice: pick(6) };
  return [
    { tag: 'planned', plan },
    ...texts.map((text) => ({ tag: 'planned', plan: withWho(text) }) as const),
    { tag: 'valid', file: pick(0), warnings: hostile },
    { tag: 'invalid', file: pick(1), diagnostics: hostile },
    ...texts.map((message) => ({ ...unread, command: 'plan', reason: 'error', message, advice: message }) as const),
    { tag: 'applied', report: { ...report, file: pick(7), not_in_line: notInLine }, doneBefore: texts },
    { tag: 'not-applied', why: { tag: 'partly-reviewed', changes: plan.changes }, plan },
    { tag: 'not-applied', why: { tag: 'stale', changes: plan.changes }, plan },
    { tag: 'not-applied', why: { tag: 'missing-scopes', scopes: texts }, plan: null },
    { tag: 'not-applied', why: { tag: 'other-digest', expected: pick(8) }, plan },
    ...texts.map(
      (text): RunStory => ({ tag: 'not-applied', why: { tag: 'failed', message: text, advice: text }, plan: null }),
    ),
    ...texts.map((result): RunStory => ({ tag: 'ended-early', command: 'plan', result })),
  ];
}
