import { describeGroup } from '../config/document-from-live.js';
import type { DesiredGroup } from '../model/desired-state.js';
import { groupAttributes } from '../model/group.js';
import type { LiveGroup } from '../model/live-state.js';
import type { Change, Json } from '../model/plan.js';
import { partsOf } from '../plan/change-parts.js';
import type { MemberAdoption } from './adopt-members.js';
import type { AdoptionContext } from './adoption-context.js';
import type { TeamEdits } from './team-edits.js';

/** Edits groups of a file, and who is in them, so that it says what they are on the team. */
export class GroupAdoption {
  constructor(
    private readonly context: AdoptionContext,
    private readonly edits: TeamEdits,
    private readonly members: MemberAdoption,
  ) {}

  /** Takes groups out that the team does not have. */
  dropMissing(): void {
    const { input, groups } = this.context;
    for (const change of input.changes) {
      const group = change.kind === 'group' && change.action === 'create' ? groups.get(change.address) : undefined;
      if (group !== undefined && this.context.isWanted(change)) {
        this.edits.dropGroup(group.desired.attributes.name);
      }
    }
  }

  adopt(change: Change): void {
    const { identity, groups } = this.context;
    const pair = groups.get(change.address);
    if (pair === undefined) {
      const live = identity.unmanagedGroups.find(({ name }) => name === change.before?.name);
      if (live !== undefined && this.context.isWanted(change)) this.add(live);
      return;
    }
    // Those that were to be created are dropped by now.
    if (change.action !== 'update') return;
    const { desired } = pair;
    const name = this.context.nameOf('group', desired.attributes.name);
    for (const { attribute, member, before } of partsOf(change)) {
      if (!this.context.isWanted(change, member)) continue;
      if (member !== null) this.adoptMembership(desired, member, before);
      else this.setAttribute(name, attribute, before);
      if (attribute === 'management' && before === 'company_managed') this.dropOwners(name, desired);
    }
  }

  /** Takes a group in that no file names. */
  add(live: LiveGroup): void {
    if (!groupAttributes.name.schema.safeParse(live.name).success) return;
    this.edits.addGroup(describeGroup(live, this.context.addresses));
  }

  private setAttribute(name: string, attribute: string, value: Json): void {
    if (attribute !== 'external_id' && attribute !== 'management') return;
    if (groupAttributes[attribute].schema.safeParse(value).success) this.edits.setGroup(name, attribute, value);
    else this.edits.unsetGroup(name, attribute);
  }

  /** A company-managed group has none; what becomes of each of them otherwise is told after. */
  private dropOwners(name: string, { members }: DesiredGroup): void {
    for (const { email: declared, access, until } of members) {
      const email = this.context.nameOf('member', declared);
      if (access === 'owner') this.edits.enlist(name, until === null ? email : { email, until });
    }
  }

  /** @param access as the team has it; null for somebody who is not in the group. */
  private adoptMembership(group: DesiredGroup, declared: string, access: Json): void {
    const { identity, members } = this.context;
    const email = this.context.nameOf('member', declared);
    if (access === null) this.edits.strike(this.context.nameOf('group', group.attributes.name), email);
    else if (members.has(`member.${declared}`)) this.members.enlist(group, email, access);
    else {
      // Whoever is in no file cannot be listed in a group of it.
      const live = identity.unmanagedMembers.find(({ attributes }) => attributes.email === declared);
      if (live !== undefined) this.members.add(live);
    }
  }
}
