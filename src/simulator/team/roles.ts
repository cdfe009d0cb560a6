import { createHash } from 'node:crypto';

/** An admin role that the team may assign. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** The id of the full admin role; it is the same on every team. */
export const FULL_ADMIN_ROLE_ID = 'pid_dbtmr:AAAAAFMcx6E0tax39Kb0H671TzWLeE07dwaqFQ5fDRy2';

/** The eight roles that Dropbox defines, with the names that live teams show. */
export const BUILT_IN_ROLES: readonly Role[] = [
  { id: FULL_ADMIN_ROLE_ID, name: 'Team', description: 'Manage everything and access all permissions' },
  makeRole('User management', 'Add, remove and manage people, but not admins'),
  makeRole('Support', 'Help people with their sign-in and their settings'),
  makeRole('Billing', 'See and change payment and licences'),
  makeRole('Content', 'Manage team folders and what is shared'),
  makeRole('Compliance', 'Manage legal holds and retention'),
  makeRole('Reporting', 'See activity and create reports'),
  makeRole('Security', 'Manage alerts, devices and sign-in rules'),
];

/** The ids of the other roles are made up, but the same on every simulated team, as real ones are. */
function makeRole(name: string, description: string): Role {
  const digest = createHash('sha256').update(name).digest('base64url');
  return { id: `pid_dbtmr:AAAAA${digest}`, name, description };
}

/** The word that API version 1 and the team log use for a role: `Team` is `team_admin`. */
export function slugOf(role: Role): string {
  return `${role.name
    .toLowerCase()
    .replace(/ admin$/, '')
    .replaceAll(' ', '_')}_admin`;
}

/** Finds a role by id, name or slug, whatever the case. */
export function findRole(roles: readonly Role[], wanted: string): Role | undefined {
  const word = wanted.trim().toLowerCase();
  return roles.find((role) => role.id === wanted || role.name.toLowerCase() === word || slugOf(role) === word);
}

/** Version 1 knows three admin roles and shows every newer one as support admin. */
export function tierOf(role: Role | undefined): string {
  if (role === undefined) return 'member_only';
  const slug = slugOf(role);
  return slug === 'team_admin' || slug === 'user_management_admin' ? slug : 'support_admin';
}
