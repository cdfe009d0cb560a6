import type { DesiredGroup, DesiredMembership } from '../model/desired-state.js';
import { type AccessType, type GroupAttributes, groupAttributeNames, groupKey } from '../model/group.js';
import type { LiveGroup, LiveMember, LiveState } from '../model/live-state.js';
import type { Change, Json, JsonObject } from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';
import { objectOr } from './digest.js';
import { isTouchable } from './identity.js';
import { nameSome } from './notes.js';
import type { UndoContext } from './undo-members.js';

/** One group that an undo concerns. */
interface GroupWish {
  /** Null for one that is created anew. */
  readonly live: LiveGroup | null;
  readonly source: SourcePosition;
  attributes: DesiredGroup['attributes'];
  /** By folded address after the undo. Null access leaves that to the recovery. */
  readonly joins: Map<string, { readonly access: AccessType | null; readonly source: SourcePosition }>;
  /** Ids of live members. */
  readonly leaves: Set<string>;
}

/** Asks for the inverse of what one run did to groups, after it is settled who comes and goes. */
export class UndoGroups {
  readonly deleted: string[] = [];
  readonly #wishes = new Map<string, GroupWish>();
  readonly #byName = new Map<string, LiveGroup>();
  readonly #byExternalId = new Map<string, LiveGroup>();
  /** Groups that the run renamed, by the key of their former name. */
  readonly #renamed = new Map<string, string>();

  constructor(
    live: LiveState,
    private readonly context: UndoContext,
  ) {
    for (const group of live.groups.filter(isTouchable)) {
      this.#byName.set(groupKey(group.name), group);
      if (group.externalId) this.#byExternalId.set(group.externalId, group);
    }
  }

  undo(changes: readonly Change[]): void {
    for (const { before, after } of changes) {
      if (before !== null && after !== null) this.#renamed.set(groupKey(String(before.name)), String(after.name));
    }
    for (const change of changes) {
      if (change.action === 'create') this.#delete(change);
      else if (change.action === 'remove') this.#create(change);
      else this.#putBack(change);
    }
  }

  /** Whoever comes back belongs to the groups of before again. */
  rejoin(change: Change): void {
    const { before } = change;
    const source = this.context.placeOf(change);
    const email = String(before?.email);
    if (this.context.people.arriving(email) === undefined) return;
    for (const name of Array.isArray(before?.groups) ? (before.groups as readonly string[]) : []) {
      const wish = this.#formerGroup(name, source);
      if (wish === null) this.context.remarks.say('note', `${email} was in the group ${name}, which is gone.`, source);
      else if (!wish.joins.has(email)) wish.joins.set(email, { access: null, source });
    }
  }

  all(): readonly DesiredGroup[] {
    return [...this.#wishes.values()].map((wish) => this.#desiredOf(wish));
  }

  #delete(change: Change): void {
    const live = this.#find(change.after ?? {});
    if (live === undefined || !this.context.isDone('group.create', change.address)) return;
    this.deleted.push(live.id);
    const put = new Set(Object.keys(objectOr(change.after?.members)));
    const others = [...live.members.keys()].filter((id) => !put.has(this.context.people.emailOf(id)));
    if (others.length === 0) return;
    const names = nameSome(others.map((id) => this.context.people.emailOf(id)));
    this.context.remarks.say(
      'warning',
      `The group ${live.name} has people whom others put there since, and who leave it: ${names}.`,
      this.context.placeOf(change),
    );
  }

