import type { ApplyReport } from '../../model/apply-report.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Change, Plan } from '../../model/plan.js';
import type { RunSummary } from '../../model/run-summary.js';

type Command = RunSummary['command'];

/** What there is to tell of a run, where people review it. People in it are hidden already, as far as they have to be. */
export type RunStory =
  /** The team file is as it should be; the team was not asked. */
  | { readonly tag: 'valid'; readonly file: string; readonly warnings: readonly Diagnostic[] }
  | { readonly tag: 'invalid'; readonly file: string; readonly diagnostics: readonly Diagnostic[] }
  /** The team could not be read wholly, or the command could not go on for another reason: never "no change". */
  | {
      readonly tag: 'unread';
      readonly command: Command;
      readonly reason: 'incomplete' | 'auth' | 'error';
      readonly message: string;
      readonly advice: string;
    }
  /** A plan, whatever is in it: nothing, changes, or what a guard refuses. */
  | { readonly tag: 'planned'; readonly plan: Plan }
  | {
      readonly tag: 'applied';
      readonly report: ApplyReport;
      /** Reviewed, and done already by somebody else or an earlier run: a line each, not escaped. */
      readonly doneBefore?: readonly string[];
    }
  /** `plan` is what would be done now, where that is known. */
  | { readonly tag: 'not-applied'; readonly why: WhyNotApplied; readonly plan: Plan | null }
  /** The pull request has moved on: `by` is the commit that it holds now. */
  | { readonly tag: 'superseded'; readonly by: string | null }
  /** The job ended before it could write anything. `result` is GitHub's word: failure, cancelled, … */
  | { readonly tag: 'ended-early'; readonly command: Command; readonly result: string };

/** Why an apply changed nothing at all. */
export type WhyNotApplied =
  /** The team has moved since the plan was saved: these changes are new, or start from other values. */
  | { readonly tag: 'stale'; readonly changes: readonly Pick<Change, 'action' | 'address'>[] }
  | { readonly tag: 'other-digest'; readonly expected: string }
  /** No plan was reviewed for what would be done. */
  | { readonly tag: 'not-reviewed' }
  /** Only a part was, and all of it had to be: nobody saw these changes, or not all of them. */
  | { readonly tag: 'partly-reviewed'; readonly changes: readonly Pick<Change, 'action' | 'address'>[] }
  | { readonly tag: 'refused' }
  | { readonly tag: 'missing-scopes'; readonly scopes: readonly string[] }
  /** Another run is at work, a newer one has applied, a journal cannot be kept, … */
  | { readonly tag: 'failed'; readonly message: string; readonly advice: string };
