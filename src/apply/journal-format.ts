import type { OperationKind } from '../model/operation.js';
import type { EarlierJob, OperationOutcome } from '../provider.js';

/** Which operation a job carries out, and what for: kept because the plan it came from is gone by then. */
export interface JournalledOperation {
  readonly id: string;
  /** `member.ada@acme.com` */
  readonly address: string;
  readonly summary: string;
}

/** What a run writes down. */
export type JournalEntry =
  | { readonly tag: 'run-started'; readonly pid: number; readonly host: string }
  /** The run is still at it; for whoever cannot ask for its process. */
  | { readonly tag: 'run-alive' }
  | { readonly tag: 'planned'; readonly digest: string; readonly operations: number }
  | {
      readonly tag: 'job-launched';
      readonly job: string;
      readonly kind: OperationKind;
      readonly operations: readonly JournalledOperation[];
    }
  /** Perhaps a job of an earlier run. */
  | { readonly tag: 'job-ended'; readonly job: string }
  | {
      readonly tag: 'operation-ended';
      readonly id: string;
      readonly result: OperationOutcome['tag'];
      readonly failure: string | null;
      readonly request: string | null;
    }
  | { readonly tag: 'run-ended' };

/** One line of a journal: who wrote it, and when in milliseconds since the epoch. */
export type JournalRecord = { readonly run: string; readonly at: number } & JournalEntry;

/** What a journal tells of one run. */
export interface RunTrace {
  readonly run: string;
  readonly pid: number;
  readonly host: string;
  readonly startedAt: number;
  /** When it last wrote anything. */
  readonly seenAt: number;
  readonly hasEnded: boolean;
}

/** A job that was launched, and whose end nobody wrote down. */
export interface JournalledJob extends EarlierJob {
  readonly operations: readonly JournalledOperation[];
}

export interface JournalState {
  /** In the order in which they started. */
  readonly runs: readonly RunTrace[];
  readonly unfinishedJobs: readonly JournalledJob[];
}

/** A run that has not been heard of for so long is over, whatever became of it: four times as long as between signs. */
export const SILENT_RUN_MS = 120_000;
export const SIGN_OF_LIFE_MS = 30_000;

/** Writes a record as a line, line break included. */
export function formatJournalRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/**
 * Reads a journal. Lines that cannot be read are passed over: a run that was killed leaves half a line, and a later
 * version may write records that this one does not know.
 */
export function readJournal(text: string): JournalState {
  const runs = new Map<string, RunTrace>();
  const jobs = new Map<string, JournalledJob>();
  for (const line of text.split('\n')) {
    const record = parseRecord(line);
    if (record === null) continue;
    const { run, at } = record;
    if (record.tag === 'run-started') {
      runs.set(run, { run, pid: record.pid, host: record.host, startedAt: at, seenAt: at, hasEnded: false });
      continue;
    }
    const trace = runs.get(run);
    if (trace !== undefined) {
      runs.set(run, { ...trace, seenAt: at, hasEnded: trace.hasEnded || record.tag === 'run-ended' });
    }
    if (record.tag === 'job-launched') {
      const { job, kind, operations } = record;
      jobs.set(job, { jobId: job, kind, launchedAt: at, operations });
    }
    if (record.tag === 'job-ended') jobs.delete(record.job);
  }
  return { runs: [...runs.values()], unfinishedJobs: [...jobs.values()] };
}

/** Where and when a journal is looked at. */
export interface Onlooker {
  readonly host: string;
  readonly now: number;
  readonly isProcessAlive: (pid: number) => boolean;
}

/**
 * Whether a run may still be at work. On this machine its process is looked for, so that a killed run blocks nobody; and
 * a run that has been silent for long is over, so that a process that merely has its number blocks nobody either.
 */
export function mayBeAlive(run: RunTrace, { host, now, isProcessAlive }: Onlooker): boolean {
  if (run.hasEnded || now - run.seenAt > SILENT_RUN_MS) return false;
  return run.host !== host || isProcessAlive(run.pid);
}

function parseRecord(line: string): JournalRecord | null {
  if (line === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null; // Half a line, from a run that was killed while it wrote.
  }
  if (!isObject(value) || typeof value.run !== 'string' || typeof value.at !== 'number') return null;
  return hasItsFields(value) ? (value as unknown as JournalRecord) : null;
}

function hasItsFields(value: Readonly<Record<string, unknown>>): boolean {
  switch (value.tag) {
    case 'run-started':
      return typeof value.pid === 'number' && typeof value.host === 'string';
    case 'job-launched':
      return (
        typeof value.job === 'string' &&
        typeof value.kind === 'string' &&
        Array.isArray(value.operations) &&
        value.operations.every(
          (each) => isObject(each) && [each.id, each.address, each.summary].every((part) => typeof part === 'string'),
        )
      );
    case 'job-ended':
      return typeof value.job === 'string';
    default:
      return typeof value.tag === 'string';
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
