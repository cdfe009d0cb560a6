import { setMaxListeners } from 'node:events';
import type { Operation, OperationKind } from '../model/operation.js';
import type { Clock, OperationOutcome, PerformContext, Provider } from '../provider.js';
import { batchingOf } from './batches.js';
import type { DropboxCredentials } from './credentials.js';
import { awaitEarlierJob } from './earlier-job.js';
import { refusalReason } from './failure-reasons.js';
import { performAdditions } from './perform-additions.js';
import { performGroupCreations, performGroupDeletions, performGroupSettings } from './perform-groups.js';
import { performAccessChanges, performMembershipAdditions, performMembershipRemovals } from './perform-memberships.js';
import { performProfile } from './perform-profile.js';
import { performQuotas } from './perform-quotas.js';
import { performRemovals } from './perform-removals.js';
import { performRoles } from './perform-roles.js';
import type { OperationOf, Outcomes, PerformScope } from './perform-scope.js';
import { performSecondaryEmails } from './perform-secondary-emails.js';
import { performRecoveries, performSuspensions, performUnsuspensions } from './perform-status.js';
import { readEvents } from './read-events.js';
import { readLiveState, readTeamInfo } from './read-live-state.js';
import { findMissingScopes, scopesOf } from './scopes.js';
import { type CallOptions, type CallRecord, createTransport, type OnWait } from './transport.js';

export const DEFAULT_API_URL = 'https://api.dropboxapi.com';

export interface DropboxProviderOptions {
  /** Scheme, host and optional path; {@link DEFAULT_API_URL} for the real one. */
  readonly apiUrl: string;
  readonly credentials: DropboxCredentials;
  readonly clock: Clock;
  /** In [0, 1), for jitter; `Math.random` where it is left out. */
  readonly random?: () => number;
  /** Told of every HTTP request; holds no secret. */
  readonly onCall?: (call: CallRecord) => void;
  /** Told when calls have to wait; reading has nobody else to tell. */
  readonly onWait?: OnWait;
  /** Entries asked for in one page of a listing, at most 1,000. */
  readonly pageSize?: number;
  /** How long an asynchronous job may take before its end is settled by reading. */
  readonly jobDeadlineMs?: number;
  /** How long to wait for an answer to begin, and between its parts. */
  readonly timeoutMs?: number;
  /** Calls in flight at most, reads and writes together; fewer while Dropbox throttles. */
  readonly connections?: number;
  /** Nothing is sent before, in milliseconds since the epoch: an earlier process was told to wait. */
  readonly notBefore?: number;
}

const performers: {
  readonly [Kind in OperationKind]: (
    operations: readonly OperationOf<Kind>[],
    scope: PerformScope,
  ) => Promise<Outcomes>;
} = {
  'member.add': performAdditions,
  'member.recover': performRecoveries,
  'member.unsuspend': performUnsuspensions,
  'member.set_profile': performProfile,
  'member.set_role': performRoles,
  'member.set_quota': performQuotas,
  'member.add_secondary_email': performSecondaryEmails,
  'member.delete_secondary_email': performSecondaryEmails,
  'member.suspend': performSuspensions,
  'member.remove': performRemovals,
  'group.create': performGroupCreations,
  'group.set': performGroupSettings,
  'group.delete': performGroupDeletions,
  'membership.add': performMembershipAdditions,
  'membership.remove': performMembershipRemovals,
  'membership.set_access': performAccessChanges,
};

/**
 * A Dropbox Business team over HTTP. Nothing is sent before it is first used.
 * @throws ProviderError when the API's URL is not one.
 */
export function createDropboxProvider(options: DropboxProviderOptions): Provider {
  const { clock, pageSize = 1000, jobDeadlineMs = 1_800_000 } = options;
  const transport = createTransport({
    apiUrl: options.apiUrl,
    credentials: options.credentials,
    clock,
    random: options.random ?? Math.random,
    timeoutMs: options.timeoutMs ?? 120_000,
    connections: options.connections ?? 16,
    ...(options.notBefore !== undefined && { notBefore: options.notBefore }),
    ...(options.onCall !== undefined && { onCall: options.onCall }),
    ...(options.onWait !== undefined && { onWait: options.onWait }),
  });
  return {
    batching: batchingOf,
    async readLiveState(needs, onProgress) {
      const reading = new AbortController();
      allowManyListeners(reading.signal);
      try {
        const call: PerformScope['call'] = async (route, argument) => {
          // One of several listings failed: the others need not go on.
          if (reading.signal.aborted) {
            return { tag: 'rejected', kind: 'interrupted', failure: refusalReason('interrupted', null) };
          }
          return transport.call(route, argument, { signal: reading.signal });
        };
        return await readLiveState(call, needs, pageSize, onProgress);
      } finally {
        reading.abort();
      }
    },
    perform: (operations, context) =>
      perform(operations, (batch) => {
        const options = callOptions(context, batch);
        return { clock, context, jobDeadlineMs, call: (route, argument) => transport.call(route, argument, options) };
      }),
    async readTeamId() {
      const team = await readTeamInfo((route, argument) => transport.call(route, argument));
      return team.team_id;
    },
    awaitJob: (job, context) => {
      const call: PerformScope['call'] = (route, argument) => transport.call(route, argument, callOptions(context, []));
      return awaitEarlierJob({ clock, context, jobDeadlineMs, call }, job);
    },
    missingScopes: (operations) =>
      findMissingScopes((route, argument) => transport.call(route, argument), scopesOf(operations), transport.scopes()),
    readTeamLog: (filter) => readEvents((route, argument) => transport.call(route, argument), filter),
    close: () => transport.close(),
  };
}

/** Tells whoever performs operations of the calls that are made for them, and of waiting. */
function callOptions(
  { signal, onEvent }: Pick<PerformContext, 'onEvent' | 'signal'>,
  operations: readonly Operation[],
): CallOptions {
  const operationIds = operations.map(({ id }) => id);
  allowManyListeners(signal);
  return {
    signal,
    onWait: (reason, waitMs) => onEvent({ tag: 'waiting', reason, waitMs }),
    onCall: ({ route, status, requestId, ms, attempt }) =>
      onEvent({ tag: 'called', operationIds, route, status, requestId, ms, attempt }),
  };
}

/** As many calls as are in flight wait on one signal: Node would warn of a leak where there is none. */
function allowManyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}

/** Operations that share a batching key are of one kind and go together; the rest go one group after the other. */
async function perform(
  operations: readonly Operation[],
  scopeOf: (batch: readonly Operation[]) => PerformScope,
): Promise<ReadonlyMap<string, OperationOutcome>> {
  const batches = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { key } = batchingOf(operation);
    const batch = batches.get(key);
    if (batch === undefined) batches.set(key, [operation]);
    else batch.push(operation);
  }
  const outcomes: Outcomes = new Map();
  for (const batch of batches.values()) {
    const { limit } = batchingOf(batch[0] as Operation);
    for (let start = 0; start < batch.length; start += limit) {
      const part = batch.slice(start, start + limit);
      for (const [id, outcome] of await performKind(part, scopeOf(part))) outcomes.set(id, outcome);
    }
  }
  return outcomes;
}

function performKind<Kind extends OperationKind>(
  operations: readonly Operation[],
  scope: PerformScope,
): Promise<Outcomes> {
  const kind = (operations[0] as Operation).step.kind as Kind;
  return performers[kind](operations as readonly OperationOf<Kind>[], scope);
}
