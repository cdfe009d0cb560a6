import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Answer } from './fake-route.js';

/** Whether this run has a validator. */
export const isValidated = process.env.ROLLCALL_TEST_PRISM !== undefined;

/** Where a call came in, for links to further pages. */
export const FRONT = 'x-rollcall-front';

/** Hands calls to what serves them by way of a validator. */
export interface Validator {
  ask(request: IncomingMessage, text: string): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * In `npm run test:peers`, has Prism between the callers of the fake and what answers them: it refuses a request that
 * GitHub's description does not allow with 422, and an answer with 500. Null in other runs.
 */
export async function openValidator(serve: RequestListener): Promise<Validator | null> {
  const [port, upstream] = (process.env.ROLLCALL_TEST_PRISM ?? '').split(' ');
  if (port === undefined || upstream === undefined) return null;
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(Number(upstream), '127.0.0.1', resolve));
  return {
    ask: async (request, text) => {
      const { authorization = '', 'content-type': type, host = '' } = request.headers;
      const response = await fetch(`http://127.0.0.1:${port}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { authorization, [FRONT]: host, ...(type !== undefined && { 'content-type': type }) },
        redirect: 'manual',
        ...(text !== '' && { body: text }),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      const headers = Object.fromEntries(
        ['content-type', 'link', 'location', 'retry-after'].flatMap((name) => {
          const value = response.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      );
      if (headers['content-type']?.startsWith('application/problem+json') === true) {
        throw new Error(`GitHub describes it otherwise: ${request.method} ${request.url} ${Buffer.from(body)}`);
      }
      return { status: response.status, headers, body };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
