import type { DesiredState } from '../model/desired-state.js';
import type { Doer, DriftCause } from '../model/drift-cause.js';
import { foldEmail, foldGroupName } from '../model/fold.js';
import type { LiveMember, LiveState } from '../model/live-state.js';
import { MEMBER_ONLY } from '../model/member.js';
import type { TeamLogCategory, TeamLogEvent } from '../model/team-log.js';
import type { Difference } from './drift.js';
import { type DueSince, findDue } from './drift-due.js';
import { explanationOf } from './drift-events.js';

/** A difference with how it came to be. */
export interface ExplainedDifference extends Difference {
  readonly cause: DriftCause;
}

/** The parts of the log that can explain these differences: whatever else happened is not read. */
export function categoriesOf(differences: readonly Difference[]): readonly TeamLogCategory[] {
  const isPolicy = ({ attribute }: Difference) => attribute === 'directory_restricted';
  const categories: TeamLogCategory[] = [];
  // Whoever left the team left its groups with it, so members explain memberships too.
  if (differences.some((one) => one.kind === 'member' || one.member !== null)) categories.push('members');
  if (differences.some(({ kind }) => kind === 'group')) categories.push('groups');
  if (differences.some(isPolicy)) categories.push('team_policies');
  return categories;
}

export interface CauseInput {
  readonly differences: readonly Difference[];
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The newest first; null where the log was not read. */
  readonly events: readonly TeamLogEvent[] | null;
}

/**
 * Joins differences with the team log: to each the newest event that leads to what the team has now. An event that led
 * somewhere else explains nothing, so that nobody is named for what somebody else did after. Pure.
 */
export function explainDifferences(input: CauseInput): readonly ExplainedDifference[] {
  const finder = new CauseFinder(input);
  return input.differences.map((difference) => ({ ...difference, cause: finder.find(difference) }));
}

class CauseFinder {
  readonly #events: ReadonlyMap<string, readonly TeamLogEvent[]> | null;
  readonly #members = new Map<string, LiveMember>();
  readonly #groupIds = new Map<string, string>();
  /** The file's addresses and names to those that the team has. */
  readonly #liveNames = new Map<string, string>();

  readonly #dueSince: DueSince;

  constructor({ live, differences, events, desired, now }: CauseInput) {
    this.#dueSince = findDue(desired, live, now);
    // Whoever is on the team comes last, and so before one who was removed from the same address.
    const presentLast = [...live.members].sort(
      (a, b) => Number(a.status !== 'removed') - Number(b.status !== 'removed'),
    );
    for (const member of presentLast) this.#members.set(foldEmail(member.attributes.email), member);
    for (const group of live.groups) this.#groupIds.set(foldGroupName(group.name), group.id);
    for (const { kind, attribute, live: has, file } of differences) {
      if (attribute !== 'email' && attribute !== 'name') continue;
      const [from, to] = [file?.[attribute], has?.[attribute]];
      if (typeof from === 'string' && typeof to === 'string') this.#liveNames.set(keyOf(kind, from), to);
    }
    this.#events = events === null ? null : indexEvents(events);
  }

  find(difference: Difference): DriftCause {
    const due = this.#dueSince(difference);
    const event = this.#events === null ? undefined : this.#findEvent(difference, this.#events);
    // What somebody did after the day had come is not the day's doing.
    if (due !== null && (event === undefined || Date.parse(event.at) <= due)) return { tag: 'due' };
    if (this.#events === null) return { tag: 'not-read' };
    if (event === undefined) return { tag: 'not-logged' };
    return { tag: 'logged', at: event.at, by: this.#doerOf(event), via: event.via, event: event.type };
  }

  #findEvent(difference: Difference, events: ReadonlyMap<string, readonly TeamLogEvent[]>): TeamLogEvent | undefined {
    const { kind, member, address } = difference;
    const name = this.#liveNameOf(kind, address.slice(kind.length + 1));
    const of = kind === 'member' ? this.#keysOfMember(name) : this.#keysOfGroup(name);
    const person = member === null ? null : new Set(this.#keysOfMember(this.#liveNameOf('member', member)));
    const { isExplanation, isDeparture } = explanationOf(difference, name);
    const isAboutPerson = (event: TeamLogEvent) =>
      person === null || keysOfMembers(event).some((key) => person.has(key));
    const found = newest(
      of.flatMap((key) => events.get(key) ?? []).filter((e) => isAboutPerson(e) && isExplanation(e)),
    );
    if (person === null || isDeparture === null) return found;
    const left = newest([...person].flatMap((key) => events.get(key) ?? []).filter(isDeparture));
    return newest([found, left].filter((event) => event !== undefined));
  }

  #liveNameOf(kind: Difference['kind'], name: string): string {
    return this.#liveNames.get(keyOf(kind, name)) ?? name;
  }

  #keysOfMember(email: string): readonly string[] {
    const id = this.#members.get(foldEmail(email))?.id;
    return [keyOf('member', email), ...(id === undefined ? [] : [`id ${id}`])];
  }

  #keysOfGroup(name: string): readonly string[] {
    const id = this.#groupIds.get(foldGroupName(name));
    return [keyOf('group', name), ...(id === undefined ? [] : [`id ${id}`])];
  }

  #doerOf(event: TeamLogEvent): Doer {
    const { actor, actorKind, actorId, members, memberIds } = event;
    switch (actorKind) {
      case 'admin':
      case 'user': {
        const isConcerned =
          (actorId !== null && memberIds.includes(actorId)) || (actor !== null && members.includes(actor));
        if (isConcerned) return { tag: 'themselves' };
        const isAdmin = actorKind === 'admin' || this.#isAdmin(actor);
        return isAdmin ? { tag: 'admin', name: actor } : { tag: 'member' };
      }
      case 'app':
      case 'reseller':
        return { tag: actorKind, name: actor };
      case 'dropbox':
        return { tag: 'dropbox' };
      default:
        return { tag: 'unknown' };
    }
  }

  #isAdmin(email: string | null): boolean {
    const member = email === null ? undefined : this.#members.get(foldEmail(email));
    return member !== undefined && member.attributes.role !== MEMBER_ONLY;
  }
}

function keyOf(kind: Difference['kind'], name: string): string {
  return kind === 'member' ? `member ${foldEmail(name)}` : `group ${foldGroupName(name)}`;
}

function keysOfMembers({ members, memberIds }: TeamLogEvent): readonly string[] {
  return [...members.map((email) => keyOf('member', email)), ...memberIds.map((id) => `id ${id}`)];
}

/** Events by everybody and every group they are about. */
function indexEvents(events: readonly TeamLogEvent[]): ReadonlyMap<string, readonly TeamLogEvent[]> {
  const index = new Map<string, TeamLogEvent[]>();
  for (const event of events) {
    // A group that was renamed is looked for under its old name too.
    const names = event.type === 'group_rename' && event.from !== null ? [...event.groups, event.from] : event.groups;
    const groups = [...names.map((name) => keyOf('group', name)), ...event.groupIds.map((id) => `id ${id}`)];
    for (const key of new Set([...keysOfMembers(event), ...groups])) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [event]);
      else list.push(event);
    }
  }
  return index;
}

function newest(events: readonly TeamLogEvent[]): TeamLogEvent | undefined {
  return events.reduce<TeamLogEvent | undefined>(
    (latest, event) => (latest === undefined || Date.parse(event.at) > Date.parse(latest.at) ? event : latest),
    undefined,
  );
}
