import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type Annotation,
  annotationSchema,
  type RunOutcome,
  type RunSummary,
  runSummarySchema,
} from '../model/run-summary.js';
import { MOST_BYTES } from '../render/markdown/budget.js';

/** What the files of a run folder are called. */
export const runFolderFiles = {
  summary: 'run.json',
  comment: 'comment.md',
  jobSummary: 'summary.md',
  annotations: 'annotations.json',
  plan: 'plan.json',
  sealedPlan: 'plan.json.age',
  report: 'report.json',
} as const;

/** UTF-8 bytes of a job summary; GitHub takes 1,048,576 of each step. */
const MOST_SUMMARY_BYTES = 1_000_000;

/** What a command has to tell when it ends, by whatever way. People in it are hidden already. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly failureReason: RunSummary['failureReason'];
  /** With or without `sha256:` before it. */
  readonly digest: string | null;
  /** What is left out is 0. */
  readonly counts: Partial<RunSummary['counts']>;
  /** Writes what people read, in at most so many UTF-8 bytes; `isComplete` is false where something they need is cut. */
  readonly render: (mostBytes: number) => { readonly text: string; readonly isComplete: boolean };
  readonly annotations: readonly Annotation[];
  /** The saved plan, whole: only `apply` reads it. */
  readonly plan?: SavedPlanFile | null;
  /** The report of an apply, as text. */
  readonly report?: string;
}

/** A saved plan as it may lie about: readable only where everybody who can read the folder may know the team. */
export type SavedPlanFile =
  | { readonly tag: 'plain'; readonly text: string }
  | { readonly tag: 'sealed'; readonly bytes: Uint8Array };

/** Which run of which command it was. */
export type RunIdentity = Pick<RunSummary, 'command' | 'team' | 'exitCode' | 'head' | 'base' | 'pullRequest'>;

/** Everything that a run folder holds. */
export interface RunFolder {
  readonly summary: RunSummary;
  readonly texts: ReadonlyMap<string, string | Uint8Array>;
}

/**
 * Makes what a run folder holds. Pure. A comment that does not show all that a reviewer has to see makes a failure of a
 * run that was none.
 * @param redact takes secrets out of a text, for the case that a message repeats one.
 */
export function makeRunFolder(
  result: RunResult,
  identity: RunIdentity,
  redact: (text: string) => string = (text) => text,
): RunFolder {
  const { text, isComplete } = result.render(MOST_BYTES);
  const isTooLarge = !isComplete && result.failureReason === null;
  const summary: RunSummary = runSummarySchema.parse({
    format: 'rollcall-run',
    version: 1,
    ...identity,
    exitCode: isTooLarge && identity.exitCode === 0 ? 1 : identity.exitCode,
    outcome: result.outcome,
    failureReason: isTooLarge ? 'too-large' : result.failureReason,
    isComplete,
    digest: result.digest?.replace(/^sha256:/, '') ?? null,
    counts: { ...NOTHING, ...result.counts },
  });
  const annotations = result.annotations.map((annotation) => annotationSchema.parse(annotation));
  const texts = new Map<string, string | Uint8Array>([
    [runFolderFiles.summary, writeJson(summary)],
    [runFolderFiles.comment, redact(text)],
    [runFolderFiles.jobSummary, redact(result.render(MOST_SUMMARY_BYTES).text)],
    [runFolderFiles.annotations, redact(writeJson(annotations))],
  ]);
  if (result.plan?.tag === 'plain') texts.set(runFolderFiles.plan, result.plan.text);
  if (result.plan?.tag === 'sealed') texts.set(runFolderFiles.sealedPlan, result.plan.bytes);
  if (result.report !== undefined) texts.set(runFolderFiles.report, redact(result.report));
  return { summary, texts };
}

const NOTHING: RunSummary['counts'] = {
  changes: 0,
  adds: 0,
  removes: 0,
  roleChanges: 0,
  destructive: 0,
  gains: 0,
  failed: 0,
};

function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Answers with what a folder holds that no run folder does: it would be lost. A folder that is missing holds nothing.
 * @throws the system's error where the folder cannot be read, or is a file.
 */
export async function findStrangers(folder: string): Promise<readonly string[]> {
  const known = new Set<string>(Object.values(runFolderFiles));
  return (await readdirOrNothing(folder)).filter((name) => !known.has(name)).sort();
}

async function readdirOrNothing(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}

/**
 * Writes a run folder so that a reader finds all of it or none; one of an earlier run is replaced.
 * @throws the system's error when that is not possible; the folder is then as it was.
 */
export async function writeRunFolder(folder: string, { texts }: RunFolder): Promise<void> {
  const draft = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.tmp`);
  try {
    await mkdir(draft, { recursive: true });
    for (const [name, text] of texts) await writeFile(join(draft, name), text);
    // Nothing else is in it: whoever writes has asked for strangers first.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } catch (cause) {
    // The first failure is the one to tell; a draft that cannot be removed either changes nothing about it.
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw cause;
  }
}
