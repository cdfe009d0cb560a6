import type { FakeToken, FakeWorld } from './fake-world.js';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** A call that came in, by a token that is known. */
export interface Asked {
  readonly world: FakeWorld;
  readonly token: FakeToken;
  /** What the groups of the route's path matched. */
  readonly parts: readonly string[];
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: string;
  /** Below the repository; `!` stands before paths that are not. */
  readonly path: RegExp;
  /** Null: every token may. `a or b`: either. */
  readonly permission: string | null;
  readonly answer: (asked: Asked) => Answer;
}

export const answers = {
  ok: (body: unknown): Answer => ({ status: 200, body }),
  created: (body: unknown): Answer => ({ status: 201, body }),
  badCredentials: refusal(401, 'Bad credentials'),
  notFound: refusal(404, 'Not Found'),
  gone: refusal(410, 'Issues has been disabled in this repository.'),
  notAccessible: refusal(403, 'Resource not accessible by integration'),
  secondaryLimit: (seconds: number): Answer => ({
    ...refusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
    headers: { 'retry-after': String(seconds) },
  }),
  invalid: (field: string, message: string): Answer => ({
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'IssueComment', code: 'unprocessable', field, message }],
      documentation_url: 'https://docs.github.com/rest',
    },
  }),
};

function refusal(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}

/** One page of a list, with a link to the next, as GitHub cuts them: 30 a page unless asked, at most 100. */
export function page<Entry>(
  { url }: Asked,
  entries: readonly Entry[],
  wrap: (some: readonly Entry[]) => unknown = (some) => some,
): Answer {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const number = Number(url.searchParams.get('page') ?? 1);
  const body = wrap(entries.slice((number - 1) * size, number * size));
  if (number * size >= entries.length) return { status: 200, body };
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  return { status: 200, headers: { link: `<${next.href}>; rel="next"` }, body };
}
