import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RedirectReading } from './sign-in.js';

/** What came back from the browser, and the page that it still waits for. */
export interface RedirectAnswer {
  readonly reading: Exclude<RedirectReading, { tag: 'foreign' }>;
  /** Shows one sentence in the browser. */
  readonly showPage: (outcome: { readonly isDone: boolean; readonly sentence: string }) => Promise<void>;
}

/** A web server on this machine, for the one request that ends a sign-in in the browser. */
export interface RedirectListener {
  /** What the browser is sent to, for the app's list of redirect addresses. */
  readonly redirectUri: string;
  /**
   * Waits for the answer that `read` recognises; whatever else knocks is turned away. Null when `signal` aborts.
   */
  waitForAnswer(
    read: (parameters: URLSearchParams) => RedirectReading,
    signal: AbortSignal,
  ): Promise<RedirectAnswer | null>;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, out of reach of other machines.
 * @param port 0 takes any that is free; Dropbox sends browsers only to addresses that the app has listed.
 * @throws Error of the system when the port cannot be had.
 */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  let take: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
  const server = createServer((request, response) => {
    if (take === null) answerWith(response, 503, 'Rollcall is not ready yet.');
    else take(request, response);
  });
  await listen(server, port);
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    redirectUri,
    waitForAnswer: (read, signal) =>
      new Promise((resolve) => {
        const stop = () => resolve(null);
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        take = (request, response) => {
          const url = new URL(request.url ?? '/', redirectUri);
          if (request.method !== 'GET' || url.pathname !== '/')
            return answerWith(response, 404, 'There is nothing here.');
          const reading = read(url.searchParams);
          if (reading.tag === 'foreign') {
            return answerWith(response, 400, 'This does not belong to the sign-in that Rollcall waits for.');
          }
          take = (_, late) => answerWith(late, 409, 'Rollcall has its answer already.');
          signal.removeEventListener('abort', stop);
          resolve({
            reading,
            showPage: ({ isDone, sentence }) => {
              if (response.closed) return Promise.resolve(); // The browser has gone; the terminal tells as well.
              const left = new Promise<void>((done) => response.once('close', done));
              answerWith(response, isDone ? 200 : 400, sentence);
              return left;
            },
          });
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The address of this page holds the code: nothing may keep it, send it on, or run beside it. */
function answerWith(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    connection: 'close',
  });
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Rollcall</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 34rem; padding: 0 1rem }</style></head>
<body><h1>Rollcall</h1><p>${escapeHtml(sentence)}</p></body></html>
`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
