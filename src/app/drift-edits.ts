import { describeGroup, describeMember } from '../config/document-from-live.js';
import type { MemberKey } from '../config/edit.js';
import type { WrittenTeam } from '../config/written-team.js';
import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredGroup, DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupAttributes, groupKey } from '../model/group.js';
import type { LiveGroup, LiveMember, LiveState } from '../model/live-state.js';
import { emailSchema, memberAttributeNames, memberAttributes } from '../model/member.js';
import type { Change, Json } from '../model/plan.js';
import { partsOf } from '../plan/change-parts.js';
import { isPastDay } from '../plan/dates.js';
import { type Identity, identify } from '../plan/identity.js';
import { type FileEdits, TeamEdits } from './team-edits.js';

/** What editing a file so that it says what the team is has to know. */
export interface AdoptionInput {
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly changes: readonly Change[];
  /** What is to be adopted of a member or group: all of it, or one person's membership. */
  readonly isWanted: (kind: Change['kind'], name: string, member: string | null) => boolean;
}

/** One declared resource with the live one that it stands for. */
interface Pair<Desired, Live> {
  readonly desired: Desired;
  readonly live: Live | null;
}

/** Works out some of the edits, from what the files hold by then. */
export type AdoptionStep = (written: WrittenTeam) => FileEdits;

/**
 * Works out how the files have to read for changes not to be planned: the opposite of carrying them out. What a file
 * cannot say is passed over.
 */
export class AdoptionEdits {
  /**
   * One after the other: whoever is not on the team goes first, because others may have their names by now; then names
   * change; all else uses the new ones.
   */
  readonly steps: readonly AdoptionStep[] = [
    (written) => this.#edit(written, () => this.#dropMissing()),
    (written) => this.#edit(written, () => this.#rename()),
    (written) => this.#edit(written, () => this.#adoptRest()),
  ];
  readonly #identity: Identity;
  readonly #members = new Map<string, Pair<DesiredMember, LiveMember>>();
  readonly #groups = new Map<string, Pair<DesiredGroup, LiveGroup>>();
  /** The file's address of everybody on the team whom it declares, by id; with those who are added here. */
  readonly #addresses = new Map<string, string>();
  /** The names that members and groups get, by what the file calls them. */
  readonly #newNames = new Map<string, string>();
  /** Addresses and ids that people in the file get. */
  readonly #taken: Set<string>;
  #edits: TeamEdits;

