import type { RunSummary } from '../model/run-summary.js';
import type { Comment } from './comments.js';
import { GitHubError } from './github-error.js';
import { isSameRun, isWorse, type Marker, readOwnMarker, withoutMarker, writeMarker } from './marker.js';
import type { GitHubRepository } from './repository.js';

/** What a pull request is to show of a run. */
export interface PullRequestPost {
  readonly run: RunSummary;
  /** The Markdown of the run folder. */
  readonly text: string;
  /** Whether a comment is begun where there is none yet. */
  readonly mayBegin: boolean;
  /** Says how the run differs from the one that was shown before, in a line; null says nothing. */
  readonly sinceLast: (before: Marker) => string | null;
}

/** What became of the comment on one pull request. */
export type PostedComment =
  /** There is none, and nothing that would be worth one. */
  | { readonly tag: 'not-begun' }
  | { readonly tag: 'created' | 'edited' | 'unchanged'; readonly comment: Comment }
  /** Written anew, so that people are told; the earlier one was folded away, or says that it was replaced. */
  | { readonly tag: 'reposted'; readonly comment: Comment; readonly isFolded: boolean };

/** Counts UTF-16 code units, as GitHub's limit of a body does. */
const LONGEST_BODY = 65_536;

/**
 * Keeps one comment for each team on a pull request: the newest that carries the team's marker and that the token's own
 * account wrote. It is edited in place, and written anew where the news is bad, because an edit notifies nobody.
 * What other accounts wrote is never touched, whatever it holds.
 */
export async function postStickyComment(
  github: GitHubRepository,
  number: number,
  login: string,
  { run, text, mayBegin, sinceLast }: PullRequestPost,
): Promise<PostedComment> {
  const earlier = await findOurs(github, number, login, run.team);
  if (earlier === null) {
    if (!mayBegin) return { tag: 'not-begun' };
    return { tag: 'created', comment: await create(github, number, login, body(run, text, null)) };
  }
  const { comment, marker, left } = earlier;
  // Left visible by a run that was cut off after it wrote a newer one.
  for (const old of left) await fold(github, old, comment);
  const isSame = isSameRun(run, marker) && essence(comment.body) === essence(text);
  if (isSame && !comment.isMinimised) return { tag: 'unchanged', comment };
  const news = marker.head === run.head ? keptNews(comment.body) : sinceLast(marker);
  const next = body(run, text, news);
  // Somebody folded it away, and would not see what is changed in it.
  if (comment.isMinimised) return { tag: 'created', comment: await create(github, number, login, next) };
  if (!isWorse(run, marker)) {
    const edited = await github.comments.update(comment, next);
    if (edited !== null) return { tag: 'edited', comment: edited };
    // Somebody deleted it between our reading and our writing.
    return { tag: 'created', comment: await create(github, number, login, next) };
  }
  const created = await create(github, number, login, next);
  return { tag: 'reposted', comment: created, isFolded: await fold(github, comment, created) };
}

/** What a comment is to say when its commit is no longer the head. */
export interface SupersededPost {
  readonly team: string;
  /** What the pull request holds now. */
  readonly head: string;
  /** What to say of a comment about an earlier commit. */
  readonly describe: (was: string | null) => string;
}

/**
 * Has our comment say that it is of a commit that the pull request has left. One of the newest commit stays as it is, and
 * so does the marker: the next plan is compared with the last that was shown.
 * @returns the comment; null where none had to be changed.
 */
export async function markSuperseded(
  github: GitHubRepository,
  number: number,
  login: string,
  { team, head, describe }: SupersededPost,
): Promise<Comment | null> {
  const ours = await findOurs(github, number, login, team);
  if (ours === null || ours.marker.head === head) return null;
  const text = describe(ours.marker.head);
  if (essence(ours.comment.body) === essence(text)) return null;
  return github.comments.update(ours.comment, `${writeMarker(ours.marker)}\n${text}`);
}

/** Our comments about a team: the newest, and older ones that nobody folded away. */
async function findOurs(github: GitHubRepository, number: number, login: string, team: string) {
  const comments = await github.comments.list(number);
  const ours = comments.flatMap((comment) => {
    const marker = readOwnMarker(comment, login);
    return marker?.team === team ? [{ comment, marker }] : [];
  });
  const newest = ours.at(-1);
  if (newest === undefined) return null;
  const left = ours.slice(0, -1).flatMap((one) => (one.comment.isMinimised ? [] : [one.comment]));
  return { ...newest, left };
}

const NEWS = /^Since the last plan: .*$/m;
const SMALL_PRINT = /^<sub>.*<\/sub>$/gm;

/** What says something: without the marker, the small print (when it was read, in which run) and the news. */
function essence(text: string): string {
  return withoutMarker(text)
    .replaceAll('\r\n', '\n')
    .replace(SMALL_PRINT, '')
    .replace(NEWS, '')
    .replace(/\n+/g, '\n')
    .trim();
}

function keptNews(text: string): string | null {
  return NEWS.exec(text)?.[0] ?? null;
}

function body(run: RunSummary, text: string, news: string | null): string {
  const whole = `${writeMarker(run)}\n${news === null ? text : withNews(text, news)}`;
  if (whole.length <= LONGEST_BODY) return whole;
  throw new GitHubError(
    'too-large',
    `The comment has ${whole.length} characters, and GitHub takes ${LONGEST_BODY}.`,
    'Write the run folder with this version of Rollcall, which keeps to the limit.',
  );
}

/** The news stand last, above the small print. */
function withNews(text: string, news: string): string {
  const at = text.lastIndexOf('\n<sub>');
  return at === -1 ? `${text.trimEnd()}\n\n${news}\n` : `${text.slice(0, at)}\n${news}\n${text.slice(at)}`;
}

/**
 * An answer that was lost says nothing of the comment: whether it is there is read, before it is written a second time.
 */
async function create(github: GitHubRepository, number: number, login: string, text: string): Promise<Comment> {
  try {
    return await github.comments.create(number, text);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.tag !== 'no-answer') throw error;
    const comments = await github.comments.list(number);
    const written = comments.findLast((comment) => comment.body === text && readOwnMarker(comment, login) !== null);
    return written ?? (await github.comments.create(number, text));
  }
}

/** Folding takes GraphQL, which some tokens and servers refuse: two plans that both look valid would be worse. */
async function fold(github: GitHubRepository, earlier: Comment, newer: Comment): Promise<boolean> {
  try {
    await github.comments.minimise(earlier);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    await github.comments.update(earlier, `## Replaced by a newer comment\n\nRead [the newer one](${newer.url}).\n`);
    return false;
  }
}
