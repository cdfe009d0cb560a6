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
  const apiUrl = io.env.GITHUB_API_URL?.trim() || 'https://api.github.com';
  if (!URL.canParse(apiUrl)) {
    throw new CommandError(`GITHUB_API_URL is not an address: ${apiUrl}.`, 'Write it like https://api.github.com.');
  }
  warnOfPlainHttp(session, apiUrl);
  const [{ GitHubError, openGitHub }, { makeProxiedFetch }] = await Promise.all([
    import('../github/index.js'),
    import('../github/proxied-fetch.js'),
  ]);
  const fetch = makeProxiedFetch(io.env);
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
