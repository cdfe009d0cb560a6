import { foldEmail, foldGroupName } from '../model/fold.js';
import type { GroupAttributeName } from '../model/group.js';
import type { MemberAttributeName } from '../model/member.js';
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

/** Which events of the log set an attribute to what the team has, and not to something else. */
type Setters = (live: Json, file: Json) => Matches;

const ofName: Setters = (live) => {
  const isName = isOf('member_change_name', 'member_add_name');
  return (event) => isName(event) && (typeof live !== 'string' || event.to?.includes(live) === true);
};

/** Of what it has no events for, the log says nothing. */
const notLogged: Setters = () => () => false;

const memberEvents = {
  email: (live) => (event) => event.type === 'member_change_email' && isSameText(event.to, live, foldEmail),
  external_id: (live) =>
    setTo(live, 'member_add_external_id', 'member_change_external_id', 'member_remove_external_id'),
  given_name: ofName,
  surname: ofName,
  // The log knows roles by older names than the API, so the newest change counts, whatever it calls the role.
  role: () => isOf('member_change_admin_role'),
  persistent_id: notLogged,
  directory_restricted: (live) =>
    isOf(live === true ? 'directory_restrictions_add_members' : 'directory_restrictions_remove_members'),
  secondary_emails: ofSecondaryEmails,
  space_quota_gb:
    (live) =>
    ({ type, to }) =>
      /^member_space_limits_(add|change|remove)_custom_quota$/.test(type) &&
      (to === null ? live === null : Number(to) / BYTES_PER_GB === live),
} as const satisfies Record<MemberAttributeName, Setters>;

const groupEvents = {
  name: (live) => (event) => event.type === 'group_rename' && isSameText(event.to, live, foldGroupName),
  external_id: (live) => setTo(live, 'group_add_external_id', 'group_change_external_id', 'group_remove_external_id'),
  management: (live) => setTo(live, 'group_change_management_type'),
} as const satisfies Record<GroupAttributeName, Setters>;

function ofAttribute({ kind, attribute, live, file }: Difference): Matches {
  const table: Readonly<Record<string, Setters>> = kind === 'member' ? memberEvents : groupEvents;
  const name = attribute ?? '';
  return (table[name] ?? notLogged)(live?.[name] ?? null, file?.[name] ?? null);
}

/** One of these events, which set the very value. */
function setTo(value: Json, ...types: readonly string[]): Matches {
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
