import { refuse } from '../refusals.js';
import type { GroupSelector, UserSelector } from '../stone/scalars.js';
import type { Group } from '../team/group.js';
import type { Member } from '../team/member.js';
import type { Team } from '../team/team.js';

/** Whom a selector points at. */
export type Found =
  | { readonly tag: 'member'; readonly member: Member }
  /** Removed from the team; the record is still there. */
  | { readonly tag: 'former'; readonly member: Member }
  /** A Dropbox account that is not on this team. */
  | { readonly tag: 'outside' }
  | { readonly tag: 'nobody' };

/** Finds whom a selector points at: somebody on the team first, then somebody removed, then an account outside. */
export function findUser(team: Team, selector: UserSelector): Found {
  const member = findRecord(team, selector);
  if (member !== undefined) return member.status === 'removed' ? { tag: 'former', member } : { tag: 'member', member };
  if (selector.tag === 'email' && team.outsideAccounts.has(selector.value.toLowerCase())) return { tag: 'outside' };
  return { tag: 'nobody' };
}

function findRecord(team: Team, selector: UserSelector): Member | undefined {
  switch (selector.tag) {
    case 'team_member_id':
      return team.find(selector.value);
    case 'external_id':
      return team.findByExternalId(selector.value);
    case 'email':
      return team.findByAddress(selector.value) ?? team.findFormerByAddress(selector.value);
  }
}

/** Somebody on the team, or the error tags that every member route begins with. */
export function requireMember(team: Team, selector: UserSelector): Member {
  const found = findUser(team, selector);
  if (found.tag === 'member') return found.member;
  return refuse(found.tag === 'nobody' ? 'user_not_found' : 'user_not_in_team');
}

/** Somebody on the team or removed from it. */
export function requireMemberOrFormer(team: Team, selector: UserSelector): Member {
  const found = findUser(team, selector);
  if (found.tag === 'member' || found.tag === 'former') return found.member;
  return refuse(found.tag === 'nobody' ? 'user_not_found' : 'user_not_in_team');
}

export function findGroup(team: Team, selector: GroupSelector): Group | undefined {
  return selector.tag === 'group_id' ? team.groups.find(selector.value) : team.groups.findByExternalId(selector.value);
}

export function requireGroup(team: Team, selector: GroupSelector): Group {
  return findGroup(team, selector) ?? refuse('group_not_found');
}

/** A group that may be changed. */
export function requireOwnGroup(team: Team, selector: GroupSelector): Group {
  const group = requireGroup(team, selector);
  return group.management === 'system_managed' ? refuse('system_managed_group_disallowed') : group;
}

/** A selector as answers repeat it. */
export function echoSelector(selector: UserSelector): Readonly<Record<string, string>> {
  return { '.tag': selector.tag, [selector.tag]: selector.value };
}
