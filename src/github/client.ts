import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import * as z from 'zod';
import { describeRequestError, GitHubError, type Purpose } from './github-error.js';
import { type ObservedFetchOptions, observeFetch } from './observed-fetch.js';
import { makePace } from './pace.js';

export interface ClientOptions extends ObservedFetchOptions {
  readonly token: string;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Told when GitHub asks for a pause. */
  readonly onWait?: (seconds: number) => void;
  /** What a second of waiting lasts, in milliseconds. Tests make it short. */
  readonly secondMs: number;
}

type Parameters = Readonly<Record<string, unknown>>;

/**
 * Calls to GitHub's API about one repository: `{owner}` and `{repo}` of a route are filled in. Reads and idempotent
 * writes are repeated after a fault; what creates something is not, because its answer may have been lost on the way.
 * Pauses that GitHub asks for are waited out. Fails with GitHubError.
 */
export interface Client {
  /** Calls a route, and reads of its answer what the schema names. */
  call<Schema extends z.ZodType>(
    schema: Schema,
    route: string,
    parameters: Parameters,
    purpose: Purpose,
  ): Promise<z.output<Schema>>;
  /** Reads all pages of a list, never a part of them; or, where told so, as many as hold `most` entries. */
  pages<Schema extends z.ZodType>(
    entry: Schema,
    route: string,
    parameters: Parameters,
    purpose: Purpose,
    most?: number,
  ): Promise<z.output<Schema>[]>;
  /** Reads an answer that is no JSON, up to a limit. */
  bytes(route: string, parameters: Parameters, limitBytes: number, purpose: Purpose): Promise<Uint8Array>;
  graphql<Schema extends z.ZodType>(
    schema: Schema,
    query: string,
    variables: Parameters,
    purpose: Purpose,
  ): Promise<z.output<Schema>>;
}

/** GitHub asks for pauses of a minute; more than this is not worth a runner's time. */
const LONGEST_PAUSE_SECONDS = 300;
const MAX_PAUSES = 5;
/** As many entries as GitHub puts on a page at most. */
const PAGE = 100;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const GitHub = Octokit.plugin(paginateRest, retry, throttling);

function makeOctokit(options: ClientOptions, baseUrl: string) {
  const { token, onWait, secondMs } = options;
  const mayWait = (seconds: number, _call: unknown, _octokit: unknown, pauses: number) => {
    if (seconds > LONGEST_PAUSE_SECONDS || pauses >= MAX_PAUSES) return false;
    onWait?.(seconds);
    return true;
  };
  const octokit = new GitHub({
    auth: token,
    baseUrl,
    userAgent: 'rollcall',
    // Octokit writes deprecations to the console, which is not its own here.
    log: silent,
    request: { fetch: observeFetch(options), log: silent },
    retry: { retryAfterBaseValue: secondMs, doNotRetry: [400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 451] },
    throttle: {
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
      retryAfterBaseValue: secondMs,
      ...makePace(secondMs),
    },
  });
  octokit.hook.error('request', (error) => {
    // The plugin that reads page after page takes 409 for the end of a list; half a list must not look like a whole one.
    throw 'status' in error && error.status === 409 ? Object.assign(error, { status: 422 }) : error;
  });
  return octokit;
}

/** Makes the calls of one repository. Nothing is sent yet. */
export function makeClient(options: ClientOptions): Client {
  const { apiUrl, owner, repo } = options;
  const baseUrl = apiUrl.replace(/\/+$/, '');
  // An Enterprise Server has REST at /api/v3, and GraphQL beside it.
  const graphqlBase = baseUrl.replace(/\/api\/v3$/, '/api');
  const octokit = makeOctokit(options, baseUrl);
  // What a route has no place for would be sent along as a parameter.
  const about = (route: string) => (route.includes('{owner}') ? { owner, repo } : {});
  const send = async (route: string, parameters: Parameters, purpose: Purpose) => {
    const once = creates(route) ? { request: { retries: 0 } } : {};
    try {
      return await octokit.request(route, { ...about(route), ...headers, ...parameters, ...once });
    } catch (error) {
      throw describeRequestError(error, purpose);
    }
  };
  return {
    call: async (schema, route, parameters, purpose) =>
      parse(schema, (await send(route, parameters, purpose)).data, purpose),
    pages: async (entry, route, parameters, purpose, most = Number.POSITIVE_INFINITY) => {
      const answers: unknown[] = [];
      try {
        const all = { ...about(route), per_page: PAGE, ...headers, ...parameters };
        for await (const { data } of octokit.paginate.iterator(route, all)) {
          answers.push(data);
          if (answers.length * PAGE >= most) break;
        }
      } catch (error) {
        throw describeRequestError(error, purpose);
      }
      return answers.flatMap((page) => parse(z.array(entry), page, purpose));
    },
    bytes: async (route, parameters, limitBytes, purpose) => {
      const raw = { request: { parseSuccessResponseBody: false } };
      const { data } = await send(route, { ...parameters, ...raw }, purpose);
      return readWhole(data, limitBytes, purpose);
    },
    graphql: async (schema, query, variables, purpose) => {
      const { data } = await send('POST /graphql', { query, variables, baseUrl: graphqlBase }, purpose);
      const answer = parse(z.object({ data: z.unknown(), errors: graphqlErrors }), data, purpose);
      const [error] = answer.errors;
      if (error !== undefined) throw describeGraphqlError(error, purpose);
      return parse(schema, answer.data, purpose);
    },
  };
}

/** What is asked by GraphQL here may be asked twice. */
function creates(route: string): boolean {
  return route.startsWith('POST ') && route !== 'POST /graphql';
}

const headers = { headers: { 'x-github-api-version': '2022-11-28' } };
const graphqlErrors = z.array(z.object({ type: z.string().optional(), message: z.string() })).default([]);

function describeGraphqlError(error: z.output<typeof graphqlErrors>[number], purpose: Purpose): unknown {
  const status = { FORBIDDEN: 403, NOT_FOUND: 404, RATE_LIMITED: 429 }[error.type ?? ''] ?? 422;
  return describeRequestError(Object.assign(new Error(error.message), { status, response: {} }), purpose);
}

function parse<Schema extends z.ZodType>(schema: Schema, answer: unknown, { doing }: Purpose): z.output<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new GitHubError(
    'unreadable',
    `GitHub's answer to our attempt to ${doing} is not what its documentation says: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    'Check GITHUB_API_URL; if it is right, report this as a bug of Rollcall.',
  );
}

async function readWhole(body: unknown, limitBytes: number, { doing, permission }: Purpose): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      parts.push(part);
      size += part.byteLength;
      if (size > limitBytes) throw tooLarge(doing, limitBytes);
    }
  } catch (error) {
    if (error instanceof GitHubError || !(error instanceof Error)) throw error;
    throw describeRequestError(Object.assign(error, { status: 500 }), { doing, permission });
  }
  return Buffer.concat(parts);
}

/** Says that what a call would bring is larger than what is taken in. */
export function tooLarge(doing: string, limitBytes: number): GitHubError {
  return new GitHubError(
    'too-large',
    `What GitHub sent in answer to our attempt to ${doing} is larger than ${limitBytes} bytes.`,
    'Rollcall never writes as much: find out where it comes from.',
  );
}
