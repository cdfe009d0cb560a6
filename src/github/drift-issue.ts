import type { RunSummary } from '../model/run-summary.js';
import { GitHubError } from './github-error.js';
import type { Issue } from './issues.js';
import { isWorse, type Marker, readOwnMarker, writeMarker } from './marker.js';
import type { GitHubRepository } from './repository.js';
import { titleOf } from './run-check.js';

/** Finds the issues about drift among all others. */
export const DRIFT_LABEL = 'rollcall-drift';

/** What became of the issue about a team's drift. */
export type PostedIssue =
  /** No drift, and no open issue about any. */
  | { readonly tag: 'none' }
  /** `isLabelled`: without its label it is not found again. */
  | { readonly tag: 'opened'; readonly issue: Issue; readonly isLabelled: boolean }
  | { readonly tag: 'reopened' | 'updated' | 'unchanged' | 'closed'; readonly issue: Issue; readonly isTold: boolean }
  /** Somebody closed it as "not planned", and the team still differs in just that. */
  | { readonly tag: 'declined'; readonly issue: Issue };

interface Found {
  readonly issue: Issue;
  readonly marker: Marker;
}

/**
 * Keeps one issue for each team while it differs from its file. Its text is replaced when the differences change; people
 * are told, by a comment, only when they got worse, and when the team is clean again. An issue that comes back is
 * opened again, not written a second time. `run` is one that knows: of drift, or of none.
 */
export async function postDriftIssue(
  github: GitHubRepository,
  login: string,
  run: RunSummary,
  text: string,
): Promise<PostedIssue> {
  const found = await findOurs(github, login, run.team);
  if (run.outcome === 'clean') return found?.issue.state === 'open' ? close(github, found, run, text) : { tag: 'none' };
  const content = { title: `Dropbox drift: ${run.team}`, body: `${writeMarker(run)}\n${text}` };
  if (found === null) {
    const issue = await open(github, login, content);
    return { tag: 'opened', issue, isLabelled: issue.labels.includes(DRIFT_LABEL) };
  }
  const { issue, marker } = found;
  const isSame = marker.outcome === 'drift' && marker.digest === run.digest;
  if (issue.state === 'closed') {
    if (isSame && issue.isDeclined) return { tag: 'declined', issue };
    const reopened = await github.issues.update(issue.number, { ...content, state: 'open' });
    await github.comments.create(issue.number, `Dropbox differs from the team file again. ${verdict(text)}`);
    return { tag: 'reopened', issue: reopened, isTold: true };
  }
  if (isSame) return { tag: 'unchanged', issue, isTold: false };
  const updated = await github.issues.update(issue.number, content);
  const isTold = isWorse(run, marker) || run.counts.changes > marker.counts.changes;
  if (isTold) await github.comments.create(issue.number, `It got worse. ${verdict(text)}`);
  return { tag: 'updated', issue: updated, isTold };
}

/** The open one, or else the newest. */
async function findOurs(github: GitHubRepository, login: string, team: string): Promise<Found | null> {
  const issues = await github.issues.list(DRIFT_LABEL);
  const ours = issues.flatMap((issue) => {
    const marker = readOwnMarker(issue, login);
    return marker?.team === team && marker.command === 'drift' ? [{ issue, marker }] : [];
  });
  return ours.find(({ issue }) => issue.state === 'open') ?? ours.at(0) ?? null;
}

async function open(github: GitHubRepository, login: string, content: { title: string; body: string }): Promise<Issue> {
  const create = () => github.issues.create({ ...content, label: DRIFT_LABEL });
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof GitHubError) || error.tag !== 'no-answer') throw error;
    // The answer was lost, perhaps not the issue.
    const issues = await github.issues.list(DRIFT_LABEL);
    const written = issues.find(
      ({ author, body }) => author?.toLowerCase() === login.toLowerCase() && body === content.body,
    );
    return written ?? (await create());
  }
}

async function close(github: GitHubRepository, { issue }: Found, run: RunSummary, text: string): Promise<PostedIssue> {
  // The comment first: who is told of the closing finds the reason there.
  await github.comments.create(
    issue.number,
    `Clean again: Dropbox is as the team file says.\n\n${footerOf(text)}`.trim(),
  );
  const body = issue.body.replace(/^<!--.*-->/, writeMarker(run));
  return { tag: 'closed', issue: await github.issues.update(issue.number, { body, state: 'closed' }), isTold: true };
}

function verdict(text: string): string {
  const title = titleOf(text);
  return title === null ? 'See the text above.' : `Now: **${title}**. The text above says what, and who did it.`;
}

/** The small print says when the team was read, and in which run. */
function footerOf(text: string): string {
  return /^<sub>.*<\/sub>$/m.exec(text)?.[0] ?? '';
}
