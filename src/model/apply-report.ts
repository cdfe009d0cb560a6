import * as z from 'zod';
import { changeSchema, readChange } from './change-schema.js';
import { orderReasons } from './operation.js';
import type { Change } from './plan.js';
import { guardNames } from './policy.js';

export const REPORT_FORMAT_VERSION = 1;

const count = z.int().min(0);
const instant = z.iso.datetime().describe('ISO 8601, in UTC.');

const failureSchema = z.strictObject({
  tag: z.string().describe("Dropbox's own word, or ours in kebab-case."),
  message: z.string(),
  advice: z.string(),
  request_id: z.string().nullable().describe("Dropbox's, for its support; null where no answer came."),
});

const reportedOperationSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  address: z.string().describe('The change that it belongs to.'),
  summary: z.string(),
  after: z
    .array(z.strictObject({ id: z.string(), reason: z.enum(orderReasons), soft: z.boolean() }))
    .describe('The operations that come first, and why; a soft one is only preferred.'),
  result: z.enum(['succeeded', 'already_done', 'failed', 'skipped']),
  failure: failureSchema.nullable(),
  skipped_because: z
    .strictObject({
      tag: z.enum(['dependency', 'interrupted', 'unreviewed', 'conflict']),
      operation: z.string().nullable(),
    })
    .nullable(),
  started: instant.nullable(),
  ended: instant,
  request_ids: z.array(z.string()),
  retries: count.describe('How many of the requests were made again, after faults and throttles.'),
});

/** What `apply --report` writes: what a run did, and what was before it. Stable, see `format_version`. */
export const applyReportSchema = z.strictObject({
  format_version: z.literal(REPORT_FORMAT_VERSION),
  rollcall_version: z.string(),
  privacy: z.enum(['full', 'masked', 'hash']).describe('How much of people it shows; only a full one can be undone.'),
  team: z.strictObject({ id: z.string(), name: z.string() }),
  file: z.string(),
  digest: z.string().describe('Of the plan that was carried out.'),
  started: instant,
  ended: instant,
  interrupted: z.boolean(),
  overridden_guards: z.array(z.enum(guardNames)),
  counts: z.strictObject({ succeeded: count, already_done: count, failed: count, skipped: count }),
  not_in_line: z
    .strictObject({ people: z.array(z.string()), reason: z.string(), advice: z.string() })
    .nullable()
    .describe('Whoever was recovered and could not be looked at again afterwards.'),
  earlier_jobs: z
    .array(
      z.strictObject({
        job_id: z.string(),
        launched: instant,
        operations: z.array(z.strictObject({ id: z.string(), address: z.string(), summary: z.string() })),
        result: z.enum(['complete', 'failed', 'unknown']),
        failure: failureSchema.nullable(),
      }),
    )
    .describe('Jobs of earlier runs that were waited for first.'),
  operations: z.array(reportedOperationSchema).describe('In the order in which they ended.'),
  calls: z.array(
    z.strictObject({
      route: z.string(),
      status: z.int().nullable(),
      request_id: z.string().nullable(),
      ended: instant,
      ms: z.number(),
      attempt: z.int().min(1),
    }),
  ),
  waits: z.array(z.strictObject({ started: instant, reason: z.enum(['rate-limit', 'server-error']), ms: z.number() })),
  changes: z.array(changeSchema).describe('What was to be done, with what was before: undoing needs it.'),
});

/** The report of one apply, as it stands in its file. */
export interface ApplyReport extends Omit<z.infer<typeof applyReportSchema>, 'changes'> {
  readonly changes: readonly Change[];
}

/** The JSON Schema of reports. */
export function applyReportJsonSchema(): object {
  return {
    ...z.toJSONSchema(applyReportSchema, { io: 'input' }),
    title: 'Rollcall report',
    description: 'What rollcall apply --report writes.',
  };
}

/** Makes a report of what the schema let pass. */
export function readApplyReport(parsed: z.infer<typeof applyReportSchema>): ApplyReport {
  return { ...parsed, changes: parsed.changes.map(readChange) };
}

/** One operation of a report. */
export type ReportedOperation = ApplyReport['operations'][number];
