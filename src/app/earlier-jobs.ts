import type { JournalledJob } from '../apply/journal-format.js';
import type { JobEnd, Provider, ProviderEvent } from '../provider.js';
import type { Journal } from './journal.js';

/** A job of an earlier run, and what became of it. */
export interface EarlierJobResult {
  readonly job: JournalledJob;
  readonly end: JobEnd;
}

export interface EarlierJobsOptions {
  readonly provider: Pick<Provider, 'awaitJob'>;
  readonly signal: AbortSignal;
  /** Told before the waiting begins, if there is anything to wait for. */
  readonly onEarlierJobs?: (jobs: readonly JournalledJob[]) => void;
  readonly onEarlierJobEnded?: (result: EarlierJobResult) => void;
}

/**
 * Waits for the jobs that earlier runs launched and did not see the end of. What they did shows when the team is read
 * afterwards; to plan before would be to send them again.
 */
export async function awaitEarlierJobs(
  journal: Journal,
  options: EarlierJobsOptions,
): Promise<readonly EarlierJobResult[]> {
  const jobs = journal.unfinishedJobs;
  if (jobs.length === 0) return [];
  const { provider, signal, onEarlierJobs, onEarlierJobEnded } = options;
  onEarlierJobs?.(jobs);
  const onEvent = (event: ProviderEvent): void => {
    if (event.tag === 'job-ended') journal.jobEnded(event.jobId);
  };
  return Promise.all(
    jobs.map(async (job) => {
      const end = await provider.awaitJob(job, { onEvent, signal });
      // It had all the time that a job is given: to ask for it again in every run would help nobody.
      const isGivenUp = end.tag === 'unknown' && end.reason.tag === 'job-deadline' && !signal.aborted;
      if (isGivenUp) journal.jobEnded(job.jobId);
      const result = { job, end };
      onEarlierJobEnded?.(result);
      return result;
    }),
  );
}
