import { nearest } from '../config/nearest.js';
import type { MemberEntry, OffboardingEntry } from '../config/team-document.js';
import type { WrittenTeam } from '../config/written-team.js';
import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { memberAttributes } from '../model/member.js';
import type { Json } from '../model/plan.js';
import type { Offboarding } from '../model/policy.js';
import { type MemberColumn, type OffboardingColumn, offboardingColumns } from './csv-columns.js';
import { describeValue, type ImportedRow, type ReadRow, textIn } from './csv-import-row.js';
import { type FileEdits, TeamEdits } from './team-edits.js';

/** Turns rows about people into edits of the files that they are in. Addresses have been changed before. */
export class CsvMerge {
  readonly #edits: TeamEdits;
  readonly #byEmail: ReadonlyMap<string, DesiredMember>;
  readonly #byExternalId: ReadonlyMap<string, DesiredMember>;
  readonly #declaredGroups: ReadonlyMap<string, string>;
  /** Who is in which group by the file: group and address. */
  readonly #memberships: ReadonlySet<string>;
  /** People whom the rows add, by folded address. */
  readonly #added = new Map<string, MemberEntry>();
  /** Groups that people list themselves, with those of earlier rows. */
  readonly #ownGroups = new Map<string, readonly string[]>();

  constructor(
    private readonly desired: DesiredState,
    private readonly written: WrittenTeam,
  ) {
    this.#edits = new TeamEdits(written, desired.file);
    this.#byEmail = new Map(desired.members.map((member) => [member.email, member]));
    this.#byExternalId = new Map(
      desired.members.flatMap((member) => {
        const id = member.attributes.external_id;
        return id ? [[id, member] as const] : [];
      }),
    );
    this.#declaredGroups = new Map(desired.groups.map(({ attributes: { name } }) => [groupKey(name), name] as const));
    this.#memberships = new Set(
      desired.groups.flatMap(({ attributes: { name }, members }) =>
        members.map(({ email }) => membershipKey(name, email)),
      ),
    );
  }

  take(row: ReadRow): ImportedRow {
    const address = textIn(row, 'new_email') ?? textIn(row, 'email');
    const email = address === null ? null : foldEmail(address);
    const id = textIn(row, 'external_id');
    const member = (id === null ? undefined : this.#byExternalId.get(id)) ?? this.#byEmail.get(email ?? '');
    const tell = (result: ImportedRow['result'], detail: string): ImportedRow => {
      return { line: row.line, name: member?.email ?? address ?? id ?? '', result, detail };
    };
    const groups = this.#findGroups(row);
    if (!groups.ok) return tell('refused', groups.problem);
    const values = ownValues(row);
    if (groups.names.length > 0 && values.get('status') === 'removed') {
      return tell('refused', 'somebody who is removed cannot join a group: leave one of the two out.');
    }
    if (member !== undefined) {
      const words = this.#update(member, values, groups.names);
      return tell(words.length === 0 ? 'unchanged' : 'updated', words.join(', '));
    }
    if (email === null) {
      const who = `nobody in ${this.desired.file} has the external id ${id}`;
      return tell('refused', `${who}, and the row has no address to add one.`);
    }
    const isNew = !this.#added.has(email);
    this.#add(email, values, groups.names);
    const told = groups.names.length === 0 ? values : new Map([...values, ['groups', groups.names] as const]);
    return tell(isNew ? 'added' : 'updated', [...told].map(describeValue).join(', '));
  }

  finish(): FileEdits {
    for (const entry of this.#added.values()) this.#edits.addMember(entry);
    for (const [email, groups] of this.#ownGroups) this.#edits.set(email, 'groups', groups);
    return this.#edits.finish();
  }

  #update({ email, attributes, ...member }: DesiredMember, values: OwnValues, groups: readonly string[]): string[] {
    const changes = [...values].filter(([key, value]) => !isSo({ ...member, email, attributes }, key, value));
    for (const [key, value] of changes) {
      if (isOffboarding(key)) this.#edits.setOffboarding(email, key, value);
      else this.#edits.set(email, key, value);
    }
    if (values.get('status') === 'removed') this.#leaveGroups(email);
    const joins = groups.filter((name) => !this.#isIn(email, name));
    if (joins.length > 0) this.#ownGroups.set(email, [...this.#listedBy(email), ...joins]);
    return [...changes.map(describeValue), ...joins.map((name) => `+ ${name}`)];
  }

  /** Rows about one person add up. */
  #add(email: string, values: OwnValues, groups: readonly string[]): void {
    const entry = this.#added.get(email) ?? { email };
    const all = [...new Set([...(entry.groups ?? []), ...groups])];
    const [own, leaving] = [
      [...values].filter(([key]) => !isOffboarding(key)),
      [...values].filter(([key]) => isOffboarding(key)),
    ];
    const offboarding = { ...entry.offboarding, ...(Object.fromEntries(leaving) as OffboardingEntry) };
    this.#added.set(email, {
      ...entry,
      ...(Object.fromEntries(own) as Partial<MemberEntry>),
      ...(all.length === 0 ? {} : { groups: all }),
      ...(Object.keys(offboarding).length === 0 ? {} : { offboarding }),
    });
  }

  /** Whoever is to be removed is listed in no group: not by themselves, and not by the group. */
  #leaveGroups(email: string): void {
    this.#edits.unset(email, 'groups');
    for (const { name, listed } of this.written.groups.values()) {
      if (listed?.has(email) === true) this.#edits.strike(name, email);
    }
  }

  #isIn(email: string, name: string): boolean {
    const own = this.#ownGroups.get(email) ?? [];
    return own.includes(name) || this.#memberships.has(membershipKey(name, email));
  }

  /** The groups that somebody lists, or has by the defaults, which a list of one's own would put out of force. */
  #listedBy(email: string): readonly string[] {
    return this.#ownGroups.get(email) ?? this.written.members.get(email)?.groups ?? this.written.defaults.groups;
  }

  /** The groups of a row by their declared names. */
  #findGroups({ values }: ReadRow): FoundGroups {
    const found = new Set<string>();
    const named = values.get('groups');
    for (const name of Array.isArray(named) ? (named as readonly string[]) : []) {
      const declared = this.#declaredGroups.get(groupKey(name));
      if (declared === undefined) return { ok: false, problem: this.#describeUnknown(name) };
      found.add(declared);
    }
    return { ok: true, names: [...found] };
  }

  #describeUnknown(name: string): string {
    const meant = nearest(name, this.#declaredGroups.values());
    const advice = meant === null ? 'Add it under groups: first, or import the groups.' : `Did you mean ${meant}?`;
    return `the group ${JSON.stringify(name)} is not declared in ${this.desired.file}. ${advice}`;
  }
}

