import type { Random } from './random.js';
import type { Tagged } from './refusals.js';
import type { Invitation } from './routes/invitations.js';

/** The launching route; a job can be polled only through the poll route of its kind. */
export type JobKind =
  | 'members/add'
  | 'members/add_v2'
  | 'members/remove'
  | 'members/move_former_member_files'
  | 'members/bulk_suspend'
  | 'groups/delete';

/** What a job still has to do, as data, so that it outlives a restart of the simulator. */
export type JobWork =
  | { readonly tag: 'nothing' }
  /** Done already; only the answer is still to be told. */
  | { readonly tag: 'answer'; readonly answer: Tagged }
  | { readonly tag: 'sequence'; readonly steps: readonly JobWork[] }
  | { readonly tag: 'invite'; readonly invitations: readonly Invitation[]; readonly version: 1 | 2 }
  | { readonly tag: 'remove'; readonly order: RemovalOrder }
  | { readonly tag: 'finish_transfer'; readonly memberId: string }
  | { readonly tag: 'suspend'; readonly memberIds: readonly string[]; readonly requested: number };

export interface RemovalOrder {
  readonly memberId: string;
  readonly keepAccount: boolean;
  readonly permanentlyDeleteFiles: boolean;
  readonly transferDestId: string | undefined;
}

/** How a job goes wrong, when a fault says so. */
export type JobFault = 'job_internal_error' | 'job_internal_error_unapplied' | 'job_failed' | 'job_never_ends';

export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly launchedAtMs: number;
  /** Whom the log names as the doer. */
  readonly adminId: string | undefined;
  readonly requestId: string;
  pollsLeft: number;
  work: JobWork | undefined;
  /** What the finished job answers. */
  answer: Tagged | undefined;
  fault: JobFault | undefined;
  /** Receives files meanwhile, so cannot be removed. */
  readonly transferDestId?: string | undefined;
}

/** Work that nobody polls is done by then all the same. */
export const UNPOLLED_JOB_MS = 60_000;

/** The asynchronous jobs, running and finished. */
export class JobBoard {
  private readonly jobs = new Map<string, Job>();
  private readonly unfinished = new Set<Job>();

  constructor(
    private readonly random: Random,
    private readonly polls: { readonly min: number; readonly max: number },
  ) {}

  launch(job: Omit<Job, 'id' | 'pollsLeft' | 'answer'>): Job {
    const launched: Job = {
      ...job,
      id: `dbjid:${this.random.text(40)}`,
      pollsLeft: this.random.integer(this.polls.min, this.polls.max),
      answer: undefined,
    };
    this.keep(launched);
    return launched;
  }

  find(id: string, kind: JobKind): Job | undefined {
    const job = this.jobs.get(id);
    return job?.kind === kind ? job : undefined;
  }

  /** Jobs whose work is still to be done. */
  unfinishedJobs(): Iterable<Job> {
    return this.unfinished;
  }

  finish(job: Job, answer: Tagged): void {
    job.work = undefined;
    job.answer = answer;
    this.unfinished.delete(job);
  }

  /** Whether somebody receives the files of a removal that is still running. */
  isTransferDestination(memberId: string): boolean {
    for (const job of this.unfinished) if (job.transferDestId === memberId) return true;
    return false;
  }

  save(): readonly Job[] {
    return [...this.jobs.values()];
  }

  restore(jobs: readonly Job[]): void {
    for (const job of jobs) this.keep({ ...job });
  }

  private keep(job: Job): void {
    this.jobs.set(job.id, job);
    if (job.answer === undefined) this.unfinished.add(job);
  }
}
