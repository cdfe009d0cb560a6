import { describe, expect, it } from 'vitest';
import type { SimulatorSeed } from '../../src/simulator/index.js';
import { acme, startTeam } from '../cli/command-line.js';
import { expectGolden } from './golden.js';

/** What a team, a file and options lead to; the golden file has what the plan says of it. */
interface Story {
  readonly name: string;
  readonly seed?: SimulatorSeed;
  /** Without `version: 1`. */
  readonly file: string;
  readonly argv?: readonly string[];
  readonly exit: number;
}

const everybody = acme.members.map(({ email }) => `  - {email: ${email}}\n`).join('');

/** Everybody as they are, but with these words for some. */
function members(words: Readonly<Record<string, string>>): string {
  return `members:\n${acme.members
    .map(({ email }) => {
      const more = words[email.split('@')[0] ?? ''];
      return `  - {email: ${email}${more === undefined ? '' : `, ${more}`}}\n`;
    })
    .join('')}`;
}

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `p${index}@acme.com` }));
const seeded = (more: Partial<SimulatorSeed>): SimulatorSeed => ({ ...acme, ...more });
const withMembers = (...more: NonNullable<SimulatorSeed['members']>) => seeded({ members: [...acme.members, ...more] });
const removed = (offboarding: string) => members({ bob: `status: removed, offboarding: {${offboarding}}` });

