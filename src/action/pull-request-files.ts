import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeSourceTree } from '../app/source-tree.js';
import { validateTeam } from '../app/validate-team.js';
import { CommandError, OutdatedError } from '../cli/command-error.js';
import type { GitHubRepository, PullRequest, RepositoryFile } from '../github/index.js';

/** A pull request whose files can be planned. */
export interface PlannedPullRequest {
  /** The folder that stands for the root of the repository, with the pull request merged where it can be. */
  readonly folder: string;
  readonly baseCommit: string;
  /** The team file before, relative to `folder`; null where there is none. */
  readonly baseFile: string | null;
}

/** More than this many files are no team file's includes. */
const MOST_FILES = 2_000;

/**
 * Reads the team file of a pull request as data, through the API: nothing is checked out, and nothing of it is run.
 * @param config the team file, from the root of the repository.
 * @param into a folder of our own.
 * @throws CommandError when the head is not the expected one any more: whoever plans has to have looked at what is planned.
 */
export async function readPullRequestFiles(
  github: GitHubRepository,
  {
    number,
    expectedHead,
    config,
    into,
  }: {
    readonly number: number;
    readonly expectedHead: string;
    readonly config: string;
    readonly into: string;
  },
): Promise<PlannedPullRequest> {
  const pull = await github.pullRequests.find(number);
  if (pull === null) {
    throw new CommandError(`${github.name} has no pull request #${number}.`, 'Check the input pull-request.');
  }
  refuseMoved(pull, expectedHead);
  const { planned, base } = await findCommits(github, pull);
  const [folder, before] = [join(into, planned), join(into, base)];
  await materialise(github, planned, config, folder);
  const hasBase = await materialise(github, base, config, before);
  return { folder, baseCommit: base, baseFile: hasBase ? relative(folder, join(before, config)) : null };
}

/**
 * What is planned is what merging leads to, as GitHub would merge just this head into the newest commit of the branch:
 * the head alone would take back what was merged since it branched off. Where GitHub has no such merge, as with
 * conflicts, it is the head.
 */
async function findCommits(
  github: GitHubRepository,
  { headCommit, baseCommit, baseBranch, mergeCommit }: PullRequest,
): Promise<{ readonly planned: string; readonly base: string }> {
  const headAlone = { planned: headCommit, base: baseCommit };
  const tip = mergeCommit === null ? null : await github.commits.tipOf(baseBranch);
  if (mergeCommit === null || tip === null || tip === mergeCommit) return headAlone;
  const parents = await Promise.all([headCommit, tip].map((parent) => github.commits.compare(parent, mergeCommit)));
  const isOfBoth = parents.every((comparison) => comparison?.status === 'ahead');
  return isOfBoth ? { planned: mergeCommit, base: tip } : headAlone;
}

/** One that was merged may be planned again: what was reviewed may have expired before it was applied. */
function refuseMoved({ number, headCommit }: PullRequest, expectedHead: string): void {
  if (headCommit === expectedHead) return;
  throw new OutdatedError(
    `Pull request #${number} has moved on: its head is ${headCommit}, and ${expectedHead} was to be planned.`,
    'The newer commit has a run of its own. Where you started this one by hand, read that commit, and start again with it.',
  );
}

/** Writes the team file at a commit, and what it includes, into a folder. False where there is no team file. */
async function materialise(github: GitHubRepository, commit: string, config: string, folder: string): Promise<boolean> {
  const all = await github.contents.list(commit);
  const main = all.find(({ path }) => path === config);
  if (main === undefined) {
    await mkdir(folder, { recursive: true });
    return false;
  }
  await download(github, main, folder);
  const below = dirname(config) === '.' ? '' : `${dirname(config)}/`;
  const others = new Map(
    all.filter(({ path }) => path !== config && path.startsWith(below)).map((one) => [one.path, one]),
  );
  // Empty files are enough to find out which of them the team file includes.
  for (const path of others.keys()) await place(folder, path, '');
  const included = readBy(config, folder).flatMap((path) => others.get(path) ?? []);
  if (included.length > MOST_FILES) {
    throw new CommandError(
      `${config} includes ${included.length} files, and at most ${MOST_FILES} are read through GitHub.`,
      'Join some of them.',
    );
  }
  await Promise.all(included.map((file) => download(github, file, folder)));
  return true;
}

/** The files, besides the first, that reading a team file opens; from the root of the repository. */
function readBy(config: string, folder: string): readonly string[] {
  const tree = makeSourceTree({ folder });
  const opened = new Set<string>();
  validateTeam(config, {
    ...tree,
    readText: (path) => {
      if (path !== config) opened.add(path);
      return tree.readText(path);
    },
  });
  return [...opened];
}

async function download(github: GitHubRepository, file: RepositoryFile, folder: string): Promise<void> {
  await place(folder, file.path, await github.contents.read(file));
}

async function place(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const target = join(folder, path);
  if (/^\.\.(?:[/\\]|$)/.test(relative(folder, target))) {
    throw new CommandError(`The repository holds a file whose path leads out of it: ${path}.`, 'Remove it.');
  }
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}
