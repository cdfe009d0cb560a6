/** Why GitHub did not do what it was asked. */
export type GitHubErrorTag =
  | 'bad-token'
  /** The token may not do this: a permission is missing. */
  | 'forbidden'
  | 'not-found'
  /** Switched off for this repository, as issues can be. */
  | 'disabled'
  /** GitHub does not take what was sent. */
  | 'refused'
  | 'rate-limited'
  /** No answer, or one of a server in trouble: what was asked may have been done. */
  | 'no-answer'
  /** An answer that is not what GitHub documents. */
  | 'unreadable'
  /** What was asked for is larger than a limit of ours. */
  | 'too-large';

/** GitHub cannot be used for what is being done. Its words hold no token, no header and no body of a request. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  constructor(
    readonly tag: GitHubErrorTag,
    /** A full sentence: what was found. */
    message: string,
    /** What to do about it; a full sentence. */
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a call is for, so that its failure can be told. */
export interface Purpose {
  /** Completes "GitHub did not let us …": `write a comment on pull request 12`. */
  readonly doing: string;
  /** What a job's `permissions:` must hold for it: `pull-requests: write`. */
  readonly permission: string;
}

/** What `@octokit/request` throws, as far as it is looked at here. */
interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** How GitHub says that a token may too little; other reasons for 403 are a lock, an archive, a single sign-on. */
const PERMISSION = /not accessible|permission|must have|must authenticate/i;

/** Says in words what an error of octokit means; anything else is a bug, and is handed back as it is. */
export function describeRequestError(error: unknown, { doing, permission }: Purpose): unknown {
  if (!isRequestFailure(error)) return error;
  const words = firstLine(error.message);
  const fail = (tag: GitHubErrorTag, message: string, advice: string) =>
    new GitHubError(tag, message, advice, { cause: error });
  if (error.response === undefined || error.status >= 500) {
    const found = error.response === undefined ? words : `it answered ${error.status}`;
    return fail(
      'no-answer',
      `GitHub could not be reached to ${doing}: ${found}.`,
      'Check the network, GITHUB_API_URL and githubstatus.com, and run this again.',
    );
  }
  if (error.status === 429 || /\brate limit\b/i.test(error.message)) {
    return fail(
      'rate-limited',
      `GitHub takes no more calls with this token for now, and one was needed to ${doing}${resetOf(error)}.`,
      'Run this again later; fewer teams in one workflow make fewer calls.',
    );
  }
  switch (error.status) {
    case 401:
      return fail(
        'bad-token',
        `GitHub does not know the token that was to ${doing}.`,
        'Set GITHUB_TOKEN to a token that is valid and not expired.',
      );
    case 403:
      return fail(
        'forbidden',
        `GitHub did not let us ${doing}: ${words}.`,
        PERMISSION.test(words)
          ? `Give the job this permission, or the token its equivalent: ${permission}. Runs for pull requests of forks never have it.`
          : 'These are the words of GitHub; mend what they say, and run this again.',
      );
    case 404:
      return fail(
        'not-found',
        `GitHub answered "not found" when we were to ${doing}.`,
        `Check the name of the repository and the number; a token without ${permission} sees nothing either.`,
      );
    case 410:
      return fail(
        'disabled',
        `GitHub did not ${doing}: ${words}.`,
        'Switch the feature on in the settings of the repository.',
      );
    default:
      return fail(
        'refused',
        `GitHub did not ${doing}: ${words} (${error.status}).`,
        'If this is not about what you handed in, report it as a bug of Rollcall.',
      );
  }
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/** GitHub's own sentence, without the link to its documentation, and without a full stop. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/ - https:\S+$/, '')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
}

function resetOf({ response }: RequestFailure): string {
  const seconds = Number(response?.headers?.['x-ratelimit-reset']);
  return Number.isSafeInteger(seconds) && seconds > 0
    ? `; the count starts anew at ${new Date(seconds * 1000).toISOString()}`
    : '';
}
