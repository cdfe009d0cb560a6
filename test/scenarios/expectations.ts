import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { CallRecord, Simulator } from '../../src/simulator/index.js';
import type { CommandResult } from './command-line.js';
import type { Step, Summary } from './scenario.js';

/** A plan's JSON, as far as scenarios read it. */
export interface PlannedChanges {
  readonly summary: Summary;
  readonly changes: readonly {
    readonly address: string;
    readonly kind: 'member' | 'group';
    readonly before: { readonly email?: string; readonly name?: string } | null;
  }[];
}

interface ReportFile {
  readonly operations: readonly {
    readonly id: string;
    readonly result: 'succeeded' | 'already_done' | 'failed' | 'skipped';
    readonly failure: { readonly tag: string } | null;
  }[];
}

/** Holds what a plan would do to the numbers of the step. Null where there is no plan. */
export function expectSummary(result: CommandResult, step: Step): PlannedChanges | null {
  if (step.summary === undefined) {
    expect(result.code, `plan, where none is possible.\n${tell(result)}`).toBe(1);
    return null;
  }
  const planned = readPlan(result);
  expect(planned.summary, `summary of the plan.\n${JSON.stringify(planned.changes, null, 1)}`).toEqual(step.summary);
  return planned;
}

function readPlan(result: CommandResult): PlannedChanges {
  try {
    const planned = JSON.parse(result.stdout) as PlannedChanges;
    if (planned.summary !== undefined) return planned;
  } catch {
    // Told below, with all that the command said.
  }
  throw new Error(`plan --format json gave no plan.\n${tell(result)}`);
}

/** What the plan and the report say. Line breaks do not count: sentences are wrapped. */
export function expectWords(applied: CommandResult, step: Step): void {
  const plan = flat(applied.stdout);
  for (const text of step.plan_says) expect(plan, 'the plan').toContain(flat(text));
  for (const text of step.plan_never_says) expect(plan, 'the plan').not.toContain(flat(text));
  for (const text of step.report_says) expect(flat(tell(applied)), 'the report').toContain(flat(text));
}

/** Exactly the writes that are listed, as often as listed; of the reads, those that are listed. */
export function expectCalls(calls: readonly CallRecord[], step: Step, applied: CommandResult): void {
  const counted = countByRoute(calls);
  const writes = Object.fromEntries(Object.entries(counted).filter(([route]) => !isRead(route)));
  expect(writes, `calls that write.\n${tell(applied)}`).toEqual(step.writes);
  for (const [route, count] of Object.entries(step.reads)) expect(counted[route] ?? 0, `calls of ${route}`).toBe(count);
}

/** How often each route was called, without the `team/` before its name. */
export function countByRoute(calls: readonly CallRecord[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { route } of calls) {
    const name = route.replace(/^team\//, '');
    counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
}

/** Every reading route ends in one of these; whatever else is called counts as a write, but for asking for a token. */
function isRead(route: string): boolean {
  return (
    route === 'oauth2/token' ||
    /(^|\/)(list|list_v2|continue|continue_v2|job_status\/get(_v2)?|get_[a-z0-9_]+)$/.test(route)
  );
}

/** Who failed, who was skipped, who was done already: these and no others. */
export function expectResults(reportPath: string, step: Step, applied: CommandResult): void {
  const operations = readReport(reportPath).operations;
  const idsOf = (wanted: string) => operations.filter(({ result }) => result === wanted).map(({ id }) => id);
  const failed = operations.flatMap(({ id, failure }) => (failure === null ? [] : [[id, failure.tag]]));
  expect(Object.fromEntries(failed), `failed operations.\n${tell(applied)}`).toEqual(step.failed);
  expect(idsOf('skipped').sort(), `skipped operations.\n${tell(applied)}`).toEqual([...step.skipped].sort());
  expect(idsOf('already_done').sort(), 'operations that were done already').toEqual([...step.already_done].sort());
}

/** A run that never began leaves no report. */
function readReport(path: string): ReportFile {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ReportFile) : { operations: [] };
}

/** Holds the team, as the simulator has it, to what the step says of it. */
export function expectTeam(team: Simulator['team'], step: Step): void {
  for (const [email, expected] of Object.entries(step.members)) {
    const member = team.member(email);
    const secondary = member?.secondary_emails?.map((entry) => (typeof entry === 'string' ? entry : entry.email));
    expectRecord(member && { ...member, secondary_emails: secondary }, expected, email);
  }
  for (const [name, expected] of Object.entries(step.groups)) {
    const group = team.group(name);
    const entries = (group?.members ?? []).map((entry) =>
      typeof entry === 'string' ? { email: entry, access: 'member' } : entry,
    );
    const emailsWith = (access: string) => entries.filter((entry) => entry.access === access).map(({ email }) => email);
    expectRecord(group && { ...group, members: emailsWith('member'), owners: emailsWith('owner') }, expected, name);
  }
}

function expectRecord(
  record: object | undefined,
  expected: Readonly<Record<string, unknown>> | null,
  name: string,
): void {
  if (expected === null) {
    expect(record, `${name} is there`).toBeUndefined();
    return;
  }
  expect(record, `${name} is not there`).toBeDefined();
  const found = record as Readonly<Record<string, unknown>>;
  const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, comparable(found[key])]));
  expect(shown, name).toEqual(
    Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, comparable(value)])),
  );
}

/** Lists are sets here, and what is absent is null. */
function comparable(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : (value ?? null);
}

/** Addresses of everything a plan changes, under the names of before and of after. */
export function addressesOf(planned: PlannedChanges | null): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const { address, kind, before } of planned?.changes ?? []) {
    addresses.add(address);
    const former = kind === 'member' ? before?.email : before?.name;
    if (former !== undefined) addresses.add(`${kind}.${former}`);
  }
  return addresses;
}

/** All that a command said, for messages. */
export function tell({ code, stdout, stderr }: CommandResult): string {
  return `exit ${code}\n${stdout}\n${stderr}`;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
