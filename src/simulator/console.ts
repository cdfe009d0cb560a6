import type { Doer } from './audit-log.js';
import { aboutMember, statusChanged } from './happenings.js';
import { performRoute } from './http/api-call.js';
import { RouteRefusal } from './refusals.js';
import { routeTable } from './routes/route-table.js';
import { StoneViolation } from './stone/violation.js';
import type { Member } from './team/member.js';
import type { World } from './world.js';

/** What people do by other ways than the API: in the admin console, or by answering an invitation. */
export interface TeamConsole {
  /**
   * Carries out what a route does, as if an admin had done it in the console: no token, no faults, and the team log
   * names the admin and `admin_console`; or, for somebody without an admin role, the person and `end_user`, as when they
   * leave a group. `path` may leave out `team/`.
   * @throws Error with the route's error tag when the team's rules refuse it.
   */
  perform(path: string, arg: unknown, byAdmin?: string): unknown;
  /** Lets somebody accept an invitation. */
  acceptInvitation(email: string): void;
}

/** Makes the console of a team; `changed` is called after each change. */
export function makeConsole(world: World, defaultAdmin: Member, changed: () => void): TeamConsole {
  return {
    perform(path, arg, byAdmin) {
      const route = routeTable.get(path) ?? routeTable.get(`team/${path}`);
      if (route === undefined) throw new Error(`no route ${path}`);
      const admin = byAdmin === undefined ? defaultAdmin : requireHolder(world, byAdmin);
      try {
        const caller = { requestId: world.random.hex(32), admin, token: undefined, isConsole: true };
        return performRoute(route, route.arg.decode(arg), caller, {}, world);
      } catch (error) {
        if (error instanceof RouteRefusal) throw new Error(`${path}: refused with ${error.message}`, { cause: error });
        if (error instanceof StoneViolation) throw new Error(`${path}: ${error.describe()}`, { cause: error });
        throw error;
      } finally {
        changed();
      }
    },
    acceptInvitation(email) {
      const member = requireHolder(world, email);
      if (member.status !== 'invited') throw new Error(`${email} is ${member.status}, not invited`);
      world.team.changeStatus(member, 'active');
      member.joinedOnMs = world.now();
      member.invitedOnMs = undefined;
      member.emailVerified = true;
      member.hasAcceptedTerms = true;
      const doer: Doer = { actor: 'user', member, appName: '', requestId: undefined };
      const join = { has_linked_apps: false, has_linked_devices: false, has_linked_shared_folders: false };
      const action = {
        '.tag': 'team_join_details',
        linked_apps: [],
        linked_devices: [],
        linked_shared_folders: [],
        ...join,
      };
      world.audit.record(doer, statusChanged(member, 'not_joined', 'active', action));
      const name = { given_name: member.givenName, surname: member.surname };
      world.audit.record(doer, aboutMember('member_add_name', member, { new_value: name }));
      changed();
    },
  };
}

function requireHolder(world: World, email: string): Member {
  const member = world.team.findByAddress(email);
  if (member === undefined) throw new Error(`${email} is not on the simulated team`);
  return member;
}
