import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request that reached a scripted API. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a scripted API does with a request: answer, or handle the socket itself. */
export type Script = (
  request: SeenRequest,
  number: number,
) =>
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      /** JSON, unless it is a string. */
      readonly body?: unknown;
    }
  | 'reset'
  | 'hang'
  | ((response: ServerResponse) => void);

/** Serves a script over real HTTP until the test is over. Requests are numbered from 1. */
export async function serveScript(script: Script): Promise<{ readonly url: string; readonly seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const heard = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(heard);
      const answer = script(heard, seen.length);
      if (answer === 'hang') return;
      if (answer === 'reset') {
        request.socket.destroy();
        return;
      }
      if (typeof answer === 'function') {
        answer(response);
        return;
      }
      const isText = typeof answer.body === 'string';
      const headers = {
        'content-type': isText ? 'text/plain' : 'application/json',
        'x-dropbox-request-id': `r${seen.length}`,
      };
      response.writeHead(answer.status ?? 200, { ...headers, ...answer.headers });
      response.end(isText ? (answer.body as string) : JSON.stringify(answer.body ?? null));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
