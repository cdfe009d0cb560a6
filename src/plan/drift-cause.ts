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
  readonly #events: EventIndex | null;
  readonly #dueSince: DueSince;
  readonly #members = new Map<string, LiveMember>();
  readonly #groupIds = new Map<string, string>();
  /** The file's addresses and names to those that the team has. */
  readonly #liveNames = new Map<string, string>();

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
    this.#events = events === null ? null : new EventIndex(events);
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

  #findEvent(difference: Difference, events: EventIndex): TeamLogEvent | undefined {
    const { kind, member, address } = difference;
    const name = this.#liveNameOf(kind, address.slice(kind.length + 1));
    const { isExplanation, isDeparture } = explanationOf(difference, name);
    const about = events.about(kind, name, this.#idOf(kind, name));
    if (member === null) return newest(about.filter(isExplanation));
    const email = this.#liveNameOf('member', member);
    const ofPerson = new Set(events.about('member', email, this.#idOf('member', email)));
    const found = about.filter((event) => ofPerson.has(event) && isExplanation(event));
    return newest(isDeparture === null ? found : [...found, ...[...ofPerson].filter(isDeparture)]);
  }

  #idOf(kind: Difference['kind'], name: string): string | null {
    return (
      (kind === 'member' ? this.#members.get(foldEmail(name))?.id : this.#groupIds.get(foldGroupName(name))) ?? null
    );
  }

  #liveNameOf(kind: Difference['kind'], name: string): string {
    return this.#liveNames.get(keyOf(kind, name)) ?? name;
  }

  #doerOf(event: TeamLogEvent): Doer {
    const { actor, actorKind, actorId, members, memberIds, via } = event;
    switch (actorKind) {
      case 'admin':
      case 'user': {
        const isConcerned =
          (actorId !== null && memberIds.includes(actorId)) || (actor !== null && members.includes(actor));
        // What an app does in the name of an admin is not that admin's own choice.
        if (isConcerned && via !== 'api') return { tag: 'themselves' };
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

/** Events by everybody and every group they are about. */
class EventIndex {
  readonly #byKey = new Map<string, TeamLogEvent[]>();

  constructor(events: readonly TeamLogEvent[]) {
    for (const event of events) for (const key of keysOf(event)) this.#add(key, event);
  }

  /**
   * The events about a member or group, found by name and by id.
   * @param id null where it is not known; where it is, whoever else had the name is left out.
   */
  about(kind: Difference['kind'], name: string, id: string | null): readonly TeamLogEvent[] {
    const named = (this.#byKey.get(keyOf(kind, name)) ?? []).filter((event) => {
      const ids = kind === 'member' ? event.memberIds : event.groupIds;
      return id === null || ids.length === 0 || ids.includes(id);
    });
    return [...new Set([...named, ...(this.#byKey.get(`id ${id}`) ?? [])])];
  }

  #add(key: string, event: TeamLogEvent): void {
    const list = this.#byKey.get(key);
    if (list === undefined) this.#byKey.set(key, [event]);
    else list.push(event);
  }
}

function keysOf({ type, from, members, memberIds, groups, groupIds }: TeamLogEvent): ReadonlySet<string> {
  // A group that was renamed is looked for under its old name too.
  const names = type === 'group_rename' && from !== null ? [...groups, from] : groups;
  return new Set([
    ...members.map((email) => keyOf('member', email)),
    ...names.map((name) => keyOf('group', name)),
    ...[...memberIds, ...groupIds].map((id) => `id ${id}`),
  ]);
}

function newest(events: readonly TeamLogEvent[]): TeamLogEvent | undefined {
  return events.reduce<TeamLogEvent | undefined>(
    (latest, event) => (latest === undefined || Date.parse(event.at) > Date.parse(latest.at) ? event : latest),
    undefined,
  );
}
