import { holds } from './github-expressions.js';
import { type JobEnds, type JobResult, mayRun, readJobs, scopeOf } from './job-conditions.js';

/** What happened at GitHub, and how jobs ended that did run. */
export interface Happening {
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>>;
  /** `success` for those that are not named. */
  readonly ends?: Readonly<Record<string, JobResult>>;
  readonly isCancelled?: boolean;
}

/**
 * Plays the conditions of a workflow as GitHub does: which jobs run, and how they end. Of steps only those that say
 * `exit 1` do something: they fail their job where their condition holds.
 */
export async function playWorkflow(
  text: string,
  { github, ends = {}, isCancelled = false }: Happening,
): Promise<Readonly<Record<string, JobResult>>> {
  const ended: Record<string, JobEnds[string]> = {};
  for (const [id, job] of readJobs(text)) {
    const scope = scopeOf(job, ended, github, isCancelled);
    const fails = async () => {
      for (const step of job.steps) if (step.run === 'exit 1' && (await holds(step.if ?? 'true', scope))) return true;
      return false;
    };
    const result = (await mayRun(job, scope)) ? (ends[id] ?? ((await fails()) ? 'failure' : 'success')) : 'skipped';
    ended[id] = { result, outputs: {} };
  }
  return Object.fromEntries(Object.entries(ended).map(([id, { result }]) => [id, result]));
}