  constructor(private readonly input: AdoptionInput) {
    const { desired: file, live: team, changes } = input;
    this.#edits = new TeamEdits(NOTHING_WRITTEN, file.file);
    this.#identity = identify(file, team);
    this.#taken = new Set(changes.flatMap((change) => this.#valuesTaken(change)));
    for (const [kind, from, to] of this.#findRenames()) this.#newNames.set(keyOf(kind, from), to);
    for (const [desired, live] of this.#identity.members) {
      const isLeaving = desired.status === 'removed' && live !== null;
      this.#members.set(`member.${isLeaving ? live.attributes.email : desired.email}`, { desired, live });
      if (live !== null) this.#addresses.set(live.id, this.#nameOf('member', desired.email));
    }
    for (const [desired, live] of this.#identity.groups) {
      this.#groups.set(`group.${desired.attributes.name}`, { desired, live });
    }
  }

  /** Takes in people and groups that no file names. */
  declare(written: WrittenTeam, members: readonly LiveMember[], groups: readonly LiveGroup[]): FileEdits {
    return this.#edit(written, () => {
      for (const member of members) this.#addMember(member);
      for (const group of groups) this.#addGroup(group);
    });
  }

  #edit(written: WrittenTeam, edit: () => void): FileEdits {
    this.#edits = new TeamEdits(written, this.input.desired.file);
    edit();
    return this.#edits.finish();
  }

  #isWanted({ kind, address }: Change, member: string | null = null): boolean {
    return this.input.isWanted(kind, address.slice(kind.length + 1), member);
  }

  /** What the file calls somebody, or a group, once names are changed. */
  #nameOf(kind: Change['kind'], name: string): string {
    return this.#newNames.get(keyOf(kind, name)) ?? name;
  }

  /** What somebody gets in the file, or keeps on the team, and nobody else can have. */
  #valuesTaken(change: Change): readonly string[] {
    if (change.kind !== 'member' || !this.#isWanted(change)) return [];
    const { action, before: states } = change;
    const held = partsOf(change).flatMap(({ before }) => (Array.isArray(before) ? (before as Json[]) : [before]));
    if (action === 'remove' || action === 'suspend') {
      const stays = this.input.live.members.find(({ attributes }) => attributes.email === states?.email);
      if (stays !== undefined) held.push(...valuesHeld(stays));
    }
    return held.filter((value) => typeof value === 'string');
  }

  #findRenames(): readonly (readonly [Change['kind'], string, string])[] {
    return this.input.changes.flatMap((change) => {
      const key = change.kind === 'member' ? 'email' : 'name';
      const part = change.action === 'update' ? partsOf(change).find(({ attribute }) => attribute === key) : undefined;
      if (typeof part?.before !== 'string' || typeof part.after !== 'string') return [];
      return this.#isWanted(change) ? [[change.kind, part.after, part.before] as const] : [];
    });
  }

  #dropMissing(): void {
    for (const change of this.input.changes) {
      if (!this.#isWanted(change)) continue;
      if (change.kind === 'group') {
        const group = change.action === 'create' ? this.#groups.get(change.address) : undefined;
        if (group !== undefined) this.#edits.dropGroup(group.desired.attributes.name);
      } else if (change.action === 'create' || change.action === 'recover') {
        const member = this.#members.get(change.address);
        // A line that said they are removed would keep ids that others may have by now.
        if (member !== undefined) this.#edits.dropMember(member.desired.email);
      }
    }
    this.#dropFormerHolders();
  }

  /** Whoever has left, and is in the file still, with an address or id that somebody else has by now. */
  #dropFormerHolders(): void {
    const planned = new Set(this.input.changes.map(({ address }) => address));
    for (const [address, { desired, live }] of this.#members) {
      const isGone = live === null || live.status === 'removed';
      const { external_id: id, persistent_id: persistentId, secondary_emails: others = [] } = desired.attributes;
      const values = [desired.email, id, persistentId, ...others.map(foldEmail)];
      const isInTheWay = values.some((value) => typeof value === 'string' && this.#taken.has(value));
      if (isGone && isInTheWay && !planned.has(address)) this.#edits.dropMember(desired.email);
    }
  }

  #rename(): void {
    for (const [kind, from, to] of this.#findRenames()) this.#edits.rename(kind, from, to);
  }

  #adoptRest(): void {
    for (const change of this.input.changes) {
      if (change.kind === 'member') this.#adoptMember(change);
      else this.#adoptGroup(change);
    }
    for (const { desired, live } of this.#members.values()) this.#yieldValues(desired, live);
  }

  /** What a file asks for, but not yet because somebody is invited or about to leave, another may have by now. */
  #yieldValues(desired: DesiredMember, live: LiveMember | null): void {
    const email = this.#nameOf('member', desired.email);
    const { secondary_emails: wants = [] } = desired.attributes;
    for (const key of ['external_id', 'persistent_id'] as const) {
      const value = desired.attributes[key];
      const isElsewhere = typeof value === 'string' && this.#taken.has(value) && live?.attributes[key] !== value;
      if (isElsewhere && !this.#edits.isSet(email, key)) this.#edits.unset(email, key);
    }
    this.#edits.forgetAddresses(email, (former) => this.#taken.has(foldEmail(former)));
    const has = new Set(live?.attributes.secondary_emails.map(foldEmail));
    const value = wants.filter((address) => !this.#taken.has(foldEmail(address)) || has.has(foldEmail(address)));
    if (value.length === wants.length || this.#edits.isSet(email, 'secondary_emails')) return;
    this.#edits.set(email, 'secondary_emails', value);
  }

  #adoptMember(change: Change): void {
    if (!this.#isWanted(change)) return;
    const pair = this.#members.get(change.address);
    if (pair === undefined) {
      const live = this.#identity.unmanagedMembers.find(({ attributes }) => attributes.email === change.before?.email);
      if (live !== undefined) this.#addMember(live);
      return;
    }
    const { desired, live } = pair;
    const email = this.#nameOf('member', desired.email);
    switch (change.action) {
      case 'suspend':
      case 'remove':
        if (live !== null) this.#keepMember(email, desired, live);
        break;
      case 'unsuspend':
        this.#edits.set(email, 'status', 'suspended');
        break;
      case 'update':
        for (const { attribute, before } of partsOf(change)) {
          if (attribute !== 'email') this.#setAttribute(email, attribute, before);
        }
        break;
      case 'create':
      case 'recover':
        // They were dropped before.
        break;
    }
  }

  /** Somebody who is on the team although the file would suspend or remove them. */
  #keepMember(email: string, { status, until, attributes }: DesiredMember, live: LiveMember): void {
    if (isPastDay(until, this.input.now)) this.#edits.unset(email, 'until');
    const has = live.status === 'suspended' ? 'suspended' : 'active';
    if (status !== null && status !== has) this.#edits.set(email, 'status', has);
    if (status !== 'removed') return;
    this.#regainGroups(live.id, email);
    // Of whoever was to go, nothing was compared; what the file says of them is as old.
    for (const name of memberAttributeNames) {
      const [wants, has] = [attributes[name], live.attributes[name]];
      if (name === 'email' || wants === undefined) continue;
      const isSame = isSameValue(memberAttributes[name] as Attribute<AttributeValue>, wants, has as AttributeValue);
      if (!isSame) this.#setAttribute(email, name, has as Json);
    }
  }

  #setAttribute(email: string, name: string, value: Json): void {
    const key = name as keyof typeof memberAttributes & MemberKey;
    const { schema } = memberAttributes[key] as Attribute<AttributeValue>;
    if (schema.safeParse(value).success) this.#edits.set(email, key, value);
    // A value that the file cannot hold is left to the team.
    else if (!this.#edits.isDefault(key)) this.#edits.unset(email, key);
  }

  #addMember(live: LiveMember): void {
    const { email } = live.attributes;
    if (this.#addresses.has(live.id) || !emailSchema.safeParse(email).success) return;
    this.#addresses.set(live.id, email);
    for (const value of valuesHeld(live)) this.#taken.add(value);
    this.#edits.addMember(describeMember(live, this.input.live.capabilities.quotasRead));
    this.#regainGroups(live.id, email);
  }

  /** Lists somebody whom the file names from now on in the groups that they are in, and would be taken out of. */
  #regainGroups(id: string, email: string): void {
    for (const [group, live] of this.#identity.groups) {
      const access = live?.members.get(id);
      if (access === undefined || group.membership !== 'authoritative') continue;
      this.#enlist(group, email, access);
    }
  }

  /** Nobody can own a group that the file goes on to call company-managed. */
  #enlist({ attributes: { name, management } }: DesiredGroup, email: string, access: Json): void {
    const canOwn = management !== 'company_managed' || this.input.isWanted('group', name, null);
    const membership = access === 'owner' && canOwn ? ({ email, access } as const) : email;
    this.#edits.enlist(this.#nameOf('group', name), membership);
  }

  #adoptGroup(change: Change): void {
    const pair = this.#groups.get(change.address);
    if (pair === undefined) {
      const live = this.#identity.unmanagedGroups.find(({ name }) => name === change.before?.name);
      if (live !== undefined && this.#isWanted(change)) this.#addGroup(live);
      return;
    }
    if (change.action !== 'update') return;
    const name = this.#nameOf('group', pair.desired.attributes.name);
    for (const { attribute, member, before } of partsOf(change)) {
      if (!this.#isWanted(change, member)) continue;
      if (member !== null) this.#adoptMembership(pair.desired, member, before);
      else this.#setGroupAttribute(name, attribute, before);
      if (attribute === 'management' && before === 'company_managed') this.#dropOwners(name, pair.desired);
    }
  }

  #setGroupAttribute(name: string, attribute: string, value: Json): void {
    if (attribute !== 'external_id' && attribute !== 'management') return;
    if (groupAttributes[attribute].schema.safeParse(value).success) this.#edits.setGroup(name, attribute, value);
    else this.#edits.unsetGroup(name, attribute);
  }

  /** A company-managed group has none; what becomes of each of them otherwise is told after. */
  #dropOwners(name: string, { members }: DesiredGroup): void {
    for (const { email: declared, access, until } of members) {
      const email = this.#nameOf('member', declared);
      if (access === 'owner') this.#edits.enlist(name, until === null ? email : { email, until });
    }
  }

  /** @param access as the team has it; null for somebody who is not in the group. */
  #adoptMembership(group: DesiredGroup, declared: string, access: Json): void {
    const email = this.#nameOf('member', declared);
    if (access === null) this.#edits.strike(this.#nameOf('group', group.attributes.name), email);
    else if (this.#members.has(`member.${declared}`)) this.#enlist(group, email, access);
    else {
      // Whoever is in no file cannot be listed in a group of it.
      const live = this.#identity.unmanagedMembers.find(({ attributes }) => attributes.email === declared);
      if (live !== undefined) this.#addMember(live);
    }
  }

  #addGroup(live: LiveGroup): void {
    if (!groupAttributes.name.schema.safeParse(live.name).success) return;
    this.#edits.addGroup(describeGroup(live, this.#addresses));
  }
}

const NOTHING_WRITTEN: WrittenTeam = {
  members: new Map(),
  groups: new Map(),
  defaults: { keys: new Set(), groups: [] },
};

/** What only one person can have. */
function valuesHeld({ attributes }: LiveMember): readonly string[] {
  const { email, external_id: id, persistent_id: persistentId, secondary_emails: others } = attributes;
  return [email, id, persistentId, ...others.map(foldEmail)].filter((value) => typeof value === 'string');
}

function keyOf(kind: Change['kind'], name: string): string {
  return kind === 'member' ? `member ${foldEmail(name)}` : `group ${groupKey(name)}`;
}
