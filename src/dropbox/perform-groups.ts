import { foldGroupName } from '../model/fold.js';
import type { OperationOutcome } from '../provider.js';
import { type BatchWrite, oneEach, performBatch } from './batch-write.js';
import { managementOf } from './groups-from-wire.js';
import { finishLaunch } from './jobs.js';
import { findGroupByName, lookUpGroups } from './look-up.js';
import {
  failed,
  groupIdOf,
  type OperationOf,
  type Outcomes,
  type PerformScope,
  preconditionChanged,
  withIds,
  withoutId,
} from './perform-scope.js';
import { routes } from './routes.js';
import { performEach, performSingle } from './single-write.js';
import type { GroupSummary } from './wire-answers.js';
import { groupSummarySchema } from './wire-answers.js';
import { type CreateGroupArgument, groupById, type UpdateGroupArgument } from './wire-arguments.js';

type GroupSetting = OperationOf<'group.set'>;

/** Creates groups, always saying who manages them: what the API does otherwise is nowhere said. */
export function performGroupCreations(
  operations: readonly OperationOf<'group.create'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performEach(operations, async (operation) => {
    const { group, externalId, management } = operation.step;
    const argument: CreateGroupArgument = {
      group_name: group.name,
      // True would make the admin whom the token acts for an owner.
      add_creator_as_owner: false,
      group_management_type: { '.tag': management },
    };
    if (externalId !== null) argument.group_external_id = externalId;
    return performSingle(scope, operation, {
      send: () => scope.call(routes.createGroup, argument),
      createdId: (body) => groupSummarySchema.safeParse(body).data?.group_id ?? null,
      async isReached() {
        const found = await findGroupByName(scope.call, group.name);
        if (!found.ok) return found;
        const live = found.value;
        const isIt =
          live !== null &&
          managementOf(live) === management &&
          (externalId === null || live.group_external_id === externalId);
        return { ok: true, value: isIt ? { createdId: live.group_id } : null };
      },
      alreadyTags: ['group_name_already_used', 'external_id_already_in_use'],
    });
  });
}

const attributeAtFault: Readonly<Record<string, GroupSetting['step']['attribute']>> = {
  group_name_already_used: 'name',
  group_name_invalid: 'name',
  external_id_already_in_use: 'external_id',
};

const aboutTheGroup: ReadonlySet<string> = new Set(['group_not_found', 'system_managed_group_disallowed']);

/** Sets all attributes of one group in one call; when one is refused, the others are set without it. Safe to repeat. */
export async function performGroupSettings(
  operations: readonly GroupSetting[],
  scope: PerformScope,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { ready, ids } = withIds(operations, (operation) => groupIdOf(scope, operation.step.group), outcomes);
  const groupId = ready[0] === undefined ? undefined : ids.get(ready[0].id);
  if (groupId !== undefined) await performBatch(scope, settingsWrite(scope, groupId), ready, outcomes);
  return outcomes;
}

function settingsWrite(scope: PerformScope, groupId: string): BatchWrite<GroupSetting> {
  return {
    send: (operations) => scope.call(routes.updateGroup, updateArgument(groupId, operations)),
    async read(operations) {
      const found = await lookUpGroups(scope.call, [groupId]);
      if (!found.ok) return found;
      const live = found.value.get(groupId);
      const reached = operations.filter((operation) => live !== undefined && isSet(live, operation));
      return { ok: true, value: new Map(reached.map((operation) => [operation.id, {}])) };
    },
    alreadyTags: new Set(),
    isAtFault: (error, operation) => attributeAtFault[error.tag] === operation.step.attribute,
    split: (error, operations) => (aboutTheGroup.has(error.tag) ? null : oneEach(operations)),
  };
}

function updateArgument(groupId: string, operations: readonly GroupSetting[]): UpdateGroupArgument {
  const argument: UpdateGroupArgument = { group: groupById(groupId), return_members: false };
  for (const { step } of operations) {
    switch (step.attribute) {
      case 'name':
        argument.new_group_name = step.value ?? '';
        break;
      case 'external_id':
        argument.new_group_external_id = step.value ?? '';
        break;
      case 'management':
        argument.new_group_management_type =
          step.value === 'user_managed' ? { '.tag': 'user_managed' } : { '.tag': 'company_managed' };
        break;
    }
  }
  return argument;
}

function isSet(live: GroupSummary, { step }: GroupSetting): boolean {
  switch (step.attribute) {
    case 'name':
      return live.group_name === step.value;
    case 'external_id':
      return (live.group_external_id || null) === (step.value || null);
    case 'management':
      return managementOf(live) === step.value;
  }
}

/**
 * Deletes groups. Whether it is still the group that the plan named is read first. The group is gone at once; the job,
 * which takes away what its members could reach through it, is followed to its end.
 */
export function performGroupDeletions(
  operations: readonly OperationOf<'group.delete'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performEach(operations, (operation) => deleteGroup(operation, scope));
}

async function deleteGroup(
  operation: OperationOf<'group.delete'>,
  scope: PerformScope,
): Promise<OperationOutcome | undefined> {
  const { group } = operation.step;
  const id = groupIdOf(scope, group);
  if (id === null) return withoutId();
  const found = await lookUpGroups(scope.call, [id]);
  if (!found.ok) return failed(found.failure);
  const live = found.value.get(id);
  if (live === undefined) return { tag: 'already_done' };
  if (foldGroupName(live.group_name) !== foldGroupName(group.name)) {
    return preconditionChanged(`The group ${group.name} is now called ${live.group_name}.`);
  }
  return performSingle(scope, operation, {
    async send() {
      // The selector itself is the body.
      const launch = await scope.call(routes.deleteGroup, groupById(id));
      return finishLaunch(scope, launch, routes.groupJob, [operation.id]);
    },
    async isReached() {
      const after = await lookUpGroups(scope.call, [id]);
      if (!after.ok) return after;
      return { ok: true, value: after.value.has(id) ? null : {} };
    },
    alreadyTags: ['group_not_found', 'group_already_deleted'],
  });
}
