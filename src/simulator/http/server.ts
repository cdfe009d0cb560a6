import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fault } from '../faults/fault.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { type Answer, makeHtml, makeText, makeThrottled } from './answer.js';
import { type ApiSurroundings, serveApiCall } from './api-call.js';
import type { CallRecord } from './call-record.js';
import type { OAuthServer } from './oauth.js';

/** What the HTTP server works with. */
export interface ServerSurroundings extends ApiSurroundings {
  readonly faults: FaultBoard;
  readonly log: CallRecord[];
  readonly oauth: OAuthServer;
  readonly latencyMs: number;
}

/** Makes the server that turns HTTP requests into calls, and faults into what faults look like on the wire. */
export function makeServer(surroundings: ServerSurroundings): Server {
  let inFlight = 0;
  const server = createServer((request, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      handle(request, response, body, inFlight, surroundings).catch((error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        // A bug of the simulator must not look like an outage of Dropbox.
        send(response, makeText(500, `Simulator error: ${text}`), 'none');
      });
    });
  });
  // Clients keep connections; closing an idle one under them would be a fault that nobody asked for.
  server.keepAliveTimeout = 120_000;
  return server;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  inFlight: number,
  surroundings: ServerSurroundings,
): Promise<void> {
  const { world, log, throttle } = surroundings;
  const url = new URL(request.url ?? '/', 'http://simulator');
  const isApi = url.pathname.startsWith('/2/');
  const record: CallRecord = {
    number: log.length + 1,
    method: request.method ?? '',
    route: url.pathname.slice(isApi ? 3 : 1),
    requestId: world.random.hex(32),
    atMs: world.now(),
    inFlight,
    body: isApi ? readForLog(body) : undefined,
    status: undefined,
    tag: undefined,
    actingAdmin: undefined,
    isDuringRetryAfter: false,
    faults: [],
  };
  log.push(record);
  const secondsLeft = isApi ? throttle.secondsLeft() : 0;
  if (secondsLeft > 0) {
    record.isDuringRetryAfter = true;
    const refusal = { retryAfterS: secondsLeft, reason: 'too_many_requests', body: 'json', header: true } as const;
    finish(response, record, makeThrottled(refusal, world.random));
    return;
  }
  const faults = surroundings.faults.strike(record.route, body);
  record.faults.push(...faults.map((fault) => fault.kind));
  const delayMs = faults.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.ms : 0), surroundings.latencyMs);
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  if (faults.some((fault) => fault.kind === 'hang')) return;
  if (faults.some((fault) => fault.kind === 'reset_before')) {
    request.socket.destroy();
    return;
  }
  const early = answerEarly(faults);
  if (early !== undefined) {
    finish(response, record, early);
    return;
  }
  const answer = isApi
    ? serveApiCall(
        {
          method: record.method,
          route: record.route,
          authorization: request.headers.authorization,
          contentType: request.headers['content-type'],
          body,
        },
        record,
        faults,
        surroundings,
      )
    : surroundings.oauth.serve({ method: record.method, url, headers: request.headers, body });
  if (!isApi) surroundings.changed();
  finishWithFaults(request, response, record, answer, faults);
}

/** Answers that stand in for the API's own, before anything is done. */
function answerEarly(faults: readonly Fault[]): Answer | undefined {
  for (const fault of faults) {
    if (fault.kind === 'html_error') return makeHtml(fault.status ?? 502);
    if (fault.kind !== 'status') continue;
    const isText = typeof fault.body === 'string' || fault.body === undefined;
    return {
      status: fault.status,
      body: isText ? String(fault.body ?? '') : JSON.stringify(fault.body),
      contentType: isText ? 'text/plain; charset=utf-8' : 'application/json',
      ...(fault.headers === undefined ? {} : { headers: fault.headers }),
    };
  }
  return undefined;
}

function finishWithFaults(
  request: IncomingMessage,
  response: ServerResponse,
  record: CallRecord,
  answer: Answer,
  faults: readonly Fault[],
): void {
  for (const fault of faults) {
    if (fault.kind === 'reset_after') {
      request.socket.destroy();
      return;
    }
    if (fault.kind === 'status_after') {
      finish(response, record, makeText(fault.status ?? 500, ''));
      return;
    }
    if (fault.kind === 'truncate') {
      finish(response, record, answer, fault.clean === true ? 'clean' : 'broken');
      return;
    }
  }
  finish(response, record, answer);
}

function finish(response: ServerResponse, record: CallRecord, answer: Answer, cut: Cut = 'none'): void {
  record.status = answer.status;
  record.tag = answer.tag;
  response.setHeader('X-Dropbox-Request-Id', record.requestId);
  send(response, answer, cut);
}

type Cut = 'none' | 'clean' | 'broken';

function send(response: ServerResponse, answer: Answer, cut: Cut): void {
  if (response.headersSent) return;
  const bytes = Buffer.from(answer.body, 'utf8');
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': cut === 'clean' ? half.length : bytes.length,
    'Cache-Control': 'no-cache',
    'X-Dropbox-Response-Origin': 'remote',
    Server: 'envoy',
    ...answer.headers,
  });
  if (cut === 'broken') {
    response.write(half, () => response.socket?.destroy());
  } else {
    response.end(cut === 'clean' ? half : bytes);
  }
}

function readForLog(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
