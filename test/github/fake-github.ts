import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeRoutes } from './fake-code-routes.js';
import { conversationRoutes } from './fake-conversation-routes.js';
import { type Answer, type Asked, answers, type Route } from './fake-route.js';
import { settingsRoutes } from './fake-settings-routes.js';
import { FakeWorld } from './fake-world.js';
import { FRONT, openValidator } from './through-prism.js';

/** Something that goes wrong once, with the next call it fits. */
export interface Fault {
  readonly method: string;
  /** A part of the path. */
  readonly path: string;
  /** `lose`: it is carried out, and the connection breaks before the answer. */
  readonly happens: Answer | 'lose' | 'refuse-connection';
}

/** A GitHub of one repository, over real HTTP. */
export interface FakeGitHub {
  readonly url: string;
  readonly world: FakeWorld;
  /** What was called: `POST /repos/acme/team/issues/1/comments`. */
  readonly calls: readonly string[];
  /** Calls that change something. */
  writes(): readonly string[];
  fail(fault: Fault): void;
  close(): Promise<void>;
}

const routes: readonly Route[] = [...conversationRoutes, ...codeRoutes, ...settingsRoutes];

/**
 * Serves what Rollcall uses of GitHub, and what GitHub's own description does not say: pages and their links, limits of
 * bodies, permissions of tokens, answers to tokens that may not see. `npm run test:peers` holds it to the description.
 */
export async function startFakeGitHub(world = new FakeWorld()): Promise<FakeGitHub> {
  const calls: string[] = [];
  const faults: Fault[] = [];
  const validator = await openValidator(
    serve(async (request) => {
      const host = String(request.headers[FRONT]);
      return answerTo(world, { request, url: urlOf(request, host), text: await readText(request) });
    }),
  );
  const server = createServer(
    serve(async (request) => {
      const url = urlOf(request, request.headers.host ?? '');
      const text = await readText(request);
      calls.push(`${request.method} ${url.pathname}`);
      const fault = takeFault(faults, request.method ?? '', url.pathname);
      if (fault === 'refuse-connection') return 'no answer';
      if (fault !== null && fault !== 'lose') return fault;
      const answer =
        validator !== null && isDescribed(url)
          ? await validator.ask(request, text)
          : answerTo(world, { request, url, text });
      return fault === 'lose' ? 'no answer' : answer;
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    calls,
    writes: () => calls.filter((call) => !call.startsWith('GET ')),
    fail: (fault) => faults.push(fault),
    close: async () => {
      await validator?.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** The description is of REST, not of GraphQL; and Prism follows the redirect to an archive, which it then does not know. */
function isDescribed({ pathname }: URL): boolean {
  return /^\/(repos|user)/.test(pathname) && !pathname.endsWith('/zip');
}

/** Answers calls; what goes wrong in the fake itself fails the test by an answer that nobody expects. */
function serve(answer: (request: IncomingMessage) => Promise<Answer | 'no answer'>): RequestListener {
  return (request, response) => {
    answer(request)
      .catch((error: unknown): Answer => ({ status: 418, body: { message: `the fake failed: ${String(error)}` } }))
      .then((found) => (found === 'no answer' ? request.socket.destroy() : send(response, found)));
  };
}

function urlOf(request: IncomingMessage, host: string): URL {
  return new URL(request.url ?? '', `http://${host}`);
}

function takeFault(faults: Fault[], method: string, path: string): Fault['happens'] | null {
  const index = faults.findIndex((fault) => fault.method === method && path.includes(fault.path));
  return index === -1 ? null : (faults.splice(index, 1)[0]?.happens ?? null);
}

interface Received {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly text: string;
}

function answerTo(world: FakeWorld, { request, url, text }: Received): Answer {
  const token = world.tokens.get(/^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
  if (token === undefined) return answers.badCredentials;
  const prefix = `/repos/${world.owner}/${world.repo}`;
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : `!${url.pathname}`;
    const match = route.path.exec(path);
    if (match === null) continue;
    const { permission } = route;
    if (permission !== null && !mayDo(token.permissions, permission)) {
      // To a person who may not see it, a repository is not there.
      return token.isApp ? answers.notAccessible : answers.notFound;
    }
    const parts = match.slice(1).map((part) => decodeURIComponent(part ?? ''));
    const asked: Asked = { world, token, parts, url, body: text === '' ? {} : (JSON.parse(text) as Asked['body']) };
    return route.answer(asked);
  }
  return answers.notFound;
}

function mayDo(permissions: ReadonlySet<string>, permission: string): boolean {
  return permission.split(' or ').some((one) => {
    const [name = '', level] = one.split(': ');
    return permissions.has(one) || (level === 'read' && permissions.has(`${name}: write`));
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (body instanceof Uint8Array) {
    response.writeHead(status, { 'content-type': 'application/zip', ...headers }).end(body);
    return;
  }
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(body === undefined ? undefined : JSON.stringify(body));
}