type FoundGroups =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** What a row says of the person alone: neither who it is, nor of what groups. */
type OwnKey = Exclude<MemberColumn, 'email' | 'groups'> | OffboardingColumn;
type OwnValues = ReadonlyMap<OwnKey, Json>;

const notOwn: ReadonlySet<string> = new Set(['email', 'new_email', 'new_external_id', 'groups']);

function ownValues({ values }: ReadRow): OwnValues {
  const own = new Map([...values].filter((entry): entry is [OwnKey, Json] => !notOwn.has(entry[0])));
  const newId = values.get('new_external_id');
  return newId === undefined ? own : own.set('external_id', newId);
}

function isOffboarding(key: OwnKey): key is OffboardingColumn {
  return (offboardingColumns as readonly string[]).includes(key);
}

function membershipKey(group: string, email: string): string {
  return `${groupKey(group)}\n${email}`;
}

/** Whether the file asks for this value already. */
function isSo(member: DesiredMember, key: OwnKey, value: Json): boolean {
  if (isOffboarding(key)) return asWritten(member.offboarding, key) === value;
  switch (key) {
    case 'status':
      return member.status === value;
    case 'until':
      return member.until === value;
    case 'send_welcome_email':
      return member.sendWelcomeEmail === value;
    default: {
      const asked = member.attributes[key];
      const attribute = memberAttributes[key] as Attribute<AttributeValue>;
      return asked !== undefined && isSameValue(attribute, asked, value as AttributeValue);
    }
  }
}

/** How somebody leaves by the file, key by key, as the file writes it. */
function asWritten(offboarding: Offboarding, key: OffboardingColumn): Json {
  const values = {
    grace_period: `${offboarding.gracePeriodHours / 24}d`,
    wipe_devices: offboarding.wipeDevices,
    transfer_files_to: offboarding.transferFilesTo,
    transfer_admin: offboarding.transferAdmin,
    keep_account: offboarding.keepAccount,
    retain_team_shares: offboarding.retainTeamShares,
    permanently_delete_files: offboarding.permanentlyDeleteFiles,
  } satisfies Record<OffboardingColumn, Json>;
  return values[key];
}
