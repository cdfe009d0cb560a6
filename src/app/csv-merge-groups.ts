import type { GroupEntry } from '../config/team-document.js';
import type { WrittenTeam } from '../config/written-team.js';
import type { DesiredGroup, DesiredState } from '../model/desired-state.js';
import { groupKey } from '../model/group.js';
import type { Json } from '../model/plan.js';
import { type GroupColumn, groupColumns } from './csv-columns.js';
import { describeValue, type ImportedRow, type ReadRow, textIn } from './csv-import-row.js';
import { type FileEdits, TeamEdits } from './team-edits.js';

/** Turns rows about groups into edits of the files that they are in: found by name, then by external id. */
export class CsvMergeGroups {
  readonly #edits: TeamEdits;
  readonly #byName: ReadonlyMap<string, DesiredGroup>;
  readonly #byExternalId: ReadonlyMap<string, DesiredGroup>;
  readonly #added = new Map<string, GroupEntry>();

  constructor(
    private readonly desired: DesiredState,
    written: WrittenTeam,
  ) {
    this.#edits = new TeamEdits(written, desired.file);
    this.#byName = new Map(desired.groups.map((group) => [groupKey(group.attributes.name), group]));
    this.#byExternalId = new Map(
      desired.groups.flatMap((group) => {
        const id = group.attributes.external_id;
        return id ? [[id, group] as const] : [];
      }),
    );
  }

  take(row: ReadRow): ImportedRow {
    const [name, id] = [textIn(row, 'group_name'), textIn(row, 'group_external_id')];
    const tell = (result: ImportedRow['result'], detail: string): ImportedRow => {
      return { line: row.line, name: name ?? '', result, detail };
    };
    if (name === null) return tell('refused', 'the row names no group.');
    const group = this.#byName.get(groupKey(name));
    const holder = id === null ? undefined : this.#byExternalId.get(id);
    if (holder !== undefined && holder !== group) {
      const why = `external_id ${id} is the group ${holder.attributes.name} in ${this.desired.file}`;
      return tell('refused', `${why}. If it was renamed, write its new name there, and previous_names.`);
    }
    const values = valuesOf(row);
    if (group !== undefined) {
      const changes = values.filter(([key, value]) => !isSo(group, key, value));
      for (const [key, value] of changes) this.#edits.setGroup(group.attributes.name, groupColumns[key], value);
      return tell(changes.length === 0 ? 'unchanged' : 'updated', describe(changes));
    }
    const added = this.#added.get(groupKey(name));
    const entry = Object.fromEntries(values.map(([key, value]) => [groupColumns[key], value])) as Partial<GroupEntry>;
    this.#added.set(groupKey(name), { ...(added ?? { name }), ...entry });
    return tell(added === undefined ? 'added' : 'updated', describe(values));
  }

  finish(): FileEdits {
    // Nobody is listed yet: an authoritative group without members would be emptied if it is there already.
    for (const group of this.#added.values())
      this.#edits.addGroup({ ...group, membership: group.membership ?? 'additive' });
    return this.#edits.finish();
  }
}

type GroupValue = readonly [GroupColumn, Json];

function valuesOf({ values }: ReadRow): readonly GroupValue[] {
  return [...values].filter((entry): entry is [GroupColumn, Json] => entry[0] in groupColumns);
}

function describe(values: readonly GroupValue[]): string {
  return values.map(([key, value]) => describeValue([groupColumns[key], value])).join(', ');
}

function isSo({ attributes, membership }: DesiredGroup, key: GroupColumn, value: Json): boolean {
  return key === 'group_membership' ? membership === value : attributes[groupColumns[key] as 'management'] === value;
}
