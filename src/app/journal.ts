import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import {
  formatJournalRecord,
  type JournalEntry,
  type JournalledJob,
  type JournalledOperation,
  mayBeAlive,
  type Onlooker,
  type RunTrace,
  readJournal,
  SIGN_OF_LIFE_MS,
  SILENT_RUN_MS,
} from '../apply/journal-format.js';
import type { OperationKind } from '../model/operation.js';
import type { Clock, OperationOutcome } from '../provider.js';
import { stateFolder } from './state-folder.js';

/** A run's own account of what it started, kept in a file that outlives it. */
export interface Journal {
  readonly path: string;
  /** Of earlier runs; to be waited for before anything is planned. */
  readonly unfinishedJobs: readonly JournalledJob[];
  planned(digest: string, operationCount: number): void;
  /** On disk when it returns: only then may the job be waited for. */
  jobLaunched(job: string, kind: OperationKind, operations: readonly JournalledOperation[]): void;
  jobEnded(job: string): void;
  operationsEnded(outcomes: ReadonlyMap<string, OperationOutcome>): void;
  /** Ends the run's account; a second time does nothing. */
  close(): void;
}

export type JournalOpening =
  | { readonly tag: 'open'; readonly journal: Journal }
  /** Another run of the same team may still be at work. */
  | {
      readonly tag: 'busy';
      readonly path: string;
      readonly run: RunTrace;
      /** When the run counts as over, if nothing more is heard of it. */
      readonly overAt: number;
    }
  /** The file cannot be written or read. */
  | { readonly tag: 'unusable'; readonly path: string; readonly cause: unknown };

export interface JournalOptions {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Told once when the journal cannot be written any more; the run goes on without it. */
  readonly onFailure: (cause: unknown) => void;
  /** By default this process. */
  readonly pid?: number;
  readonly isProcessAlive?: (pid: number) => boolean;
}

/** From this size on a journal in which nothing is open is begun anew. */
const LONGEST_BYTES = 8_000_000;

/**
 * Where a team's journal is kept unless the user says otherwise: in the state folder, and null where there is none. `apiUrl` is given where it is not Dropbox's own: two simulators may serve teams
 * of one id, and their runs have nothing to do with each other.
 */
export function defaultJournalPath(
  env: Readonly<Record<string, string | undefined>>,
  teamId: string,
  apiUrl: string | null,
): string | null {
  const folder = stateFolder(env);
  const name = apiUrl === null ? teamId : `${teamId}-at-${apiUrl.replace(/^\w+:\/\//, '').replace(/\/+$/, '')}`;
  return folder === null ? null : join(folder, `${name.replace(/[^\w.-]/g, '-')}.ndjson`);
}

/**
 * Opens a journal and enters this run. Whoever comes first in the file goes on: each run appends its start and then reads
 * the file, so of two that start together exactly one finds the other before it.
 */
export function openJournal(options: JournalOptions): JournalOpening {
  const { path } = options;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    clearIfLong(options);
    const file = new JournalFile(options, openSync(path, 'a', 0o600));
    const { run, unfinishedJobs } = file.start();
    if (run !== null) {
      file.close();
      return { tag: 'busy', path, run, overAt: run.seenAt + SILENT_RUN_MS };
    }
    return { tag: 'open', journal: file.keep(unfinishedJobs) };
  } catch (cause) {
    return { tag: 'unusable', path, cause };
  }
}

class JournalFile {
  readonly #options: JournalOptions;
  readonly #file: number;
  readonly #run = randomUUID();
  #signs: NodeJS.Timeout | null = null;
  #isOpen = true;
  #hasFailed = false;

  constructor(options: JournalOptions, file: number) {
    this.#options = options;
    this.#file = file;
  }

  /** Enters the run; answers with the run that is in the way, and with the jobs that others left. */
  start(): { readonly run: RunTrace | null; readonly unfinishedJobs: readonly JournalledJob[] } {
    const { path, pid = process.pid } = this.#options;
    // A run that was killed while it wrote left half a line; this one must not be glued to it.
    if (fstatSync(this.#file).size > 0 && !readFileSync(path, 'utf8').endsWith('\n')) {
      writeSync(this.#file, '\n');
    }
    this.#append([{ tag: 'run-started', pid, host: hostname() }]);
    fsyncSync(this.#file);
    const { runs, unfinishedJobs } = readJournal(readFileSync(path, 'utf8'));
    const own = runs.findIndex(({ run }) => run === this.#run);
    if (own === -1) throw new Error('the file was replaced while it was opened');
    const onlooker = onlookerOf(this.#options);
    return { run: runs.slice(0, own).find((run) => mayBeAlive(run, onlooker)) ?? null, unfinishedJobs };
  }

  keep(unfinishedJobs: readonly JournalledJob[]): Journal {
    this.#signs = setInterval(() => this.#note([{ tag: 'run-alive' }]), SIGN_OF_LIFE_MS);
    this.#signs.unref();
    return {
      path: this.#options.path,
      unfinishedJobs,
      planned: (digest, operations) => this.#note([{ tag: 'planned', digest, operations }]),
      jobLaunched: (job, kind, operations) => {
        const told = operations.map(({ id, address, summary }) => ({ id, address, summary }));
        this.#note([{ tag: 'job-launched', job, kind, operations: told }]);
        this.#sync();
      },
      jobEnded: (job) => this.#note([{ tag: 'job-ended', job }]),
      operationsEnded: (outcomes) => this.#note([...outcomes].map(([id, outcome]) => describeEnd(id, outcome))),
      close: () => this.close(),
    };
  }

  close(): void {
    if (!this.#isOpen) return;
    if (this.#signs !== null) clearInterval(this.#signs);
    this.#note([{ tag: 'run-ended' }]);
    this.#sync();
    this.#isOpen = false;
    closeSync(this.#file);
  }

  #append(entries: readonly JournalEntry[]): void {
    const at = this.#options.clock.now();
    writeSync(this.#file, entries.map((entry) => formatJournalRecord({ run: this.#run, at, ...entry })).join(''));
  }

  /** A journal that fails does not end a run that is under way: stopping in the middle would be worse. */
  #note(entries: readonly JournalEntry[]): void {
    this.#attempt(() => this.#append(entries));
  }

  #sync(): void {
    this.#attempt(() => fsyncSync(this.#file));
  }

  #attempt(write: () => void): void {
    if (!this.#isOpen || this.#hasFailed) return;
    try {
      write();
    } catch (cause) {
      this.#hasFailed = true;
      this.#options.onFailure(cause);
    }
  }
}

function describeEnd(id: string, outcome: OperationOutcome): JournalEntry {
  const reason = outcome.tag === 'failed' ? outcome.reason : null;
  return {
    tag: 'operation-ended',
    id,
    result: outcome.tag,
    failure: reason?.tag ?? null,
    request: reason?.requestId ?? null,
  };
}

/** Begins a long journal anew, if nothing in it matters any more. */
function clearIfLong(options: JournalOptions): void {
  const { path } = options;
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LONGEST_BYTES) return;
  const { runs, unfinishedJobs } = readJournal(readFileSync(path, 'utf8'));
  const onlooker = onlookerOf(options);
  if (unfinishedJobs.length === 0 && !runs.some((run) => mayBeAlive(run, onlooker))) unlinkSync(path);
}

function onlookerOf({ clock, isProcessAlive = isAlive }: JournalOptions): Onlooker {
  return { host: hostname(), now: clock.now(), isProcessAlive };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
