import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../src/simulator/index.js';
import { acme, startTeam } from './cli/command-line.js';

/**
 * What happened to others, each told by the thread it is from: the tool that locked people out, and what ours does with
 * the same file on the same team. Through the command line, against the simulator.
 */
type Team = Awaited<ReturnType<typeof startTeam>>;

let team: Team | null = null;

afterEach(async () => {
  await team?.close();
  team = null;
});

async function open(options: SimulatorOptions = {}): Promise<Team> {
  team = await startTeam(options);
  return team;
}

const READS = /(^|\/)(list|list_v2|continue|continue_v2|job_status\/get(_v2)?|get_[a-z0-9_]+)$/;

function writesOf({ simulator }: Pick<Team, 'simulator'>): string[] {
  return simulator.log.map(({ route }) => route).filter((route) => !READS.test(route));
}

/** One line, whatever it was wrapped at. */
const flat = (text: string) => text.replace(/\s+/g, ' ');

const everybody = acme.members.map(({ email }) => `  - {email: ${email}}\n`).join('');
/** Permits everything, so that only what must never happen is left to stop it. */
const reckless = `settings: {unmanaged_members: remove, unmanaged_groups: delete}
guards: {max_removals: 100%, max_group_deletions: 100%, max_membership_removals: 100%}
`;
const groups = `groups:
  - {name: Engineering, members: [ada@acme.com, bob@acme.com]}
  - {name: Sales, members: [eve@acme.com]}
`;