  #create(change: Change): void {
    const { remarks, placeOf, isDone, isHeld } = this.context;
    const before = change.before ?? {};
    const source = placeOf(change);
    if (!isDone('group.delete', change.address)) return;
    if (this.#find(before) !== undefined) {
      remarks.say('note', `The group ${String(before.name)} exists again, and stays as it is.`, source);
      return;
    }
    const { name, external_id: externalId, management } = before as unknown as GroupAttributes;
    if (isHeld(change)) remarks.heldByGroup(name, change, source);
    const attributes = { name, management, ...(externalId && !isHeld(change) ? { external_id: externalId } : {}) };
    const wish = this.#wish(null, name, attributes, source);
    for (const [email, access] of Object.entries(objectOr(before.members))) this.#join(wish, email, access, change);
    remarks.say(
      'warning',
      `The group ${name} is created anew: it has another id, and what was shared with the old one is not shared with it.`,
      source,
    );
  }

  #putBack(change: Change): void {
    const { remarks, placeOf } = this.context;
    const [was, became] = [change.before ?? {}, change.after ?? {}];
    const source = placeOf(change);
    const live = this.#find(became) ?? this.#find(was);
    if (live === undefined) {
      remarks.say('warning', `The group ${String(became.name)} is gone: nothing about it is undone.`, source);
      return;
    }
    const wish = this.#wish(live, live.name, { name: live.name }, source);
    const now: JsonObject = { name: live.name, external_id: live.externalId, management: live.management };
    const isHeld = this.context.isHeld(change);
    if (isHeld) remarks.heldByGroup(live.name, change, source);
    for (const key of isHeld ? (['management'] as const) : groupAttributeNames) {
      if (was[key] === became[key]) continue;
      if (now[key] === became[key]) wish.attributes = { ...wish.attributes, [key]: was[key] };
      else if (now[key] !== was[key])
        remarks.say(
          'warning',
          `The group ${live.name}: its ${key} was changed again since that run, and stays.`,
          source,
        );
    }
    if (wish.attributes.management === 'user_managed') {
      const lost = 'whoever owned it became a plain member, and the report does not say who that was';
      remarks.say('warning', `The group ${wish.attributes.name} is user-managed again, but ${lost}.`, source);
    }
    this.#putPeopleBack(wish, live, change);
  }

  #putPeopleBack(wish: GroupWish, live: LiveGroup, change: Change): void {
    const { people, remarks, placeOf } = this.context;
    const [was, became] = [objectOr(change.before?.members), objectOr(change.after?.members)];
    for (const email of new Set([...Object.keys(was), ...Object.keys(became)])) {
      const person = people.present(email);
      const now = person === undefined ? null : accessIn(live, person);
      const [before, after] = [was[email] ?? null, became[email] ?? null];
      if (now === before) continue;
      if (person === undefined || now !== after) {
        const why = person === undefined ? 'is no longer on the team' : 'was moved again since that run';
        remarks.say(
          'warning',
          `The group ${live.name}: ${email} ${why}, so that this membership stays as it is.`,
          placeOf(change),
        );
      } else if (before === null) wish.leaves.add(person.id);
      else this.#join(wish, email, before, change);
    }
  }

  #join(wish: GroupWish, email: string, access: Json, change: Change): void {
    const { people, remarks, placeOf } = this.context;
    const source = placeOf(change);
    const live = people.present(email);
    const person = live === undefined ? people.arriving(email) : people.askedOf(live, source);
    if (person === undefined) {
      remarks.say('note', `The group ${wish.attributes.name}: ${email} is no longer on the team.`, source);
    } else if (person.status !== 'removed') {
      const isOwner = access === 'owner' && (live?.status === 'active' || people.recoverable(email) !== undefined);
      if (access === 'owner' && !isOwner)
        remarks.say(
          'warning',
          `The group ${wish.attributes.name}: ${email} owned it; only active members can.`,
          source,
        );
      wish.joins.set(person.email, { access: isOwner ? 'owner' : 'member', source });
    }
  }

  #formerGroup(name: string, source: SourcePosition): GroupWish | null {
    const created = this.#wishes.get(`new ${groupKey(name)}`);
    if (created !== undefined) return created;
    const live = this.#byName.get(groupKey(this.#renamed.get(groupKey(name)) ?? name));
    return live === undefined ? null : this.#wish(live, live.name, { name: live.name }, source);
  }

  #wish(
    live: LiveGroup | null,
    name: string,
    attributes: DesiredGroup['attributes'],
    source: SourcePosition,
  ): GroupWish {
    const key = live?.id ?? `new ${groupKey(name)}`;
    const present = this.#wishes.get(key);
    if (present !== undefined) return present;
    const wish: GroupWish = { live, source, attributes, joins: new Map(), leaves: new Set() };
    this.#wishes.set(key, wish);
    return wish;
  }

  #find({ name, external_id: externalId }: JsonObject): LiveGroup | undefined {
    const byId = typeof externalId === 'string' ? this.#byExternalId.get(externalId) : undefined;
    return byId ?? this.#byName.get(groupKey(String(name)));
  }

  /** Without anybody who leaves, the group only gains; else whoever stays has to be named. */
  #desiredOf({ live, source, attributes, joins, leaves }: GroupWish): DesiredGroup {
    const members: DesiredMembership[] = [...joins].map(([email, { access, source: place }]) => ({
      email,
      access,
      until: null,
      source: place,
    }));
    for (const id of leaves.size === 0 ? [] : (live?.members.keys() ?? [])) {
      const person = this.context.people.askedOfId(id, source);
      const stays = person !== undefined && person.status !== 'removed' && !leaves.has(id);
      if (stays && !joins.has(person.email)) members.push({ email: person.email, access: null, until: null, source });
    }
    const externalId = live?.externalId && attributes.external_id === undefined ? { external_id: live.externalId } : {};
    return {
      attributes: { ...attributes, ...externalId },
      membership: leaves.size === 0 && live !== null ? 'additive' : 'authoritative',
      previousNames: live === null || live.name === attributes.name ? [] : [live.name],
      members,
      source,
    };
  }
}

/** Null where they are not in it. An access that was not read is that of a member. */
function accessIn(live: LiveGroup, { id }: LiveMember): AccessType | null {
  const access = live.members.get(id);
  return access === undefined ? null : (access ?? 'member');
}
