import { parse } from 'yaml';
import * as z from 'zod';
import { holds, type Scope } from './github-expressions.js';

export type JobResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** How jobs ended, by their ids, and what they hand on. */
export type JobEnds = Readonly<Record<string, { readonly result: JobResult; readonly outputs: Outputs }>>;
type Outputs = Readonly<Record<string, string>>;

const texts = z.record(z.string(), z.coerce.string()).default({});
const stepSchema = z.object({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: texts,
  env: texts,
  'continue-on-error': z.boolean().default(false),
});
const jobSchema = z.object({
  if: z.string().default('success()'),
  needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  strategy: z.object({ matrix: z.string() }).optional(),
  environment: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
  permissions: texts,
  outputs: texts,
  steps: z.array(stepSchema),
});

export type Step = z.output<typeof stepSchema>;
export type Job = z.output<typeof jobSchema>;

/** The jobs of a workflow, in its order, which is that of what they need. */
export function readJobs(text: string): readonly (readonly [id: string, job: Job])[] {
  return Object.entries(z.object({ jobs: z.record(z.string(), jobSchema) }).parse(parse(text)).jobs);
}

/** What the expressions of a job are about before it begins. */
export function scopeOf(
  job: Job,
  ended: JobEnds,
  github: Readonly<Record<string, unknown>>,
  isCancelled = false,
): Scope {
  const needs = Object.fromEntries(job.needs.map((name) => [name, ended[name] ?? { result: 'skipped', outputs: {} }]));
  const results = Object.values(needs).map(({ result }) => result);
  return {
    contexts: { github, needs },
    status: {
      success: results.every((result) => result === 'success'),
      always: true,
      cancelled: isCancelled,
      failure: results.includes('failure'),
    },
  };
}

/** Whether a job runs: without a status function in its condition, only where all that it needs succeeded. */
export async function mayRun({ if: condition }: Job, scope: Scope): Promise<boolean> {
  const saysStatus = /\b(success|always|cancelled|failure)\(\)/.test(condition);
  return (saysStatus || scope.status.success) && holds(condition, scope);
}
