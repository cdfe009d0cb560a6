import { foldEmail } from '../model/fold.js';
import { type BatchWrite, type EntryAnswer, performBatch } from './batch-write.js';
import { lookUpMembersById } from './look-up.js';
import { secondaryEmailsOf } from './member-from-wire.js';
import { memberIdOf, type OperationOf, type Outcomes, type PerformScope, withIds } from './perform-scope.js';
import { userOf } from './read-quotas.js';
import { routes } from './routes.js';
import { fieldOf, stringPayloadOf, tagOf } from './tagged-union.js';
import {
  type AddSecondaryEmailsArgument,
  type DeleteSecondaryEmailsArgument,
  memberById,
  type UserSecondaryEmails,
} from './wire-arguments.js';

type SecondaryOperation = OperationOf<'member.add_secondary_email'> | OperationOf<'member.delete_secondary_email'>;
type Ids = ReadonlyMap<string, string>;

/** Addresses in one call, over all its members: more are refused with too_many_emails. */
export const SECONDARY_EMAIL_BATCH = 20;

/**
 * Adds or deletes secondary addresses, several members in a call. Dropbox answers per member and per address; where a
 * domain is not verified it mails the member, who has to confirm.
 * @see Dropbox API, team/members/secondary_emails/add and delete.
 */
export async function performSecondaryEmails(
  operations: readonly SecondaryOperation[],
  scope: PerformScope,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { ready, ids } = withIds(operations, (operation) => memberIdOf(scope, operation.step.member), outcomes);
  const added = ready.filter((operation) => operation.kind === 'member.add_secondary_email');
  const deleted = ready.filter((operation) => operation.kind === 'member.delete_secondary_email');
  const add: BatchWrite<SecondaryOperation> = {
    send: (wanted) => {
      const argument: AddSecondaryEmailsArgument = { new_secondary_emails: byMember(wanted, ids) };
      return scope.call(routes.addSecondaryEmails, argument);
    },
    ...sharedWrite(scope, ids, true),
    alreadyTags: new Set(['already_pending', 'already_owned_by_user']),
  };
  const remove: BatchWrite<SecondaryOperation> = {
    send: (wanted) => {
      const argument: DeleteSecondaryEmailsArgument = { emails_to_delete: byMember(wanted, ids) };
      return scope.call(routes.deleteSecondaryEmails, argument);
    },
    ...sharedWrite(scope, ids, false),
    alreadyTags: new Set(['not_found']),
  };
  await performBatch(scope, add, added, outcomes);
  await performBatch(scope, remove, deleted, outcomes);
  return outcomes;
}

function sharedWrite(
  scope: PerformScope,
  ids: Ids,
  isWanted: boolean,
): Pick<BatchWrite<SecondaryOperation>, 'understand' | 'read'> {
  return {
    understand: (body, operations) => readEntries(body, operations, ids),
    async read(operations) {
      const found = await lookUpMembersById(scope.call, [...new Set(operations.map((each) => ids.get(each.id) ?? ''))]);
      if (!found.ok) return found;
      const reached = operations.filter((operation) => {
        const profile = found.value.get(ids.get(operation.id) ?? '')?.profile;
        if (profile === undefined) return false;
        return secondaryEmailsOf(profile).includes(foldEmail(operation.step.email)) === isWanted;
      });
      return { ok: true, value: new Map(reached.map((operation) => [operation.id, {}])) };
    },
  };
}

function byMember(operations: readonly SecondaryOperation[], ids: Ids): UserSecondaryEmails[] {
  const emails = new Map<string, string[]>();
  for (const operation of operations) {
    const id = ids.get(operation.id) ?? '';
    emails.set(id, [...(emails.get(id) ?? []), foldEmail(operation.step.email)]);
  }
  return [...emails].map(([id, secondary_emails]) => ({ user: memberById(id), secondary_emails }));
}

/** Per member `success` with one entry for each address, or a tag that is about the member and so all its addresses. */
function readEntries(
  body: unknown,
  operations: readonly SecondaryOperation[],
  ids: Ids,
): ReadonlyMap<string, EntryAnswer> {
  const answers = new Map<string, EntryAnswer>();
  const results = fieldOf(body, 'results');
  for (const result of Array.isArray(results) ? results : []) {
    const tag = tagOf(result);
    const member = userOf(tag === 'success' ? fieldOf(result, 'user') : fieldOf(result, tag));
    const theirs = operations.filter((operation) => ids.get(operation.id) === member);
    if (tag !== 'success') {
      for (const operation of theirs) answers.set(operation.id, { tag: 'refused', errorTag: tag });
      continue;
    }
    const entries = fieldOf(result, 'results');
    for (const entry of Array.isArray(entries) ? entries : []) {
      const entryTag = tagOf(entry);
      const named =
        entryTag === 'success' ? (fieldOf(entry, 'email') ?? fieldOf(entry, 'success')) : stringPayloadOf(entry);
      const operation = theirs.find(
        (each) => typeof named === 'string' && foldEmail(each.step.email) === foldEmail(named),
      );
      if (operation === undefined) continue;
      answers.set(operation.id, entryTag === 'success' ? { tag: 'done' } : { tag: 'refused', errorTag: entryTag });
    }
  }
  return answers;
}
