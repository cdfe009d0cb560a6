import type { DesiredGroup, DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { LiveGroup, LiveMember, LiveState } from '../model/live-state.js';
import type { Change, Json } from '../model/plan.js';
import { partsOf } from '../plan/change-parts.js';
import { type Identity, identify } from '../plan/identity.js';

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
export interface Pair<Desired, Live> {
  readonly desired: Desired;
  readonly live: Live | null;
}

/** A name that is to be changed in the file. */
export interface NewName {
  readonly kind: Change['kind'];
  readonly from: string;
  readonly to: string;
}

/** Who is who while a file is edited, and what everybody is going to be called in it. */
export class AdoptionContext {
  readonly identity: Identity;
  /** By the address of a change. */
  readonly members: ReadonlyMap<string, Pair<DesiredMember, LiveMember>>;
  readonly groups: ReadonlyMap<string, Pair<DesiredGroup, LiveGroup>>;
  readonly newNames: readonly NewName[];
  /** The file's address of everybody on the team whom it declares, by id; those who come into the file are added. */
  readonly addresses = new Map<string, string>();
  /** Addresses and ids that somebody gets in the file or keeps on the team, so that nobody else can have them. */
  readonly taken: Set<string>;
  private readonly nameAfter: ReadonlyMap<string, string>;

  constructor(readonly input: AdoptionInput) {
    const { desired, live, changes } = input;
    this.identity = identify(desired, live);
    this.newNames = changes.flatMap((change) => this.newNameOf(change) ?? []);
    this.nameAfter = new Map(this.newNames.map(({ kind, from, to }) => [keyOf(kind, from), to]));
    this.taken = new Set(changes.flatMap((change) => this.valuesTaken(change)));
    const members = [...this.identity.members].map(([member, found]) => ({ desired: member, live: found }));
    this.members = new Map(members.map((pair) => [addressOf(pair), pair]));
    this.groups = new Map(
      [...this.identity.groups].map(([group, found]) => [
        `group.${group.attributes.name}`,
        { desired: group, live: found },
      ]),
    );
    for (const pair of members) {
      if (pair.live !== null) this.addresses.set(pair.live.id, this.nameOf('member', pair.desired.email));
    }
  }

  isWanted({ kind, address }: Change, member: string | null = null): boolean {
    return this.input.isWanted(kind, address.slice(kind.length + 1), member);
  }

  /** What the file calls somebody, or a group, once names are changed. */
  nameOf(kind: Change['kind'], name: string): string {
    return this.nameAfter.get(keyOf(kind, name)) ?? name;
  }

  private newNameOf(change: Change): NewName | null {
    const { kind, action } = change;
    const key = kind === 'member' ? 'email' : 'name';
    const part = action === 'update' ? partsOf(change).find(({ attribute }) => attribute === key) : undefined;
    if (typeof part?.before !== 'string' || typeof part.after !== 'string' || !this.isWanted(change)) return null;
    return { kind, from: part.after, to: part.before };
  }

  private valuesTaken(change: Change): readonly string[] {
    if (change.kind !== 'member' || !this.isWanted(change)) return [];
    const { action, before: states } = change;
    const held = partsOf(change).flatMap(({ before }) => (Array.isArray(before) ? (before as Json[]) : [before]));
    if (action === 'remove' || action === 'suspend') {
      const stays = this.input.live.members.find(({ attributes }) => attributes.email === states?.email);
      if (stays !== undefined) held.push(...valuesHeld(stays));
    }
    return held.filter((value) => typeof value === 'string');
  }
}

/** What only one person can have. */
export function valuesHeld({ attributes }: LiveMember): readonly string[] {
  const { email, external_id: id, persistent_id: persistentId, secondary_emails: others } = attributes;
  return [email, id, persistentId, ...others.map(foldEmail)].filter((value) => typeof value === 'string');
}

/** The address of a member's changes: whoever is to leave keeps the live one. */
function addressOf({ desired, live }: Pair<DesiredMember, LiveMember>): string {
  return `member.${desired.status === 'removed' && live !== null ? live.attributes.email : desired.email}`;
}

function keyOf(kind: Change['kind'], name: string): string {
  return kind === 'member' ? `member ${foldEmail(name)}` : `group ${groupKey(name)}`;
}