const stories: readonly Story[] = [
  {
    name: 'max-removals',
    file: members({ bob: 'status: removed', eve: 'status: suspended', w: 'status: suspended' }),
    exit: 3,
  },
  {
    name: 'max-removals-count',
    file: `guards: {max_removals: 0}\n${members({ bob: 'status: removed' })}`,
    exit: 3,
  },
  {
    name: 'max-removals-overridden',
    file: members({ bob: 'status: removed', eve: 'status: suspended', w: 'status: suspended' }),
    argv: ['--override-guard', 'max_removals'],
    exit: 0,
  },
  {
    name: 'max-removals-invited',
    seed: withMembers({ email: 'i@acme.com', status: 'invited', invited_on: '2026-11-01T09:00:00Z' }),
    file: `guards: {max_removals: 0}\nsettings: {unmanaged_members: remove}\nmembers:\n${everybody}`,
    exit: 3,
  },
  {
    name: 'max-membership-removals',
    seed: seeded({
      team: { ...acme.team, licences: 50 },
      members: [...acme.members, ...people(10)],
      groups: [{ name: 'Everyone else', members: people(10).map(({ email }) => email) }],
    }),
    file: `members:\n${everybody}groups: [{name: Everyone else, members: []}]\n`,
    exit: 3,
  },
  {
    name: 'max-group-deletions',
    file: `settings: {unmanaged_groups: delete}\nmembers:\n${everybody}groups: [{name: New}]\n`,
    exit: 3,
  },
  {
    name: 'empty-members',
    file: 'settings: {unmanaged_members: remove}\nmembers: []\n',
    argv: ['--override-guard', 'max_removals'],
    exit: 3,
  },
  {
    name: 'empty-groups',
    file: `settings: {unmanaged_groups: delete}\nmembers:\n${everybody}`,
    argv: ['--override-guard', 'max_group_deletions'],
    exit: 3,
  },
  {
    name: 'min-team-admins',
    file: `guards: {min_team_admins: 2}\n${members({ grace: 'role: member_only' })}`,
    exit: 3,
  },
  {
    name: 'last-admin',
    seed: {
      ...acme,
      acting_admin: 'ada@acme.com',
      members: acme.members.filter(({ email }) => email !== 'grace@acme.com'),
    },
    file: members({ ada: 'role: member_only' }).replace('  - {email: grace@acme.com}\n', ''),
    exit: 3,
  },
  { name: 'acting-admin', file: members({ ada: 'status: suspended' }), exit: 3 },
  {
    name: 'protected-members',
    file: `guards: {protected_members: [Bob@acme.com]}\n${members({ bob: 'status: removed' })}`,
    exit: 3,
  },
  {
    name: 'protected-members-misspelt',
    file: `guards: {protected_members: [bobb@acme.com]}\n${members({ bob: 'status: removed' })}`,
    exit: 0,
  },
  {
    name: 'licences',
    file: `members:\n${everybody}${people(3)
      .map(({ email }) => `  - {email: ${email}}\n`)
      .join('')}`,
    exit: 3,
  },
  {
    name: 'group-size',
    seed: seeded({ team: { ...acme.team, licences: 2000 }, members: [...acme.members, ...people(1001)] }),
    file: `members:\n${people(1001)
      .map(({ email }) => `  - {email: ${email}, groups: [Big]}\n`)
      .join('')}groups: [{name: Big}]\n`,
    exit: 3,
  },
  {
    name: 'role-of-suspended',
    seed: withMembers({ email: 's@acme.com', status: 'suspended', suspended_on: '2026-11-01T09:00:00Z' }),
    file: `members:\n${everybody}  - {email: s@acme.com, role: team_admin}\n`,
    exit: 3,
  },
  {
    name: 'owner-suspended',
    seed: seeded({
      members: [...acme.members, { email: 's@acme.com', status: 'suspended', suspended_on: '2026-11-01T09:00:00Z' }],
      groups: [{ name: 'Ops', management: 'user_managed', members: ['s@acme.com'] }],
    }),
    file: `members:\n${everybody}  - {email: s@acme.com}\ngroups: [{name: Ops, members: [{email: s@acme.com, access: owner}]}]\n`,
    exit: 3,
  },
  {
    name: 'owner-of-company-managed',
    file: `members:\n${everybody}groups: [{name: Sales, members: [{email: eve@acme.com, access: owner}]}]\n`,
    exit: 1,
  },
  {
    name: 'suspend-an-invitation',
    seed: withMembers({ email: 'i@acme.com', status: 'invited', invited_on: '2026-11-01T09:00:00Z' }),
    file: `members:\n${everybody}  - {email: i@acme.com, status: suspended}\n`,
    exit: 1,
  },
  {
    name: 'transfer-to-nobody',
    file: removed('transfer_files_to: gone@acme.com, transfer_admin: ada@acme.com'),
    exit: 3,
  },
  {
    name: 'transfer-to-an-invitation',
    seed: withMembers({ email: 'i@acme.com', status: 'invited', invited_on: '2026-11-01T09:00:00Z' }),
    file: removed('transfer_files_to: i@acme.com, transfer_admin: ada@acme.com'),
    exit: 3,
  },
  {
    name: 'transfer-to-the-unverified',
    seed: withMembers({ email: 'u@acme.com', email_verified: false }),
    file: removed('transfer_files_to: u@acme.com, transfer_admin: ada@acme.com'),
    exit: 3,
  },
  {
    name: 'transfer-to-a-leaver',
    file: members({
      bob: 'status: removed, offboarding: {transfer_files_to: eve@acme.com, transfer_admin: ada@acme.com}',
      eve: 'status: removed',
    }),
    exit: 3,
  },
  {
    name: 'transfer-admin-is-none',
    file: removed('transfer_files_to: eve@acme.com, transfer_admin: w@acme.com'),
    exit: 3,
  },
  {
    name: 'transfer-admin-is-demoted',
    file: members({
      grace: 'role: member_only',
      bob: 'status: removed, offboarding: {transfer_files_to: eve@acme.com, transfer_admin: grace@acme.com}',
    }),
    exit: 3,
  },
  {
    name: 'transfer-to-oneself',
    file: removed('transfer_files_to: bob@acme.com, transfer_admin: ada@acme.com'),
    exit: 1,
  },
  { name: 'transfer-without-an-admin', file: removed('transfer_files_to: eve@acme.com'), exit: 1 },
  { name: 'keep-account', file: removed('keep_account: true, retain_team_shares: true'), exit: 0 },
  { name: 'keep-account-and-wipe', file: removed('keep_account: true, wipe_devices: true'), exit: 1 },
  {
    name: 'address-held-as-secondary',
    seed: seeded({
      members: acme.members.map((member) =>
        member.email === 'bob@acme.com'
          ? { ...member, secondary_emails: [{ email: 'rob@acme.com', is_verified: true }] }
          : member,
      ),
    }),
    file: `members:\n${everybody}  - {email: rob@acme.com}\n`,
    exit: 1,
  },
  {
    name: 'id-held-by-the-removed',
    seed: withMembers({ email: 'r@acme.com', status: 'removed', external_id: 'E9', is_recoverable: true }),
    file: members({ bob: 'external_id: E9' }),
    exit: 1,
  },
  { name: 'role-not-offered', file: members({ bob: 'role: compliance' }), exit: 1 },
  {
    name: 'identity-conflict',
    file: members({ bob: 'external_id: E4' }).replace('  - {email: eve@acme.com}\n', ''),
    exit: 1,
  },
  { name: 'another-team', file: `team: {id: dbtid:other, name: Other Inc}\nmembers:\n${everybody}`, exit: 1 },
  { name: 'other-people', file: 'members: [{email: a@other.com}, {email: b@other.com}]\n', exit: 0 },
  {
    name: 'group-renamed',
    file: `settings: {unmanaged_groups: delete}\nmembers:\n${everybody}groups: [{name: Platform, members: [ada@acme.com, bob@acme.com]}, {name: sales, members: [eve@acme.com]}]\n`,
    exit: 0,
  },
  {
    name: 'address-changed',
    file: `settings: {unmanaged_members: remove}\n${members({}).replace('{email: bob@acme.com}', '{email: robert@acme.com, given_name: Bob, surname: Builder}')}`,
    exit: 0,
  },
];

/** What follows the digest, which holds ids; for a plan that was not made, what is told instead. */
function findingsOf(stdout: string, stderr: string): string {
  const at = stdout.indexOf('\nDigest: ');
  return at === -1 ? stderr : stdout.slice(stdout.indexOf('\n', at + 1) + 1).trimStart();
}

describe('a plan is told in full what is wrong with it', () => {
  it.each(stories.map((story) => [story.name, story] as const))('%s', async (name, { seed, file, argv = [], exit }) => {
    const team = await startTeam(seed === undefined ? {} : { seed });
    try {
      team.workplace.write('team.yaml', `version: 1\n${file}`);
      const { stdout, stderr, code } = await team.workplace.run(['plan', ...argv]);
      expectGolden(`${name}.txt`, findingsOf(stdout, stderr));
      expect(code).toBe(exit);
    } finally {
      await team.close();
    }
  });
});
