import type { OperationKind } from '../model/operation.js';
import type { EarlierJob, JobEnd } from '../provider.js';
import { unknownOutcome } from './classify-response.js';
import { followJob, type JobScope } from './jobs.js';
import { failureOf } from './read-route.js';
import { type Route, routes } from './routes.js';

/** Where to ask for a job, by the kind of the operations that it carries out. */
const pollRoutes: Partial<Record<OperationKind, Route>> = {
  'member.add': routes.addMembersJob,
  'member.remove': routes.removeMemberJob,
  'group.delete': routes.groupJob,
};

/** Follows a job of an earlier run to its end. Its deadline counts from its launch, so an old one is asked for once. */
export async function awaitEarlierJob(scope: JobScope, job: EarlierJob): Promise<JobEnd> {
  const route = pollRoutes[job.kind];
  if (route === undefined) {
    return { tag: 'unknown', reason: unknownOutcome(`There are no jobs of the kind ${job.kind}.`, null) };
  }
  const answer = await followJob(scope, job.jobId, route, job.launchedAt);
  if (answer.tag === 'answered') return { tag: 'complete' };
  const reason = failureOf(answer);
  return { tag: reason.tag === 'job-failed' || reason.tag === 'internal_error' ? 'failed' : 'unknown', reason };
}
