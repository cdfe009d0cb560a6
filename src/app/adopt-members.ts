import { describeMember } from '../config/document-from-live.js';
import type { MemberKey } from '../config/edit.js';
import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredGroup, DesiredMember } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import type { LiveMember } from '../model/live-state.js';
import { emailSchema, memberAttributeNames, memberAttributes } from '../model/member.js';
import type { Change, Json } from '../model/plan.js';
import { partsOf } from '../plan/change-parts.js';
import { isPastDay } from '../plan/dates.js';
import { type AdoptionContext, valuesHeld } from './adoption-context.js';
import type { TeamEdits } from './team-edits.js';

/** Edits members of a file so that it says what they are on the team. */
export class MemberAdoption {
  constructor(
    private readonly context: AdoptionContext,
    private readonly edits: TeamEdits,
  ) {}

  /** Takes those out whom the team does not have: a line that said so would keep ids that others may have by now. */
  dropMissing(): void {
    const { input, members } = this.context;
    const missing = new Set(['create', 'recover']);
    for (const change of input.changes) {
      const member = members.get(change.address);
      if (change.kind !== 'member' || member === undefined || !missing.has(change.action)) continue;
      if (this.context.isWanted(change)) this.edits.dropMember(member.desired.email);
    }
    this.dropFormerHolders();
  }

  adopt(change: Change): void {
    const { identity, members } = this.context;
    if (!this.context.isWanted(change)) return;
    const pair = members.get(change.address);
    if (pair === undefined) {
      const live = identity.unmanagedMembers.find(({ attributes }) => attributes.email === change.before?.email);
      if (live !== undefined) this.add(live);
      return;
    }
    const { desired, live } = pair;
    const email = this.context.nameOf('member', desired.email);
    switch (change.action) {
      case 'suspend':
      case 'remove':
        if (live !== null) this.keep(email, desired, live);
        break;
      case 'unsuspend':
        this.edits.set(email, 'status', 'suspended');
        break;
      case 'update':
        for (const { attribute, before } of partsOf(change)) {
          if (attribute !== 'email') this.setAttribute(email, attribute, before);
        }
        break;
      case 'create':
      case 'recover':
        // They were dropped before.
        break;
    }
  }

  /** Takes somebody in whom no file names. */
  add(live: LiveMember): void {
    const { addresses, taken, input } = this.context;
    const { email } = live.attributes;
    if (addresses.has(live.id) || !emailSchema.safeParse(email).success) return;
    addresses.set(live.id, email);
    for (const value of valuesHeld(live)) taken.add(value);
    this.edits.addMember(describeMember(live, input.live.capabilities.quotasRead));
    this.regainGroups(live.id, email);
  }

  /** Writes somebody into a group; nobody can own one that the file goes on to call company-managed. */
  enlist({ attributes: { name, management } }: DesiredGroup, email: string, access: Json): void {
    const canOwn = management !== 'company_managed' || this.context.input.isWanted('group', name, null);
    const membership = access === 'owner' && canOwn ? ({ email, access } as const) : email;
    this.edits.enlist(this.context.nameOf('group', name), membership);
  }

  /**
   * What a file asks for, but not yet because somebody is invited or about to leave, another may have by now. Comes last,
   * when it is known what everybody has.
   */
  yieldValues(): void {
    for (const { desired, live } of this.context.members.values()) this.yieldValuesOf(desired, live);
  }

  /** Whoever has left, and is in the file still, with an address or id that somebody else has by now. */
  private dropFormerHolders(): void {
    const { input, members, taken } = this.context;
    const planned = new Set(input.changes.map(({ address }) => address));
    for (const [address, { desired, live }] of members) {
      const isGone = live === null || live.status === 'removed';
      const { external_id: id, persistent_id: persistentId, secondary_emails: others = [] } = desired.attributes;
      const values = [desired.email, id, persistentId, ...others.map(foldEmail)];
      const isInTheWay = values.some((value) => typeof value === 'string' && taken.has(value));
      if (isGone && isInTheWay && !planned.has(address)) this.edits.dropMember(desired.email);
    }
  }

  /** Somebody who is on the team although the file would suspend or remove them. */
  private keep(email: string, { status, until, attributes }: DesiredMember, live: LiveMember): void {
    if (isPastDay(until, this.context.input.now)) this.edits.unset(email, 'until');
    const has = live.status === 'suspended' ? 'suspended' : 'active';
    if (status !== null && status !== has) this.edits.set(email, 'status', has);
    if (status !== 'removed') return;
    this.regainGroups(live.id, email);
    // Of whoever was to go, nothing was compared; what the file says of them is as old.
    for (const name of memberAttributeNames) {
      const [wants, value] = [attributes[name], live.attributes[name]];
      if (name === 'email' || wants === undefined) continue;
      const attribute = memberAttributes[name] as Attribute<AttributeValue>;
      if (!isSameValue(attribute, wants, value)) this.setAttribute(email, name, value);
    }
  }

  private setAttribute(email: string, name: string, value: Json): void {
    const key = name as keyof typeof memberAttributes & MemberKey;
    const { schema } = memberAttributes[key] as Attribute<AttributeValue>;
    if (schema.safeParse(value).success) this.edits.set(email, key, value);
    // A value that the file cannot hold is left to the team.
    else if (!this.edits.isDefault(key)) this.edits.unset(email, key);
  }

  /** Lists somebody whom the file names from now on in the groups that they are in, and would be taken out of. */
  private regainGroups(id: string, email: string): void {
    for (const [group, live] of this.context.identity.groups) {
      const access = live?.members.get(id);
      if (access !== undefined && group.membership === 'authoritative') this.enlist(group, email, access);
    }
  }

  private yieldValuesOf({ email: declared, attributes }: DesiredMember, live: LiveMember | null): void {
    const { taken } = this.context;
    const { edits } = this;
    const email = this.context.nameOf('member', declared);
    for (const key of ['external_id', 'persistent_id'] as const) {
      const value = attributes[key];
      const isElsewhere = typeof value === 'string' && taken.has(value) && live?.attributes[key] !== value;
      if (isElsewhere && !edits.isSet(email, key)) edits.unset(email, key);
    }
    edits.forgetAddresses(email, (former) => taken.has(foldEmail(former)));
    const has = new Set(live?.attributes.secondary_emails.map(foldEmail));
    const wants = attributes.secondary_emails ?? [];
    const value = wants.filter((address) => !taken.has(foldEmail(address)) || has.has(foldEmail(address)));
    if (value.length < wants.length && !edits.isSet(email, 'secondary_emails')) {
      edits.set(email, 'secondary_emails', value);
    }
  }
}
