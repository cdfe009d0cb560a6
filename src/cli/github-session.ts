import type { GitHubRepository } from '../github/index.js';
import { CommandError } from './command-error.js';
import { keepSecret } from './redactor.js';
import { type Session, warnOfPlainHttp } from './session.js';

/**
 * Opens the repository that an option or the environment names, and hands it over. The token is GITHUB_TOKEN or
 * GH_TOKEN, which nothing prints; GITHUB_API_URL leads to another server than github.com.
 * @param repository `owner/name`; GITHUB_REPOSITORY where it is left out.
 * @throws CommandError when there is no token or no repository, and when GitHub cannot be used.
 */
export async function withGitHub<Result>(
  session: Session,
  repository: string | undefined,
  use: (github: GitHubRepository) => Promise<Result>,
): Promise<Result> {
  const { io, options, progress, err } = session;
  const [owner, repo] = readRepository(repository ?? io.env.GITHUB_REPOSITORY);
  const token = readToken(io.env);
  keepSecret(io, token);
  const apiUrl = readApiUrl(io.env);
  warnOfPlainHttp(session, apiUrl);
  const [{ GitHubError, openGitHub }, { makeProxiedFetch }] = await Promise.all([
    import('../github/index.js'),
    import('../github/proxied-fetch.js'),
  ]);
  const fetch = orUnusableProxy(() => makeProxiedFetch(io.env));
  try {
    return await use(
      openGitHub({
        token,
        apiUrl,
        owner,
        repo,
        ...(fetch !== undefined && { fetch }),
        onWait: (seconds) => progress.line(`GitHub asks for a pause: going on in ${seconds} s.`),
        ...(options.verbose === true && {
          onCall: ({ method, path, status, ms }) => err.line(`${method} ${path}: ${status ?? 'no answer'}, ${ms} ms`),
        }),
      }),
    );
  } catch (error) {
    if (error instanceof GitHubError) throw new CommandError(error.message, error.advice, { cause: error });
    throw error;
  }
}

/** What cannot be used is not repeated where it may hold a password. */
function readApiUrl({ GITHUB_API_URL }: Session['io']['env']): string {
  const text = GITHUB_API_URL?.trim() || 'https://api.github.com';
  const advice = 'Write it like https://api.github.com.';
  if (text.includes('@')) {
    throw new CommandError('GITHUB_API_URL holds a user or a password, which GitHub has no use for.', advice);
  }
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new CommandError(`GITHUB_API_URL is not an address: ${text}.`, advice);
}

function orUnusableProxy<Result>(open: () => Result): Result {
  try {
    return open();
  } catch {
    // The library throws for an address that is none, in words that may repeat its password.
    throw new CommandError(
      'The environment names a proxy whose address cannot be used.',
      'Write HTTPS_PROXY and HTTP_PROXY like http://proxy.example:3128, or unset them.',
    );
  }
}

function readRepository(name: string | undefined): [owner: string, repo: string] {
  const [, owner, repo] = /^([A-Za-z0-9][\w-]*)\/([\w.-]+)$/.exec(name?.trim() ?? '') ?? [];
  if (owner !== undefined && repo !== undefined) return [owner, repo];
  throw new CommandError(
    name === undefined || name === '' ? 'No GitHub repository is named.' : `${name} does not name a GitHub repository.`,
    'Name it with --repo OWNER/NAME, or in GITHUB_REPOSITORY.',
  );
}

function readToken({ GITHUB_TOKEN, GH_TOKEN }: Session['io']['env']): string {
  const token = GITHUB_TOKEN?.trim() || GH_TOKEN?.trim();
  if (token) return token;
  throw new CommandError('There is no GitHub token.', 'Set GITHUB_TOKEN; in a workflow, to github.token.');
}