describe('the accidents', () => {
  it.each([
    ['the gateway answers a page of its own', { kind: 'html_error', route: 'members/list_v2', times: 99 }],
    ['the connection breaks', { kind: 'reset_before', route: 'members/list_v2', times: 99 }],
    ['the answer is cut short', { kind: 'truncate', clean: true, route: 'members/list_v2', times: 99 }],
    ['the second page fails', { kind: 'error', route: 'members/list/continue_v2', error: 'other', times: 99 }],
    [
      'the list says that nobody is there',
      {
        kind: 'status',
        route: 'members/list_v2',
        status: 200,
        body: { members: [], cursor: 'c', has_more: false },
        times: 99,
      },
    ],
  ] as const)('1 (ssosync#194, #159, #236): a failed read is not taken for "nobody is there": %s', async (_, fault) => {
    const { simulator, workplace } = await open({ pageSize: 3, faults: [fault] });
    const before = simulator.team.snapshot();
    workplace.write('team.yaml', `version: 1\n${reckless}members:\n${everybody}${groups}`);
    const { code, stderr } = await workplace.run(['apply', '--auto-approve']);
    expect(stderr).toMatch(/Error: (Could not read|The member list)/);
    expect(code).toBe(1);
    expect(simulator.team.snapshot()).toEqual(before);
  });

  it('2 (ssosync PR#105, idp-scim-sync#70): the groups that Dropbox manages are never deleted, and others only where the file says so', async () => {
    const { simulator, workplace } = await open({
      seed: {
        ...acme,
        groups: [
          ...acme.groups,
          { name: 'Everyone at Acme', management: 'system_managed', members: ['ada@acme.com', 'bob@acme.com'] },
        ],
      },
    });
    const file = `members:\n${everybody}groups: [{name: Sales, members: [eve@acme.com]}]\n`;
    workplace.write('team.yaml', `version: 1\n${file}`);
    expect((await workplace.run(['apply', '--auto-approve'])).stdout).toContain('No changes.');
    workplace.write('team.yaml', `version: 1\n${reckless}${file}`);
    const { stdout, code } = await workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('Groups deleted: Engineering');
    expect(stdout).not.toContain('Everyone at Acme');
    expect(code).toBe(0);
    expect(simulator.team.group('Everyone at Acme')?.members).toHaveLength(2);
    expect(simulator.team.group('Engineering')).toBeUndefined();
  });

  it('3 (ssosync#291): a group keeps its id through new members and a new name', async () => {
    const { simulator, workplace } = await open();
    const id = simulator.team.group('Engineering')?.group_id;
    workplace.write(
      'team.yaml',
      `version: 1\nmembers:\n${everybody}groups:\n  - {name: Platform, previous_names: [Engineering], members: [bob@acme.com, w@acme.com]}\n`,
    );
    const { code } = await workplace.run(['apply', '--auto-approve']);
    expect(code).toBe(0);
    expect(id).toBeDefined();
    expect(simulator.team.group('Platform')?.group_id).toBe(id);
    expect(writesOf({ simulator })).not.toContain('team/groups/delete');
  });

  it('4 (authentik#19295): a wrong filter is stopped by its size; with a grace period, even an override only suspends, and the old file brings everybody back', async () => {
    const { simulator, workplace } = await open();
    const head = 'settings: {unmanaged_members: remove, offboarding: {grace_period: 14d}}\n';
    const filtered = `version: 1\n${head}members:\n  - {email: ada@acme.com}\n  - {email: grace@acme.com}\n`;
    workplace.write('team.yaml', filtered);
    const refused = await workplace.run(['apply', '--auto-approve']);
    expect(flat(refused.stdout)).toContain(
      'max_removals: 6 of 8 members would be suspended or removed; the limit is 25%, which is 2.',
    );
    expect(refused.code).toBe(3);
    expect(writesOf({ simulator })).toEqual([]);

    const applied = await workplace.run(['apply', '--auto-approve', '--override-guard', 'max_removals']);
    expect(applied.code).toBe(0);
    expect(simulator.team.member('bob@acme.com')?.status).toBe('suspended');
    expect(writesOf({ simulator })).not.toContain('team/members/remove');

    const restored = everybody.replaceAll('}', ', status: active}');
    workplace.write('team.yaml', `version: 1\n${head}members:\n${restored}`);
    expect((await workplace.run(['apply', '--auto-approve'])).code).toBe(0);
    for (const { email } of acme.members) expect(simulator.team.member(email)?.status, email).toBe('active');
  });

  it('5 (terraform-provider-github#2051): nobody is removed and added for an address in another case, or a new address beside a kept id', async () => {
    const { workplace } = await open();
    workplace.write(
      'team.yaml',
      `version: 1\n${reckless}members:\n${everybody
        .replace('{email: ada@acme.com}', '{email: ADA@Acme.com}')
        .replace('{email: bob@acme.com}', '{email: robert@acme.com, external_id: E3}')}groups:
  - {name: engineering, members: [ada@acme.COM, Robert@acme.com]}
  - {name: SALES, members: [eve@acme.com]}
`,
    );
    const { stdout } = await workplace.run(['plan', '--format', 'json']);
    const plan = JSON.parse(stdout);
    expect(plan.summary).toMatchObject({ add: 0, remove: 0, suspend: 0, membership_add: 0, membership_remove: 0 });
    expect(plan.changes.find(({ kind }: { kind: string }) => kind === 'member')).toMatchObject({
      address: 'member.robert@acme.com',
      action: 'update',
      patch: [{ op: 'test' }, { op: 'replace', path: '/email', value: 'robert@acme.com' }],
    });
  });

  it('6 (terraform-provider-github#1123): reading is reading: no command that only looks takes anything from the first admin, or needs a scope for writing', async () => {
    const { simulator, workplace } = await open();
    const before = simulator.team.snapshot();
    workplace.write('team.yaml', `version: 1\nmembers:\n${everybody}`);
    const token = simulator.mint({ scopes: ['team_info.read', 'members.read', 'groups.read'] });
    const env = { DROPBOX_ACCESS_TOKEN: token };
    for (const argv of [['validate'], ['plan'], ['export'], ['export', '--snapshot'], ['apply', '--auto-approve']]) {
      expect((await workplace.run(argv, { env })).code, argv.join(' ')).toBe(0);
    }
    expect(writesOf({ simulator })).toEqual([]);
    expect(simulator.team.snapshot()).toEqual(before);
  });

  it('7 (safe-settings#551, #734): a plan, in whatever format and with whatever options, changes nothing', async () => {
    const { simulator, workplace } = await open();
    const before = simulator.team.snapshot();
    workplace.write('base.yaml', `version: 1\nmembers:\n${everybody}`);
    workplace.write(
      'team.yaml',
      `version: 1\n${reckless}members:\n  - {email: ada@acme.com}\n  - {email: tom@acme.com}\n`,
    );
    for (const options of [
      [],
      ['--format', 'json'],
      ['--yaml-diff'],
      ['--out', 'plan.json'],
      ['--base', 'base.yaml'],
      ['--detailed-exitcode'],
      ['--override-guard', 'max_removals', '--override-guard', 'min_team_admins'],
    ]) {
      const { stdout } = await workplace.run(['plan', ...options]);
      expect(stdout).not.toContain('No changes');
    }
    expect(writesOf({ simulator })).toEqual([]);
    expect(simulator.team.snapshot()).toEqual(before);
  });

  it('8 (DNSControl PR#3337): a plan shows what is in a group that does not exist, without making it', async () => {
    const { simulator, workplace } = await open();
    workplace.write(
      'team.yaml',
      `version: 1\nmembers:\n${everybody}  - {email: tom@acme.com}\ngroups: [{name: New, members: [tom@acme.com, bob@acme.com]}]\n`,
    );
    const { stdout } = await workplace.run(['plan']);
    expect(stdout).toMatch(/\+ group "New" \{[^}]*\+ bob@acme\.com\s+member\s+\+ tom@acme\.com\s+member/);
    expect(simulator.team.group('New')).toBeUndefined();
    expect(writesOf({ simulator })).toEqual([]);
  });

  it('9 (gitlabform#888): people whom single sign-on brought, and whom no file names, stay where they are', async () => {
    const { simulator, workplace } = await open({
      seed: { ...acme, members: [...acme.members, { email: 'sso@acme.com', persistent_id: 'sso@idp' }] },
    });
    workplace.write(
      'team.yaml',
      `version: 1\nmembers:\n${everybody}groups:\n  - {name: Engineering, membership: additive}\n`,
    );
    const { stdout, code } = await workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('No changes.');
    expect(flat(stdout)).toContain('Note: 1 member in no file (left alone): sso@acme.com.');
    expect(code).toBe(0);
    expect(simulator.team.member('sso@acme.com')?.status).toBe('active');
  });

  it('10 (terraform-provider-okta#1094, #1149, #1119, #1516): a group that only adds never removes, and a change of its mode names whom it removes', async () => {
    const { simulator, workplace } = await open();
    const file = (mode: string) =>
      `version: 1\nmembers:\n${everybody}groups:\n  - {name: Engineering, membership: ${mode}${mode === 'unmanaged' ? '' : ', members: [ada@acme.com]'}}\n`;
    for (const mode of ['additive', 'unmanaged']) {
      workplace.write('team.yaml', file(mode));
      expect((await workplace.run(['apply', '--auto-approve'])).stdout, mode).toContain('No changes.');
    }
    workplace.write('base.yaml', file('additive'));
    workplace.write('team.yaml', file('authoritative'));
    const { stdout } = await workplace.run(['plan', '--base', 'base.yaml']);
    expect(stdout).toContain('Leaves groups: bob@acme.com (Engineering).');
    expect(flat(stdout)).toContain(
      'group Engineering: membership additive -> authoritative, so whoever is not listed is removed from it',
    );
    // And back again, nothing is left to remove.
    workplace.write('team.yaml', file('additive'));
    expect((await workplace.run(['plan'])).stdout).toContain('No changes.');
    expect(simulator.team.group('Engineering')?.members).toHaveLength(2);
  });

  it('11 (kubernetes/test-infra#21434): somebody dropped in one section and kept in another is a mistake, told before anything is written', async () => {
    const { simulator, workplace } = await open();
    workplace.write(
      'team.yaml',
      `version: 1\n${reckless}members:\n${everybody.replace('  - {email: bob@acme.com}\n', '')}${groups}`,
    );
    const dropped = await workplace.run(['apply', '--auto-approve']);
    expect(dropped.stderr).toContain('error: group Engineering: bob@acme.com is not declared under members:.');
    expect(dropped.code).toBe(1);
    workplace.write(
      'team.yaml',
      `version: 1\nmembers:\n${everybody.replace('{email: bob@acme.com}', '{email: bob@acme.com, status: removed}')}${groups}`,
    );
    const removed = await workplace.run(['apply', '--auto-approve']);
    expect(removed.stderr).toContain("bob@acme.com is listed here, and the member's status is removed.");
    expect(removed.code).toBe(1);
    expect(simulator.log).toEqual([]);
  });

  it.each([
    ['a list that slipped under the last member', (file: string) => file.replace('groups:\n', '    groups:\n')],
    ['a member that slipped out of the list', (file: string) => file.replace('  - {email: bob', '- {email: bob')],
    ['a key that slipped to the left', (file: string) => file.replace('members:\n  -', ' members:\n  -')],
    ['a list that lost its dashes', (file: string) => file.replaceAll('  - {email', '    {email')],
  ])('12 (hackclub/dns#3349): an indentation slip takes nobody down: %s', async (_, slip) => {
    const { simulator, workplace } = await open();
    const right = `version: 1\n${reckless}members:\n${everybody}${groups}`;
    const slipped = slip(right);
    expect(slipped).not.toBe(right);
    workplace.write('team.yaml', slipped);
    const { stderr, code } = await workplace.run(['apply', '--auto-approve']);
    expect(stderr).toMatch(/^team\.yaml:\d+:\d+ error: /);
    expect(code).toBe(1);
    expect(simulator.log).toEqual([]);
  });

  it('12 (hackclub/dns#3349): what a change does beside what it meant is told apart from what was different before', async () => {
    const { workplace } = await open();
    workplace.write(
      'base.yaml',
      `version: 1\nmembers:\n${everybody.replace('bob@acme.com}', 'bob@acme.com, surname: B}')}`,
    );
    workplace.write(
      'team.yaml',
      `version: 1\nmembers:\n${everybody.replace('bob@acme.com}', 'bob@acme.com, surname: B}').replace('eve@acme.com}', 'eve@acme.com, surname: M}')}`,
    );
    const { stdout } = await workplace.run(['plan', '--base', 'base.yaml']);
    expect(stdout).toContain('Members and groups: 1 by this change, 1 already different.');
  });

  it('13 (octodns#785, hackclub/dns PR#1006): too many removals are stopped; lifting another guard does not lift this one, and lifting this one leaves a trace and lasts one run', async () => {
    const { simulator, workplace } = await open();
    const leaving = ['bob', 'eve', 'w'].reduce(
      (file, name) => file.replace(`${name}@acme.com}`, `${name}@acme.com, status: suspended}`),
      everybody,
    );
    workplace.write('team.yaml', `version: 1\nmembers:\n${leaving}`);
    for (const argv of [
      [],
      ['max_group_deletions', 'max_membership_removals', 'min_team_admins', 'protected_members'],
    ]) {
      const lifted = argv.flatMap((guard) => ['--override-guard', guard]);
      const { code, stdout } = await workplace.run(['apply', '--auto-approve', ...lifted]);
      expect(flat(stdout)).toContain('Error: max_removals: 3 of 8 members would be suspended or removed');
      expect(code).toBe(3);
    }
    expect(writesOf({ simulator })).toEqual([]);
    const meant = ['apply', '--auto-approve', '--override-guard', 'max_removals', '--report', 'report.json'];
    const { code, stdout } = await workplace.run(meant);
    expect(code).toBe(0);
    expect(stdout).toContain('Guards overridden for this run: max_removals.');
    expect(workplace.read('report.json')).toMatch(/"overridden_guards": \[\s*"max_removals"\s*\]/);

    const more = ['x', 'y', 'z'].reduce(
      (file, name) => file.replace(`${name}@acme.com}`, `${name}@acme.com, status: suspended}`),
      leaving,
    );
    workplace.write('team.yaml', `version: 1\nmembers:\n${more}`);
    expect((await workplace.run(['apply', '--auto-approve'])).code).toBe(3);
  });

  it.each([0, 1, 2, 3, 4, 200])(
    '14 (terraform-provider-googleworkspace PR#210, #209): a group of %d is read to its last member, page by page',
    async (size) => {
      const emails = Array.from({ length: size }, (_, index) => `p${index}@acme.com`);
      const { workplace } = await open({
        pageSize: size === 200 ? 20 : 2,
        seed: {
          ...acme,
          team: { ...acme.team, licences: 300 },
          members: [...acme.members, ...emails.map((email) => ({ email }))],
          groups: [
            {
              name: 'Big',
              management: 'user_managed',
              members: emails.map(
                (email, index) => ({ email, access: index === size - 1 ? 'owner' : 'member' }) as const,
              ),
            },
          ],
        },
      });
      const declared = emails.map((email) => `  - {email: ${email}}\n`).join('');
      const members = emails.map((email, index) => (index === size - 1 ? `{email: ${email}, access: owner}` : email));
      workplace.write(
        'team.yaml',
        `version: 1\n${reckless}members:\n${everybody}${declared}groups: [{name: Big, members: [${members.join(', ')}]}]\n`,
      );
      expect((await workplace.run(['plan'])).stdout).toContain('No changes.');
    },
  );

  it('14 (terraform-provider-googleworkspace PR#210, #209): a page in the middle that fails is no end', async () => {
    const { workplace } = await open({
      pageSize: 2,
      seed: {
        ...acme,
        groups: [{ name: 'Big', management: 'user_managed', members: acme.members.map(({ email }) => email) }],
      },
      faults: [{ kind: 'error', route: 'groups/members/list/continue', error: 'other', nth: 2 }],
    });
    workplace.write(
      'team.yaml',
      `version: 1\n${reckless}members:\n${everybody}groups: [{name: Big, members: [{email: ada@acme.com, access: owner}]}]\n`,
    );
    const { code, stderr } = await workplace.run(['plan']);
    expect(stderr).toContain('Error: Could not read');
    expect(code).toBe(1);
  });

  it('15 (terraform-provider-langfuse#55): adoption comes first: the first plan of an exported team is empty, and nobody is written to', async () => {
    const { simulator, workplace } = await open({
      seed: {
        ...acme,
        members: [
          ...acme.members,
          { email: 'invited@acme.com', status: 'invited' },
          { email: 'away@acme.com', status: 'suspended' },
          { email: 'gone@acme.com', status: 'removed' },
        ],
      },
    });
    expect((await workplace.run(['export', '--out', 'team.yaml'])).code).toBe(0);
    const { stdout, code } = await workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('No changes.');
    expect(code).toBe(0);
    expect(writesOf({ simulator })).toEqual([]);
  });
});
