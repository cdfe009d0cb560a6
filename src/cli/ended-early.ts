import type { RunForPeople } from '../app/parse-run-folder.js';
import { rollcallVersion } from '../app/rollcall-version.js';
import { findRunContext } from '../app/run-context.js';
import { teamSlug } from '../app/team-slug.js';
import type { RunSummary } from '../model/run-summary.js';
import { renderJobSummary, renderRunMarkdown } from '../render/markdown/run-markdown.js';
import type { RunStory } from '../render/markdown/run-story.js';
import { runUrlOf } from './run-url.js';
import type { Session } from './session.js';

/** What is known of a job that left no run folder. */
export interface EndedEarly {
  readonly command: RunSummary['command'];
  /** GitHub's word for how the job ended: `failure`, `cancelled`, … */
  readonly result: string;
  readonly commit: string | null;
}

/** Tells, in the shape of a run folder, that a job ended before it could write one. */
export async function describeEarlyEnd(
  { io, options }: Session,
  { command, result, commit }: EndedEarly,
): Promise<RunForPeople> {
  const context = await findRunContext(io, commit === null ? {} : { head: commit });
  const run: RunSummary = {
    format: 'rollcall-run',
    version: 1,
    command,
    team: teamSlug(options.file, io.cwd),
    outcome: command === 'apply' ? 'not-applied' : 'unread',
    exitCode: 1,
    failureReason: 'error',
    isComplete: true,
    digest: null,
    counts: { changes: 0, adds: 0, removes: 0, roleChanges: 0, destructive: 0, gains: 0, failed: 0 },
    ...context,
  };
  const story: RunStory = { tag: 'ended-early', command, result };
  const markdown = { now: io.clock.now(), rollcallVersion, runUrl: runUrlOf(io.env), head: run.head, base: run.base };
  return {
    run,
    comment: renderRunMarkdown(story, markdown).text,
    jobSummary: renderJobSummary(story, markdown).text,
    annotations: [],
  };
}
