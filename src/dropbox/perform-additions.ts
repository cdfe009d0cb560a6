import { foldEmail } from '../model/fold.js';
import type { NewMember } from '../model/operation.js';
import { type BatchWrite, type EntryAnswer, performBatch } from './batch-write.js';
import { finishLaunch } from './jobs.js';
import { lookUpMembersByEmail } from './look-up.js';
import { statusOf } from './member-from-wire.js';
import type { OperationOf, Outcomes, PerformScope } from './perform-scope.js';
import { routes } from './routes.js';
import { stringPayloadOf, tagOf } from './tagged-union.js';
import { memberInfoSchema } from './wire-answers.js';
import type { AddMembersArgument, NewMemberArgument } from './wire-arguments.js';

type Addition = OperationOf<'member.add'>;

/**
 * Adds people to the team, at most 20 in a call. A 200 says nothing by itself: every entry is read, and matched by
 * address. `user_already_on_team` counts as done only when reading finds the person there.
 * @see Dropbox API, team/members/add_v2.
 */
export async function performAdditions(operations: readonly Addition[], scope: PerformScope): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  await performBatch(scope, additionsWrite(scope), operations, outcomes);
  return outcomes;
}

function additionsWrite(scope: PerformScope): BatchWrite<Addition> {
  return {
    async send(operations) {
      const argument: AddMembersArgument = {
        new_members: operations.map((operation) => newMemberArgument(operation.step.new)),
        force_async: false,
      };
      const launch = await scope.call(routes.addMembers, argument);
      return finishLaunch(
        scope,
        launch,
        routes.addMembersJob,
        operations.map((operation) => operation.id),
      );
    },
    understand: readEntries,
    async read(operations) {
      const found = await lookUpMembersByEmail(scope.call, operations.map(emailOf));
      if (!found.ok) return found;
      const reached = new Map<string, { createdId: string }>();
      for (const operation of operations) {
        const profile = found.value.get(emailOf(operation))?.profile;
        if (profile === undefined || statusOf(profile) === 'removed') continue;
        reached.set(operation.id, { createdId: profile.team_member_id });
      }
      return { ok: true, value: reached };
    },
    alreadyTags: new Set(['user_already_on_team']),
  };
}

function emailOf(operation: Addition): string {
  return foldEmail(operation.step.new.email);
}

function newMemberArgument(member: NewMember): NewMemberArgument {
  const argument: NewMemberArgument = {
    member_email: foldEmail(member.email),
    send_welcome_email: member.sendWelcomeEmail,
  };
  if (member.givenName !== null) argument.member_given_name = member.givenName;
  if (member.surname !== null) argument.member_surname = member.surname;
  if (member.externalId !== null) argument.member_external_id = member.externalId;
  if (member.persistentId !== null) argument.member_persistent_id = member.persistentId;
  if (member.directoryRestricted !== null) argument.is_directory_restricted = member.directoryRestricted;
  if (member.role.id !== null) argument.role_ids = [member.role.id];
  return argument;
}

function readEntries(body: unknown, operations: readonly Addition[]): ReadonlyMap<string, EntryAnswer> {
  const byEmail = new Map(operations.map((operation) => [emailOf(operation), operation.id]));
  const answers = new Map<string, EntryAnswer>();
  const entries: readonly unknown[] = Array.isArray(body) ? body : [];
  for (const [index, entry] of entries.entries()) {
    const added = tagOf(entry) === 'success' ? memberInfoSchema.safeParse(entry) : null;
    const email = added?.success === true ? added.data.profile.email : stringPayloadOf(entry);
    // A tag that came later may name nobody: then the place in the list does, if the list is whole.
    const byPlace = entries.length === operations.length ? operations[index]?.id : undefined;
    const operationId = email === null ? byPlace : byEmail.get(foldEmail(email));
    if (operationId === undefined) continue;
    answers.set(
      operationId,
      added?.success === true
        ? { tag: 'done', createdId: added.data.profile.team_member_id }
        : { tag: 'refused', errorTag: tagOf(entry) },
    );
  }
  return answers;
}
