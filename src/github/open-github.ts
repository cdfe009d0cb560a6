import * as z from 'zod';
import { makeChecks } from './checks.js';
import { type Client, makeClient } from './client.js';
import { makeComments } from './comments.js';
import { makeCommits } from './commits.js';
import { makeContents } from './contents.js';
import { GitHubError, type GitHubErrorTag } from './github-error.js';
import { makeIssues } from './issues.js';
import type { GitHubCall } from './observed-fetch.js';
import { makePullRequests } from './pull-requests.js';
import type { GitHubRepository, RepositoryFacts } from './repository.js';
import { makeSettings } from './settings.js';
import { makeWorkflowRuns } from './workflow-runs.js';

export interface GitHubOptions {
  /** A job's GITHUB_TOKEN, a personal token, or one of an app. */
  readonly token: string;
  /** `https://api.github.com` if left out; GITHUB_API_URL names that of an Enterprise Server. */
  readonly apiUrl?: string;
  readonly owner: string;
  readonly repo: string;
  /** How requests are sent: the platform's own if left out. */
  readonly fetch?: typeof globalThis.fetch;
  /** Told when GitHub asks for a pause, which is then waited out. */
  readonly onWait?: (seconds: number) => void;
  /** Told of each request. */
  readonly onCall?: (call: GitHubCall) => void;
  /** What a second of waiting lasts, in milliseconds: 1,000 if left out. For tests. */
  readonly secondMs?: number;
}

/** Opens a repository on GitHub. Nothing is sent yet. Fails with GitHubError where the token cannot be one. */
export function openGitHub(options: GitHubOptions): GitHubRepository {
  const { token, owner, repo } = options;
  // A header would refuse it in words that repeat it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new GitHubError(
      'bad-token',
      'The GitHub token is empty, or holds a blank or another character that no token has.',
      'Copy it again, in one piece.',
    );
  }
  const client = makeClient({
    token,
    owner,
    repo,
    apiUrl: options.apiUrl ?? 'https://api.github.com',
    fetch: options.fetch ?? globalThis.fetch,
    secondMs: options.secondMs ?? 1000,
    ...(options.onWait !== undefined && { onWait: options.onWait }),
    ...(options.onCall !== undefined && { onCall: options.onCall }),
  });
  return {
    name: `${owner}/${repo}`,
    readFacts: () => readFacts(client),
    readLogin: () => readLogin(client, token),
    contents: makeContents(client),
    commits: makeCommits(client),
    pullRequests: makePullRequests(client),
    comments: makeComments(client),
    issues: makeIssues(client),
    checks: makeChecks(client),
    runs: makeWorkflowRuns(client),
    settings: makeSettings(client),
  };
}

const factsSchema = z.object({
  private: z.boolean(),
  visibility: z.enum(['public', 'internal', 'private']).nullish().catch(null),
  default_branch: z.string(),
});

async function readFacts(client: Client): Promise<RepositoryFacts> {
  const purpose = { doing: 'read the repository', permission: 'metadata: read' };
  const facts = await client.call(factsSchema, 'GET /repos/{owner}/{repo}', {}, purpose);
  return {
    visibility: facts.visibility ?? (facts.private ? 'private' : 'public'),
    defaultBranch: facts.default_branch,
  };
}

/** Whom a workflow's own token writes as. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

/** Ways in which a server says that it will not tell, or does not know the question. */
const refusals: readonly GitHubErrorTag[] = ['forbidden', 'not-found', 'refused', 'unreadable'];

/**
 * A personal token may ask who it is; that of a workflow or an app may not, and is told by GraphQL, in the same form
 * that comments name their authors in.
 */
async function readLogin(client: Client, token: string): Promise<string> {
  const purpose = { doing: 'ask whom the token belongs to', permission: 'metadata: read' };
  const login = z.object({ login: z.string() });
  const asPerson = async () => (await client.call(login, 'GET /user', {}, purpose)).login;
  const asApp = async () =>
    (await client.graphql(z.object({ viewer: login }), 'query { viewer { login } }', {}, purpose)).viewer.login;
  for (const ask of token.startsWith('ghs_') ? [asApp] : [asPerson, asApp]) {
    try {
      return await ask();
    } catch (error) {
      const isRefused = error instanceof GitHubError && refusals.includes(error.tag);
      if (!isRefused) throw error;
    }
  }
  return WORKFLOW_LOGIN;
}
