import { type BatchWrite, type EntryAnswer, halves, performBatch } from './batch-write.js';
import { memberIdOf, type OperationOf, type Outcomes, type PerformScope, withIds } from './perform-scope.js';
import { readQuotaBatch, userOf } from './read-quotas.js';
import { routes } from './routes.js';
import { fieldOf, tagOf } from './tagged-union.js';
import { memberById, type SetQuotasArgument, type UsersArgument } from './wire-arguments.js';

type QuotaOperation = OperationOf<'member.set_quota'>;

/**
 * Sets custom quotas, in GB (1 TB = 1024 GB), at least 2 each, or removes them. Safe to repeat. One excluded member makes
 * Dropbox refuse the whole call, which is then made in ever smaller parts.
 * @see Dropbox API, team/member_space_limits/set_custom_quota and remove_custom_quota: up to 1,000 members a call.
 */
export async function performQuotas(operations: readonly QuotaOperation[], scope: PerformScope): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { ready, ids } = withIds(operations, (operation) => memberIdOf(scope, operation.step.member), outcomes);
  const set = ready.filter((operation) => operation.step.quotaGb !== null);
  const removed = ready.filter((operation) => operation.step.quotaGb === null);
  await performBatch(scope, setWrite(scope, ids), set, outcomes);
  await performBatch(scope, removeWrite(scope, ids), removed, outcomes);
  return outcomes;
}

type Ids = ReadonlyMap<string, string>;

function setWrite(scope: PerformScope, ids: Ids): BatchWrite<QuotaOperation> {
  return {
    send(operations) {
      const argument: SetQuotasArgument = {
        users_and_quotas: operations.map((operation) => ({
          user: memberById(ids.get(operation.id) ?? ''),
          quota_gb: operation.step.quotaGb ?? 0,
        })),
      };
      return scope.call(routes.setQuotas, argument);
    },
    ...sharedWrite(scope, ids),
    split: (error, operations) => (error.tag === 'some_users_are_excluded' ? halves(operations) : null),
  };
}

function removeWrite(scope: PerformScope, ids: Ids): BatchWrite<QuotaOperation> {
  return {
    send(operations) {
      const argument: UsersArgument = { users: operations.map((operation) => memberById(ids.get(operation.id) ?? '')) };
      return scope.call(routes.removeQuotas, argument);
    },
    ...sharedWrite(scope, ids),
  };
}

function sharedWrite(
  scope: PerformScope,
  ids: Ids,
): Pick<BatchWrite<QuotaOperation>, 'understand' | 'read' | 'alreadyTags'> {
  return {
    understand: (body, operations) => readEntries(body, operations, ids),
    async read(operations) {
      const readings = await readQuotaBatch(
        scope.call,
        operations.map((operation) => ids.get(operation.id) ?? ''),
      );
      if (!readings.ok) return readings;
      const reached = operations.filter((operation) => {
        const reading = readings.value.get(ids.get(operation.id) ?? '');
        const gb = reading?.tag === 'custom' ? reading.gb : null;
        return reading !== undefined && gb === operation.step.quotaGb;
      });
      return { ok: true, value: new Map(reached.map((operation) => [operation.id, {}])) };
    },
    alreadyTags: new Set(),
  };
}

/** `success` holds the user directly, or, for removals, as its payload; `invalid_user` always as its payload. */
function readEntries(body: unknown, operations: readonly QuotaOperation[], ids: Ids): ReadonlyMap<string, EntryAnswer> {
  const byMember = new Map(operations.map((operation) => [ids.get(operation.id), operation.id]));
  const entries: readonly unknown[] = Array.isArray(body) ? body : [];
  const answers = new Map<string, EntryAnswer>();
  for (const [index, entry] of entries.entries()) {
    const tag = tagOf(entry);
    const member = userOf(fieldOf(entry, 'user')) ?? userOf(fieldOf(entry, tag));
    const byPlace = entries.length === operations.length ? operations[index]?.id : undefined;
    const operationId = member === null ? byPlace : byMember.get(member);
    if (operationId === undefined) continue;
    answers.set(operationId, tag === 'success' ? { tag: 'done' } : { tag: 'refused', errorTag: tag });
  }
  return answers;
}
