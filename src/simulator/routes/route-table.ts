import type { Route } from '../world.js';
import { bulkSuspensionRoutes } from './bulk-suspension.js';
import { formerMemberFileRoutes } from './former-member-files.js';
import { groupChangeRoutes } from './group-changes.js';
import { groupMemberRoutes } from './group-members.js';
import { groupReadRoutes } from './group-reads.js';
import { memberAddRoutes } from './member-add.js';
import { memberPhotoRoutes } from './member-photo.js';
import { memberProfileRoutes } from './member-profile.js';
import { memberReadRoutes } from './member-reads.js';
import { memberRemovalRoutes } from './member-removal.js';
import { memberRoleRoutes } from './member-role.js';
import { memberSuspensionRoutes } from './member-suspension.js';
import { secondaryEmailRoutes } from './secondary-emails.js';
import { spaceLimitRoutes } from './space-limits.js';
import { teamFactRoutes } from './team-facts.js';
import { teamLogRoutes } from './team-log.js';
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
    memberPhotoRoutes,
    secondaryEmailRoutes,
    spaceLimitRoutes,
    teamLogRoutes,
    tokenRoutes,
  ]
    .flat()
    .map((route) => [route.path, route]),
);
