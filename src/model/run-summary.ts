import * as z from 'zod';

/** What a command did, as a pull request, a check or an issue tells it. */
export const runOutcomes = {
  /** The team file holds what it should; nothing was read. */
  valid: 'ok',
  /** The team file has errors. */
  invalid: 'failed',
  nothing: 'ok',
  changes: 'ok',
  /** A guard refuses the plan. */
  refused: 'failed',
  /** The team could not be read, or not wholly: there is no plan. */
  unread: 'failed',
  applied: 'ok',
  /** Some operations failed, were skipped, or were never reached. */
  'applied-in-part': 'failed',
  /** Nothing was applied: the team moved, or nobody reviewed what would be done. */
  'not-applied': 'failed',
  clean: 'ok',
  drift: 'ok',
} as const satisfies Record<string, 'ok' | 'failed'>;

export type RunOutcome = keyof typeof runOutcomes;

const count = z.int().nonnegative();

/**
 * The file `run.json` of a run folder: counts, digests and slugs of one run, and no text that others chose. The folder
 * holds beside it what people read (`comment.md`, `summary.md`, `annotations.json`) and what only `apply` reads
 * (`plan.json` or `plan.json.age`). Commands with a Dropbox token write the folder; `rollcall comment`, which has a
 * GitHub token and none of Dropbox, reads it.
 */
export const runSummarySchema = z.strictObject({
  format: z.literal('rollcall-run'),
  version: z.literal(1),
  command: z.enum(['validate', 'plan', 'apply', 'drift']),
  /** Names the team among those of one repository: a slug made of the file's path, such as `team` or `teams-emea`. */
  team: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/),
  outcome: z.enum(Object.keys(runOutcomes) as [RunOutcome, ...RunOutcome[]]),
  exitCode: z.int().min(0).max(255),
  failureReason: z
    .enum(['guard', 'stale', 'conflict', 'incomplete', 'auth', 'partial', 'invalid', 'too-large', 'error'])
    .nullable(),
  /** False where the comment cannot show everything that a reviewer has to see. The check then fails. */
  isComplete: z.boolean(),
  /** Digest of the plan, or of what drifted; hexadecimal. Equal digests need no new comment. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/)
    .nullable(),
  counts: z.strictObject({
    changes: count,
    adds: count,
    removes: count,
    roleChanges: count,
    /** Operations that take access away. */
    destructive: count,
    /** People who gain power. */
    gains: count,
    failed: count,
  }),
  /** Full commit hashes; null outside of git. */
  head: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  base: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  pullRequest: z.int().positive().nullable(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;

/** One entry of a run folder's `annotations.json`: a problem on a line of a file of the repository. */
export const annotationSchema = z.strictObject({
  path: z.string().min(1),
  /** From 1. */
  line: z.int().positive(),
  level: z.enum(['error', 'warning', 'notice']),
  title: z.string().max(255),
  message: z.string().min(1),
});

export type Annotation = z.infer<typeof annotationSchema>;
