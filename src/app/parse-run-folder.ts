import * as z from 'zod';
import { type Annotation, annotationSchema, type RunSummary, runSummarySchema } from '../model/run-summary.js';
import { runFolderFiles } from './run-folder.js';

/** What a run folder holds for people; the plan and the report in it are for `apply` and `undo`. */
export interface RunForPeople {
  readonly run: RunSummary;
  readonly comment: string;
  readonly jobSummary: string;
  readonly annotations: readonly Annotation[];
}

/** The files of it that are read here. */
export const filesForPeople = [
  runFolderFiles.summary,
  runFolderFiles.comment,
  runFolderFiles.jobSummary,
  runFolderFiles.annotations,
] as const;

export type ParsedRunFolder =
  | { readonly tag: 'run'; readonly value: RunForPeople }
  /** No run ever ended here. */
  | { readonly tag: 'empty' }
  /** A file that no command of this version writes so. */
  | { readonly tag: 'broken'; readonly file: string; readonly problem: string };

/** Reads the files of a run folder. The job summary and the annotations may be left out by whoever writes one by hand. */
export function parseRunFolder(texts: ReadonlyMap<string, string>): ParsedRunFolder {
  const summary = texts.get(runFolderFiles.summary);
  if (summary === undefined) return { tag: 'empty' };
  const comment = texts.get(runFolderFiles.comment);
  if (comment === undefined) return { tag: 'broken', file: runFolderFiles.comment, problem: 'is missing' };
  const run = parseJson(runSummarySchema, summary);
  if (!run.ok) return { tag: 'broken', file: runFolderFiles.summary, problem: run.problem };
  const annotations = parseJson(z.array(annotationSchema), texts.get(runFolderFiles.annotations) ?? '[]');
  if (!annotations.ok) return { tag: 'broken', file: runFolderFiles.annotations, problem: annotations.problem };
  const jobSummary = texts.get(runFolderFiles.jobSummary) ?? comment;
  return { tag: 'run', value: { run: run.value, comment, jobSummary, annotations: annotations.value } };
}

function parseJson<Value>(
  schema: z.ZodType<Value>,
  text: string,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string } {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'is not JSON' };
  }
  const read = schema.safeParse(found);
  if (read.success) return { ok: true, value: read.data };
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'the whole';
  return { ok: false, problem: `holds something else than a run folder does (${where}: ${issue?.message ?? ''})` };
}
