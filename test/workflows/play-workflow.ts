import { parse } from 'yaml';
import * as z from 'zod';
import { holds, type Scope } from './github-expressions.js';

export type JobResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What happened at GitHub, and how jobs ended that did run. */
export interface Happening {
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>>;
  /** `success` for those that are not named. */
  readonly ends?: Readonly<Record<string, JobResult>>;
  readonly isCancelled?: boolean;
}

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      if: z.string().optional(),
      needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
      steps: z.array(z.object({ if: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});

/**
 * Plays the conditions of a workflow as GitHub does: which jobs run, and how they end. A job without a status function
 * runs only where all that it needs succeeded; a step that says `exit 1` fails its job where its condition holds.
 */
export async function playWorkflow(text: string, happening: Happening): Promise<Readonly<Record<string, JobResult>>> {
  const { jobs } = workflowSchema.parse(parse(text));
  const results: Record<string, JobResult> = {};
  for (const [id, job] of Object.entries(jobs)) {
    const needed = job.needs.map((name) => results[name] ?? 'skipped');
    const scope: Scope = {
      contexts: {
        github: happening.github,
        needs: Object.fromEntries(job.needs.map((name) => [name, { result: results[name], outputs: {} }])),
      },
      status: {
        success: needed.every((result) => result === 'success'),
        always: true,
        cancelled: happening.isCancelled === true,
        failure: needed.includes('failure'),
      },
    };
    const condition = job.if ?? 'success()';
    const saysStatus = /\b(success|always|cancelled|failure)\(\)/.test(condition);
    const runs = (saysStatus || scope.status.success) && (await holds(condition, scope));
    results[id] = runs ? (happening.ends?.[id] ?? (await endOf(job.steps, scope))) : 'skipped';
  }
  return results;
}

async function endOf(
  steps: readonly { readonly if?: string | undefined; readonly run?: string | undefined }[],
  scope: Scope,
): Promise<JobResult> {
  for (const { if: condition, run } of steps) {
    if (run === 'exit 1' && (await holds(condition ?? 'true', scope))) return 'failure';
  }
  return 'success';
}
