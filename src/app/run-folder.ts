import { readdir } from 'node:fs/promises';
import {
  type Annotation,
  annotationSchema,
  type RunOutcome,
  type RunSummary,
  runSummarySchema,
} from '../model/run-summary.js';
import { MOST_BYTES } from '../render/markdown/budget.js';
import type { Markdown, MarkdownOptions } from '../render/markdown/document.js';
import { MOST_SUMMARY_BYTES } from '../render/markdown/run-markdown.js';
import { replaceFolder } from './replace-folder.js';
import { rollcallVersion } from './rollcall-version.js';

/** What the files of a run folder are called. */
export const runFolderFiles = {
  summary: 'run.json',
  comment: 'comment.md',
  jobSummary: 'summary.md',
  annotations: 'annotations.json',
  plan: 'plan.json',
  sealedPlan: 'plan.json.age',
  report: 'report.json',
  reviewed: 'reviewed.json',
} as const;

/** What a command has to tell when it ends, by whatever way. People in it are hidden already. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly failureReason: RunSummary['failureReason'];
  /** With or without `sha256:` before it. */
  readonly digest: string | null;
  /** What is left out is 0. */
  readonly counts: Partial<RunSummary['counts']>;
  /** Writes what people read. */
  readonly render: (options: MarkdownOptions) => Markdown;
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

/** What the surroundings of a run add to its result. */
export interface RunSurroundings {
  readonly identity: RunIdentity;
  /** When the run ended, in milliseconds since the epoch. */
  readonly now: number;
  readonly runUrl?: string | undefined;
  /** Takes secrets out of a text, for the case that a message repeats one. */
  readonly redact: (text: string) => string;
}

/** Everything that a run folder holds. */
export interface RunFolder {
  readonly summary: RunSummary;
  /** By the names of their files. */
  readonly texts: ReadonlyMap<string, string | Uint8Array>;
}

/**
 * Makes what a run folder holds. Pure. A comment that does not show all that a reviewer has to see makes a failure of a
 * run that was none.
 */
export function makeRunFolder(result: RunResult, { identity, now, runUrl, redact }: RunSurroundings): RunFolder {
  const { head, base } = identity;
  const write = (mostBytes: number) => result.render({ now, rollcallVersion, runUrl, head, base, mostBytes });
  const comment = write(MOST_BYTES);
  const isTooLarge = !comment.isComplete && result.failureReason === null;
  const summary: RunSummary = runSummarySchema.parse({
    format: 'rollcall-run',
    version: 1,
    ...identity,
    exitCode: isTooLarge && identity.exitCode === 0 ? 1 : identity.exitCode,
    outcome: result.outcome,
    failureReason: isTooLarge ? 'too-large' : result.failureReason,
    isComplete: comment.isComplete,
    digest: result.digest?.replace(/^sha256:/, '') ?? null,
    counts: { ...NOTHING, ...result.counts },
  });
  const annotations = result.annotations.map((annotation) => annotationSchema.parse(annotation));
  const texts = new Map<string, string | Uint8Array>([
    [runFolderFiles.summary, writeJson(summary)],
    [runFolderFiles.comment, redact(comment.text)],
    [runFolderFiles.jobSummary, redact(write(MOST_SUMMARY_BYTES).text)],
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
  // Nothing else is in it: whoever writes has asked for strangers first.
  await replaceFolder(folder, texts);
}
