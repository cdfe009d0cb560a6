import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeedMember } from '../../src/simulator/index.js';
import { startTeam } from './command-line.js';

/** The commands of the table in the documentation, by the workflow's number. */
const commands = new Map(
  readFileSync(new URL('../../docs/workflows.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\| W\d+ \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, workflow = '', , columns = '', command = '']) => [
      workflow,
      {
        columns: columns === 'none' ? [] : columns.replaceAll('`', '').split(', '),
        argv: command.replaceAll('`', '').split(' '),
      },
    ]),
);

const seed = {
  team: { id: 'dbtid:AAHacme', name: 'Acme Inc', licences: 20 },
  acting_admin: 'ada@acme.com',
  members: [
    { email: 'ada@acme.com', role: 'Team', external_id: 'E1' },
    { email: 'boss@acme.com', external_id: 'E2' },
    { email: 'ann@acme.com', external_id: 'E3', groups: ['Sales'] },
    { email: 'tom@acme.com', groups: ['Sales'] },
    { email: 'sue@acme.com', status: 'suspended' as const },
    ...['u', 'v', 'w', 'x', 'y', 'z'].map((name) => ({ email: `${name}@acme.com` })),
  ],
  groups: [{ name: 'Sales' }, { name: 'Ops' }],
};

/** What each row of the spreadsheet holds below the header, and how the team is to be in the end. */
const workflows: readonly {
  readonly name: string;
  readonly rows: readonly string[];
  readonly members: Readonly<Record<string, Partial<SeedMember> | null>>;
  readonly groups?: Readonly<Record<string, object>>;
  readonly memberships?: Readonly<Record<string, readonly string[]>>;
  readonly isWithoutIds?: boolean;
}[] = [
  {
    name: 'W1',
    rows: ['new@acme.com,New,Comer,E9,false,member_only,Sales', 'new@acme.com,,,,,,Ops', 'lee@acme.com,Lee,,,true,,'],
    members: {
      'new@acme.com': { status: 'invited', given_name: 'New', surname: 'Comer', external_id: 'E9' },
      'lee@acme.com': { status: 'invited', given_name: 'Lee' },
    },
    memberships: { Sales: ['ann@acme.com', 'new@acme.com', 'tom@acme.com'], Ops: ['new@acme.com'] },
  },
  {
    name: 'W2',
    rows: ['tom@acme.com,boss@acme.com,ada@acme.com,false'],
    members: { 'tom@acme.com': { status: 'removed', is_recoverable: false } },
    memberships: { Sales: ['ann@acme.com'] },
  },
  {
    name: 'W3',
    rows: ['tom@acme.com,false,,', 'ann@acme.com,false,true,true'],
    members: { 'tom@acme.com': { status: 'removed' }, 'ann@acme.com': { status: 'removed' } },
    memberships: { Sales: [] },
  },
  { name: 'W4', rows: ['ann@acme.com,false'], members: { 'ann@acme.com': { status: 'suspended' } } },
  { name: 'W5', rows: ['sue@acme.com'], members: { 'sue@acme.com': { status: 'active' } } },
  {
    name: 'W6',
    rows: ['Ops,tom@acme.com', 'ops,boss@acme.com', 'Sales,tom@acme.com'],
    members: {},
    memberships: { Ops: ['boss@acme.com', 'tom@acme.com'], Sales: ['ann@acme.com', 'tom@acme.com'] },
  },
  {
    name: 'W7',
    rows: ['tom@acme.com,thomas@acme.com', 'ann@acme.com,boss@acme.com', 'boss@acme.com,ann@acme.com'],
    members: {
      'tom@acme.com': null,
      'thomas@acme.com': { status: 'active' },
      'boss@acme.com': { external_id: 'E3' },
      'ann@acme.com': { external_id: 'E2' },
    },
    memberships: { Sales: ['boss@acme.com', 'thomas@acme.com'] },
  },
  {
    name: 'W8',
    rows: ['EMEA,G1', 'Sales,G2'],
    members: {},
    groups: { EMEA: { external_id: 'G1', management: 'company_managed' }, Sales: { external_id: 'G2' } },
  },
  {
    name: 'W9',
    rows: [],
    members: {},
    isWithoutIds: true,
  },
  {
    name: 'W10',
    rows: ['tom@acme.com,E4', 'ann@acme.com,E2', 'boss@acme.com,E3'],
    members: {
      'tom@acme.com': { external_id: 'E4' },
      'ann@acme.com': { external_id: 'E2' },
      'boss@acme.com': { external_id: 'E3' },
    },
  },
];

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam({ seed });
});
afterEach(() => team.close());

describe('the ten workflows', () => {
  it('are all in the table of the documentation', () => {
    expect([...commands.keys()]).toEqual(workflows.map(({ name }) => name));
  });

  it.each(workflows)(
    '$name is one command, and then a plan and an apply',
    async ({ name, rows, members, ...wanted }) => {
      const { argv, columns } = commands.get(name) ?? { argv: [], columns: [] };
      const rollcall = (...args: string[]) => team.workplace.run(args);
      await rollcall('export', '--out', 'team.yaml');
      for (const csv of ['people.csv', 'groups.csv'])
        team.workplace.write(csv, `${[columns.join(','), ...rows].join('\n')}\n`);
      const imported = await rollcall(...argv.slice(1));
      expect(imported.code, imported.stdout + imported.stderr).toBe(0);
      const applied = await rollcall('apply', '--auto-approve');
      expect(applied.code, applied.stdout + applied.stderr).toBe(0);

      const live = team.simulator.team.snapshot();
      for (const [email, person] of Object.entries(members)) {
        const found = live.members?.findLast((member) => member.email === email);
        if (person === null) expect(found).toBeUndefined();
        else expect({ ...found }).toMatchObject(person);
      }
      for (const [group, attributes] of Object.entries(wanted.groups ?? {})) {
        expect(live.groups?.find((one) => one.name === group)).toMatchObject(attributes);
      }
      for (const [group, people] of Object.entries(wanted.memberships ?? {})) {
        const found = live.groups?.find((one) => one.name === group)?.members ?? [];
        expect(found.map((one) => (typeof one === 'string' ? one : one.email)).sort()).toEqual(people);
      }
      if (wanted.isWithoutIds) expect(live.members?.filter((member) => member.external_id)).toEqual([]);
      // Nobody was invited or removed who only changed.
      const isKept = Object.values(members).every(
        (person) => person?.status === undefined || person.status === 'active',
      );
      if (isKept) expect(live.members?.length).toBe(seed.members.length);
      expect((await rollcall('plan', '--detailed-exitcode')).code).toBe(0);
    },
  );
});
