import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { CommandResult, Workplace } from './command-line.js';

/** The address that `login` asks somebody to open. */
export function findAddress(stderr: string): string | null {
  return /^(http\S+\/oauth2\/authorize\?\S+)$/m.exec(stderr)?.[1] ?? null;
}

/** Opens the consent page as a browser would, presses a button, and answers with what the server says to that. */
export async function pressButton(address: string, decision: 'allow' | 'deny'): Promise<Response> {
  const page = await (await fetch(address)).text();
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  const body = new URLSearchParams([...fields, ['decision', decision]]);
  return fetch(new URL('/oauth2/authorize', address), { method: 'POST', body, redirect: 'manual' });
}

/** What the browser showed in the end, at which address. */
export interface BrowserPage {
  readonly address: string;
  readonly status: number;
  readonly text: string;
}

/** Goes where the consent page sends the browser, or where `reroute` says instead. */
export async function giveConsent(
  address: string,
  decision: 'allow' | 'deny' = 'allow',
  reroute: (redirect: string) => string = (redirect) => redirect,
): Promise<BrowserPage> {
  const redirect = (await pressButton(address, decision)).headers.get('location');
  if (redirect === null) throw new Error('the consent page sends the browser nowhere');
  const response = await fetch(reroute(redirect));
  return { address: redirect, status: response.status, text: await response.text() };
}

/** Runs `login` with a port of its own, while `act` does what a person does in the browser. */
export async function logIn(
  workplace: Workplace,
  argv: readonly string[] = [],
  act: (address: string) => Promise<BrowserPage> = (address) => giveConsent(address),
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult & { readonly page: BrowserPage }> {
  let acting: Promise<BrowserPage> | null = null;
  const result = await workplace.run(['login', '--port', '0', ...argv], {
    env,
    interruptWhen: (stderr) => {
      const address = findAddress(stderr);
      if (address !== null) acting ??= act(address);
      return false;
    },
  });
  if (acting === null) throw new Error(`login asked nobody to open an address: ${result.stderr}`);
  return { ...result, page: await (acting as Promise<BrowserPage>) };
}

/** Runs `login --no-browser`, and types what `act` makes of the address. */
export async function logInByCode(
  workplace: Workplace,
  argv: readonly string[],
  act: (address: string) => Promise<string | null>,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const stdin = new PassThrough();
  let isAsked = false;
  return workplace.run(['login', '--no-browser', ...argv], {
    env,
    stdin,
    interruptWhen: (stderr) => {
      const address = findAddress(stderr);
      if (isAsked || address === null || !stderr.includes('The code that Dropbox shows')) return false;
      isAsked = true;
      void act(address).then((code) => stdin.end(code === null ? '' : `${code}\n`));
      return false;
    },
  });
}

/** Reads the code off the page that shows it. */
export async function copyCode(address: string): Promise<string> {
  const text = await (await pressButton(address, 'allow')).text();
  return /<code id="code">(.+?)<\/code>/.exec(text)?.[1] ?? '';
}

/** Passes everything on to an API, and has `change` rewrite what its token endpoint says. */
export async function startProxy(
  target: string,
  change: (answer: Record<string, unknown>) => Record<string, unknown>,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const headers = Object.fromEntries(
        ['authorization', 'content-type'].flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      );
      const isPost = request.method === 'POST';
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers,
        redirect: 'manual',
        ...(isPost && { body: Buffer.concat(parts).toString('utf8') }),
      });
      const text = await answer.text();
      const isToken = request.url === '/oauth2/token';
      const location = answer.headers.get('location');
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
        ...(location !== null && { location }),
      });
      response.end(isToken ? JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)) : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
