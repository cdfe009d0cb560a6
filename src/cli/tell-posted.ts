import { DRIFT_LABEL, type PostedRun, type PullRequestResult, type WithheldWrite } from '../github/index.js';
import { assertNever } from '../model/assert-never.js';
import type { RunSummary } from '../model/run-summary.js';
import { escapeText } from '../render/escape-text.js';

/** What else there is to say of a run that was told on GitHub. */
export interface Told {
  readonly run: RunSummary;
  readonly isDry: boolean;
  /** Whether it was appended to the job's summary. */
  readonly isSummarised: boolean;
  readonly withheld: readonly WithheldWrite[];
}

/** Says in lines what was written, and what was not and why. */
export function describePosted(
  { comments, issue, check }: PostedRun,
  told: Told,
): { readonly lines: readonly string[]; readonly problems: readonly string[] } {
  const lines = told.isDry ? ['A dry run: nothing is written.'] : [];
  const problems: string[] = [];
  for (const result of comments) (result.tag === 'failed' ? problems : lines).push(describeComment(result, told.run));
  if (issue !== null) lines.push(describeIssue(issue));
  if (issue?.tag === 'opened' && !issue.isLabelled && !told.isDry) {
    problems.push(
      `Warning: the issue did not get its label ${DRIFT_LABEL}, so it will not be found again. Set the label by hand, and let the token do so: issues: write.`,
    );
  }
  if (check?.tag === 'written') lines.push('Wrote the check of the commit.');
  if (check?.tag === 'failed') {
    const rest = problems.length === 0 ? ', the rest was' : '';
    lines.push(`No check was written${rest}: ${escapeText(`${check.error.message} ${check.error.advice}`)}`);
  }
  if (comments.length === 0 && issue === null) {
    lines.push(
      'No pull request is known that this run is about, so none was told. Name one with --pull-request if there is one.',
    );
  }
  if (told.isSummarised) lines.push('Appended to the summary of the job.');
  return { lines, problems };
}

function describeComment(result: PullRequestResult, { head }: RunSummary): string {
  const where = `#${result.pullRequest}`;
  switch (result.tag) {
    case 'created':
      return `Wrote a comment on ${where}: ${escapeText(result.comment.url)}`;
    case 'edited':
      return `Brought the comment on ${where} up to date: ${escapeText(result.comment.url)}`;
    case 'unchanged':
      return `The comment on ${where} says so already: ${escapeText(result.comment.url)}`;
    case 'reposted':
      return `It got worse, so ${where} has a new comment, and the earlier one ${result.isFolded ? 'is folded away' : 'says that it was replaced'}: ${escapeText(result.comment.url)}`;
    case 'not-begun':
      return `Nothing changes, and ${where} has no comment to bring up to date, so none was written.`;
    case 'superseded':
      return `Superseded: this run is of commit ${short(head)}, and ${where} is at ${short(result.head)} by now. ${result.comment === null ? 'Nothing was written.' : 'The comment on an earlier commit says so.'}`;
    case 'failed':
      return `Error: ${where} was not told. ${escapeText(`${result.error.message} ${result.error.advice}`)}`;
    default:
      return assertNever(result);
  }
}

function describeIssue(issue: NonNullable<PostedRun['issue']>): string {
  switch (issue.tag) {
    case 'none':
      return 'No drift, and no open issue about any.';
    case 'not-told':
      return 'Whether the team drifted is not known, so its issue stays as it is.';
    case 'opened':
      return `Opened an issue about the drift: ${escapeText(issue.issue.url)}`;
    case 'reopened':
      return `Opened the issue about the drift again: ${escapeText(issue.issue.url)}`;
    case 'updated':
      return `Brought the issue about the drift up to date${issue.isTold ? ', and said that it got worse' : ''}: ${escapeText(issue.issue.url)}`;
    case 'unchanged':
      return `The issue about the drift says so already: ${escapeText(issue.issue.url)}`;
    case 'closed':
      return `Closed the issue about the drift: clean again. ${escapeText(issue.issue.url)}`;
    case 'declined':
      return `Somebody closed the issue about just this drift as not planned, so it stays closed: ${escapeText(issue.issue.url)}`;
    default:
      return assertNever(issue);
  }
}

/** The same for a program to read. */
export function postedToJson({ comments, issue, check }: PostedRun, told: Told) {
  return {
    format_version: 1,
    dry_run: told.isDry,
    team: told.run.team,
    outcome: told.run.outcome,
    comments: comments.map((result) => ({
      pull_request: result.pullRequest,
      result: result.tag,
      id: 'comment' in result ? (result.comment?.id ?? null) : null,
      url: 'comment' in result ? (result.comment?.url ?? null) : null,
      ...(result.tag === 'failed' && { message: result.error.message, advice: result.error.advice }),
    })),
    issue:
      issue === null
        ? null
        : {
            result: issue.tag,
            number: 'issue' in issue ? issue.issue.number : null,
            url: 'issue' in issue ? issue.issue.url : null,
          },
    check:
      check === null
        ? null
        : {
            result: check.tag,
            url: check.tag === 'written' ? check.url : null,
            ...(check.tag === 'failed' && { message: check.error.message, advice: check.error.advice }),
          },
    job_summary: told.isSummarised,
    ...(told.isDry && { withheld: told.withheld }),
  };
}

function short(commit: string | null): string {
  return commit?.slice(0, 7) ?? 'unknown';
}
