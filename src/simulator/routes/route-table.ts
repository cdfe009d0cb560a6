import type { Route } from '../world.js';
import { bulkSuspensionRoutes } from './bulk-suspension.js';
import { formerMemberFileRoutes } from './former-member-files.js';
import { groupChangeRoutes } from './group-changes.js';
import { groupMemberRoutes } from './group-members.js';
import { groupReadRoutes } from './group-reads.js';
import { memberAddRoutes } from './member-add.js';
import { memberProfileRoutes } from './member-profile.js';
import { memberReadRoutes } from './member-reads.js';
import { memberRemovalRoutes } from './member-removal.js';
import { memberRoleRoutes } from './member-role.js';
import { memberSuspensionRoutes } from './member-suspension.js';
import { teamFactRoutes } from './team-facts.js';
import { tokenRoutes } from './token.js';

/** Every route that is served, by its path under `/2/`. */
export const routeTable: ReadonlyMap<string, Route> = new Map(
  [
    teamFactRoutes,
    memberReadRoutes,
    memberAddRoutes,
    memberProfileRoutes,
    memberRoleRoutes,
    memberSuspensionRoutes,
    bulkSuspensionRoutes,
    memberRemovalRoutes,
    formerMemberFileRoutes,
    groupReadRoutes,
    groupChangeRoutes,
    groupMemberRoutes,
    tokenRoutes,
  ]
    .flat()
    .map((route) => [route.path, route]),
);
