import type { LiveMember, LiveState } from '../../src/model/live-state.js';
import type { Json, Plan } from '../../src/model/plan.js';

/** What a plan's changes say they touch: `ada@acme.com role`, `Engineering bob@acme.com`. Read from changes alone. */
export interface NamedValues {
  readonly values: ReadonlySet<string>;
  /** Gone, or back with whatever they had: nothing about them can be compared. */
  readonly people: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

export function namesIn(plan: Plan): NamedValues {
  const values = new Set<string>();
  const people = new Set<string>();
  const groups = new Set<string>();
  // A group's members are told by the addresses that they are to have.
  const emailAtStart = new Map(
    plan.changes.flatMap(({ kind, action, before, after }) =>
      kind === 'member' && action === 'update' && before !== null && after !== null
        ? [[String(after.email), String(before.email)]]
        : [],
    ),
  );
  for (const { kind, action, before, after } of plan.changes) {
    if (before === null) continue;
    const name = String(kind === 'member' ? before.email : before.name);
    if (action === 'remove' || action === 'recover') (kind === 'member' ? people : groups).add(name);
    for (const key of new Set([...Object.keys(before), ...Object.keys(after ?? {})])) {
      const [from, to] = [before[key] ?? null, after?.[key] ?? null];
      if (JSON.stringify(from) === JSON.stringify(to)) continue;
      if (key !== 'members') values.add(`${name} ${key}`);
      else for (const who of [...keysOf(from), ...keysOf(to)]) values.add(`${name} ${emailAtStart.get(who) ?? who}`);
    }
  }
  return { values, people, groups };
}

function keysOf(value: Json): string[] {
  return value !== null && typeof value === 'object' ? Object.keys(value) : [];
}

/** Everything of `state` that no change names, told by the names that people and groups had at `start`. */
export function untouchedOf(state: LiveState, start: LiveState, named: NamedValues): readonly string[] {
  const emailAtStart = new Map(start.members.map((member) => [member.id, member.attributes.email]));
  const nameAtStart = new Map(start.groups.map((group) => [group.id, group.name]));
  const lines: string[] = [];
  for (const member of state.members) {
    const email = emailAtStart.get(member.id);
    if (email === undefined || named.people.has(email)) continue;
    for (const [key, value] of Object.entries(valuesOf(member))) {
      if (!named.values.has(`${email} ${key}`)) lines.push(`${email} ${key} ${JSON.stringify(value)}`);
    }
  }
  for (const group of state.groups) {
    const name = nameAtStart.get(group.id);
    if (name === undefined || named.groups.has(name)) continue;
    for (const [key, value] of Object.entries({
      name: group.name,
      external_id: group.externalId,
      management: group.management,
    })) {
      if (!named.values.has(`${name} ${key}`)) lines.push(`${name} ${key} ${value}`);
    }
    const isConverted = named.values.has(`${name} management`);
    for (const [id, access] of group.members) {
      const email = emailAtStart.get(id);
      if (email === undefined || named.people.has(email) || named.values.has(`${name} ${email}`)) continue;
      // Nobody owns a group that the company manages.
      lines.push(`${name} has ${email} ${isConverted ? '' : access}`);
    }
  }
  return lines.sort();
}

function valuesOf(member: LiveMember): Record<string, unknown> {
  return { ...member.attributes, status: member.status };
}
