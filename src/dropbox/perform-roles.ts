import { lookUpMembersById } from './look-up.js';
import { memberIdOf, type OperationOf, type Outcomes, type PerformScope, withoutId } from './perform-scope.js';
import { routes } from './routes.js';
import { performEach, performSingle } from './single-write.js';
import { memberById, type SetRoleArgument } from './wire-arguments.js';

/**
 * Gives members their role; none is an empty list. Safe to repeat.
 * @see Dropbox API, team/members/set_admin_permissions_v2.
 */
export function performRoles(
  operations: readonly OperationOf<'member.set_role'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performEach(operations, async (operation) => {
    const id = memberIdOf(scope, operation.step.member);
    if (id === null) return withoutId();
    const roleId = operation.step.role.id;
    // Always a list: what leaving it out does is nowhere said.
    const argument: SetRoleArgument = { user: memberById(id), new_roles: roleId === null ? [] : [roleId] };
    return performSingle(scope, operation, {
      send: () => scope.call(routes.setRole, argument),
      async isReached() {
        const found = await lookUpMembersById(scope.call, [id]);
        if (!found.ok) return found;
        const roles = found.value.get(id)?.roles ?? [];
        const isSet = roleId === null ? roles.length === 0 : roles.some((role) => role.role_id === roleId);
        return { ok: true, value: found.value.has(id) && isSet ? {} : null };
      },
    });
  });
}
