import type { Fault } from '../faults/fault.js';
import { AccessRefusal, BadRequest, RouteRefusal, type Tagged } from '../refusals.js';
import { settleJobs } from '../routes/job-routes.js';
import { routeTable } from '../routes/route-table.js';
import type { Caller, CallWishes, Route, World } from '../world.js';
import { type Answer, makeBadRequest, makeError, makeResult, makeText, makeThrottled } from './answer.js';
import { authenticate, authorize } from './authorization.js';
import type { CallRecord } from './call-record.js';
import { readArgument } from './request-body.js';
import type { Throttle } from './throttle.js';

/** A request to `/2/…`, read completely. */
export interface ApiRequest {
  readonly method: string;
  readonly route: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** What serving a call needs besides the world. */
export interface ApiSurroundings {
  readonly world: World;
  readonly throttle: Throttle;
  /** Called after a route that may have changed something, before the answer leaves. */
  readonly changed: () => void;
  /** Does something as an admin in the console. */
  readonly performInConsole: (adminEmail: string | undefined, path: string, arg: unknown) => unknown;
}

/** Serves one call the way the API does: token, route, body, scope, throttle, and only then the route's own rules. */
export function serveApiCall(
  request: ApiRequest,
  record: CallRecord,
  faults: readonly Fault[],
  surroundings: ApiSurroundings,
): Answer {
  const { world } = surroundings;
  try {
    world.team.settleRecoveries(world.now());
    if (settleJobs(world)) surroundings.changed();
    return serve(request, record, faults, surroundings);
  } catch (error) {
    if (error instanceof BadRequest) return makeBadRequest(request.route, error.text);
    if (error instanceof AccessRefusal) return makeError(error.status, error.error, world.random);
    if (error instanceof RouteRefusal) return makeError(409, error.error, world.random);
    throw error;
  }
}

function serve(
  request: ApiRequest,
  record: CallRecord,
  faults: readonly Fault[],
  surroundings: ApiSurroundings,
): Answer {
  const { world, throttle } = surroundings;
  const route = routeTable.get(request.route);
  if (request.method !== 'POST') {
    throw new BadRequest(
      `Your request's HTTP request method is "${request.method}". This function only accepts the HTTP request method "POST".`,
    );
  }
  if (faults.some((fault) => fault.kind === 'expire_token')) expireToken(world, request.authorization);
  const token = authenticate(world, request.authorization);
  const admin = token.adminId === undefined ? undefined : world.team.find(token.adminId);
  record.actingAdmin = admin?.email;
  if (route === undefined) return makeText(400, `Unknown API function: "${request.route}"`);
  const arg = readArgument(route.arg, request.contentType, request.body);
  authorize(world, token, route);
  const throttled = throttleCall(faults, throttle, world);
  if (throttled !== undefined) return throttled;
  const caller: Caller = { requestId: record.requestId, admin, token, isConsole: false };
  return perform(route, arg, caller, faults, surroundings);
}

function expireToken(world: World, header: string | undefined): void {
  const token = world.tokens.find(header?.replace(/^Bearer +/i, '') ?? '');
  if (token !== undefined) token.expiresAtMs = world.now();
}

function throttleCall(faults: readonly Fault[], throttle: Throttle, world: World): Answer | undefined {
  const fault = faults.find((candidate) => candidate.kind === 'rate_limit');
  if (fault === undefined && !throttle.isExceeded()) return undefined;
  const retryAfterS = fault?.retryAfterS ?? 1;
  throttle.close(retryAfterS);
  return makeThrottled(
    {
      retryAfterS,
      reason: fault?.reason ?? 'too_many_requests',
      body: fault?.body ?? 'json',
      header: fault?.header ?? true,
    },
    world.random,
  );
}

function perform(
  route: Route,
  arg: unknown,
  caller: Caller,
  faults: readonly Fault[],
  surroundings: ApiSurroundings,
): Answer {
  const { world } = surroundings;
  for (const fault of faults) {
    if (fault.kind === 'error') throw new RouteRefusal(readError(fault.error));
    if (fault.kind === 'invalid_cursor') killCursor(world, arg);
    if (fault.kind === 'meanwhile') surroundings.performInConsole(fault.by, fault.call, fault.arg ?? null);
  }
  world.hidden.startCall();
  try {
    const result = performRoute(route, arg, caller, readWishes(faults), world);
    for (const fault of faults) {
      if (fault.kind !== 'hidden_from_list') continue;
      world.hidden.hideAdded(fault.listings ?? (fault.ms === undefined ? 1 : 0), fault.ms ?? 0);
    }
    return makeResult(result);
  } finally {
    // A refused poll may have finished its job, so refusals count as changes too.
    if (route.isMutation || route.path.includes('/job_status/')) surroundings.changed();
  }
}

/** Carries a route out and holds it to the error tags that it declares. */
export function performRoute(route: Route, arg: unknown, caller: Caller, wishes: CallWishes, world: World): unknown {
  try {
    return route.perform({ world, arg, caller, wishes });
  } catch (error) {
    if (
      error instanceof RouteRefusal &&
      error.error['.tag'] !== 'other' &&
      !route.errors.includes(error.error['.tag'])
    ) {
      throw new Error(`simulator bug: ${route.path} has no error tag ${error.error['.tag']}`);
    }
    throw error;
  }
}

function readError(error: string | Tagged): Tagged {
  return typeof error === 'string' ? { '.tag': error } : error;
}

function killCursor(world: World, arg: unknown): void {
  const cursor = (arg as { cursor?: unknown } | null)?.cursor;
  if (typeof cursor === 'string') world.cursors.kill(cursor);
}

function readWishes(faults: readonly Fault[]): CallWishes {
  let wishes: CallWishes = {};
  for (const fault of faults) {
    if (fault.kind === 'empty_page') wishes = { ...wishes, pageEntries: 0 };
    if (fault.kind === 'short_page') wishes = { ...wishes, pageEntries: fault.entries ?? 1 };
    if (fault.kind.startsWith('job_'))
      wishes = { ...wishes, jobFault: fault.kind as NonNullable<CallWishes['jobFault']> };
  }
  return wishes;
}
