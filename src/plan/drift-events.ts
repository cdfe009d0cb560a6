import { foldEmail, foldGroupName } from '../model/fold.js';
import type { Json } from '../model/plan.js';
import type { TeamLogEvent } from '../model/team-log.js';
import { isObject } from './digest.js';
import type { Difference } from './drift.js';

/** Which events of the log lead to what the team has. */
export interface Explanation {
  /** Of the events about the member or group, and about the person whose membership it is. */
  readonly isExplanation: (event: TeamLogEvent) => boolean;
  /** Of the events about that person alone: whoever leaves the team leaves its groups. Null where that explains nothing. */
  readonly isDeparture: ((event: TeamLogEvent) => boolean) | null;
}

/**
 * Says which events explain a difference.
 * @param name what the team calls the member or group, or the file where the team does not have it.
 * @see Dropbox API, team_log: EventType, and which details each has.
 */
export function explanationOf(difference: Difference, name: string): Explanation {
  const { kind, member, action } = difference;
  if (member !== null) return explainMembership(difference, member);
  const isExplanation =
    action === 'update'
      ? ofAttribute(difference)
      : kind === 'member'
        ? ofPresence(difference)
        : ofGroup(difference, name);
  return { isExplanation, isDeparture: null };
}

type Matches = (event: TeamLogEvent) => boolean;

const isOf =
  (...types: readonly string[]): Matches =>
  ({ type }) =>
    types.includes(type);

/** Changes of somebody's status that end in one of these, by the log's words. */
const becomes =
  (...statuses: readonly string[]): Matches =>
  ({ type, to }) =>
    type === 'member_change_status' && to !== null && statuses.includes(to);

const isGone = becomes('removed', 'moved_to_another_team');

function ofPresence({ action }: Difference): Matches {
  switch (action) {
    case 'unsuspend':
      return becomes('suspended');
    case 'suspend':
      return becomes('active');
    case 'remove':
      return becomes('active', 'invited', 'suspended');
    default:
      return isGone;
  }
}

function ofGroup({ action }: Difference, name: string): Matches {
  if (action === 'remove') return isOf('group_create');
  // A group that was renamed is missed under its old name.
  const isRenamed: Matches = ({ type, from }) =>
    type === 'group_rename' && from !== null && foldGroupName(from) === foldGroupName(name);
  return (event) => event.type === 'group_delete' || isRenamed(event);
}

function explainMembership({ live }: Difference, member: string): Explanation {
  const access = isObject(live?.members) ? live.members[member] : undefined;
  if (access === undefined) return { isExplanation: isOf('group_remove_member'), isDeparture: isGone };
  const isAccess = isOf('group_add_member', 'group_change_member_role');
  return { isExplanation: (event) => isAccess(event) && (event.to ?? access) === access, isDeparture: null };
}

const BYTES_PER_GB = 1024 ** 3;

/** For each attribute, the events that set it, and whether one of them set it to what the team has. */
function ofAttribute({ attribute, live, file }: Difference): Matches {
  const value = live?.[attribute ?? ''] ?? null;
  switch (attribute) {
    case 'email':
      return (event) => event.type === 'member_change_email' && isSameText(event.to, value, foldEmail);
    case 'external_id':
      return isOneOf(
        ['member_add_external_id', 'member_change_external_id', 'member_remove_external_id', ...groupIds],
        value,
      );
    case 'given_name':
    case 'surname':
      return ({ type, to }) =>
        (type === 'member_change_name' || type === 'member_add_name') &&
        (typeof value !== 'string' || to?.includes(value) === true);
    case 'role':
      // The log knows roles by older names than the API, so the newest change counts, whatever it calls the role.
      return isOf('member_change_admin_role');
    case 'space_quota_gb':
      return ({ type, to }) =>
        /^member_space_limits_(add|change|remove)_custom_quota$/.test(type) &&
        (to === null ? value === null : Number(to) / BYTES_PER_GB === value);
    case 'directory_restricted':
      return isOf(value === true ? 'directory_restrictions_add_members' : 'directory_restrictions_remove_members');
    case 'secondary_emails':
      return ofSecondaryEmails(value, file?.secondary_emails ?? null);
    case 'name':
      return ({ type, to }) => type === 'group_rename' && isSameText(to, value, foldGroupName);
    case 'management':
      return ({ type, to }) => type === 'group_change_management_type' && to === value;
    default:
      // Of what it has no events for, such as SAML ids, the log says nothing.
      return () => false;
  }
}

const groupIds = ['group_add_external_id', 'group_change_external_id', 'group_remove_external_id'] as const;

function isOneOf(types: readonly string[], value: Json): Matches {
  return ({ type, to }) => types.includes(type) && to === value;
}

function ofSecondaryEmails(live: Json, file: Json): Matches {
  const [has, wants] = [addressesOf(live), addressesOf(file)];
  return ({ type, to }) => {
    const address = to === null ? '' : foldEmail(to);
    if (type === 'secondary_email_deleted') return wants.has(address) && !has.has(address);
    const isAdded = type === 'pending_secondary_email_added' || type === 'secondary_email_verified';
    return isAdded && has.has(address) && !wants.has(address);
  };
}

function addressesOf(value: Json): ReadonlySet<string> {
  const list = Array.isArray(value) ? value : [];
  return new Set(list.flatMap((entry: Json) => (typeof entry === 'string' ? [foldEmail(entry)] : [])));
}

function isSameText(a: string | null, b: Json, fold: (text: string) => string): boolean {
  return a !== null && typeof b === 'string' && fold(a) === fold(b);
}
