import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { Operation } from '../../src/model/operation.js';
import type { Change, Finding, JsonObject, Plan, PlanSummary } from '../../src/model/plan.js';

/** A change with believable defaults. */
export function change(
  address: string,
  action: Change['action'],
  states: Pick<Change, 'before' | 'after'>,
  more: Partial<Change> = {},
): Change {
  return {
    address,
    kind: address.startsWith('group.') ? 'group' : 'member',
    action,
    ...states,
    patch: [],
    hazards: [],
    source: null,
    reason: null,
    offboarding: null,
    ...more,
  };
}

export function at(line: number, file = 'team.yaml') {
  return { file, line, column: 5 };
}

export function finding(severity: Finding['severity'], guard: string, message: string, line?: number): Finding {
  return { guard, severity, message, source: line === undefined ? null : at(line), override: null };
}

const none: PlanSummary = {
  add: 0,
  change: 0,
  suspend: 0,
  unsuspend: 0,
  recover: 0,
  remove: 0,
  group_add: 0,
  group_change: 0,
  group_remove: 0,
  membership_add: 0,
  membership_remove: 0,
};

const summaryKeys = {
  member: {
    create: 'add',
    update: 'change',
    suspend: 'suspend',
    unsuspend: 'unsuspend',
    recover: 'recover',
    remove: 'remove',
  },
  group: {
    create: 'group_add',
    update: 'group_change',
    remove: 'group_remove',
    suspend: 'group_change',
    unsuspend: 'group_change',
    recover: 'group_change',
  },
} as const satisfies Record<Change['kind'], Record<Change['action'], keyof PlanSummary>>;

function membersOf(state: JsonObject | null): string[] {
  return Object.keys((state?.members as JsonObject | undefined) ?? {});
}

function summarise(changes: readonly Change[]): PlanSummary {
  const counts: { -readonly [Key in keyof PlanSummary]: number } = { ...none };
  for (const { kind, action, before, after } of changes) {
    counts[summaryKeys[kind][action]] += 1;
    if (kind !== 'group' || action === 'remove') continue;
    const [old, wanted] = [membersOf(before), membersOf(after)];
    counts.membership_add += wanted.filter((email) => !old.includes(email)).length;
    counts.membership_remove += old.filter((email) => !wanted.includes(email)).length;
  }
  return counts;
}

/** A plan of these changes, counted as the planner counts them. */
export function planOf(changes: readonly Change[], more: Partial<Plan> = {}): Plan {
  return {
    team: { id: 'dbtid:AAH1234abcd', name: 'Acme Inc' },
    file: 'team.yaml',
    digest: 'sha256:9f2c5d0e4b7a81c36d2f90e1a4b8c7d5e6f3021948576afebdc0213465798abc',
    summary: summarise(changes),
    licences: { before: 48, after: 48, available: 50 },
    changes,
    findings: [],
    operations: [],
    ...more,
  };
}

const leavingQuietly = {
  grace_period_hours: 0,
  wipe_devices: false,
  transfer_files_to: null,
  transfer_admin: null,
  keep_account: false,
  retain_team_shares: false,
  permanently_delete_files: false,
  recoverable_days: 7,
};

export const addsTwoPeople = planOf(
  [
    change(
      'member.ada@acme.com',
      'create',
      {
        before: null,
        after: {
          email: 'ada@acme.com',
          external_id: 'EMP-001',
          given_name: 'Ada',
          surname: 'Lovelace',
          role: 'team_admin',
          secondary_emails: ['ada@lovelace.org'],
          space_quota_gb: 100,
          status: 'invited',
        },
      },
      { hazards: ['grants_admin', 'uses_licence'], source: at(13) },
    ),
    change(
      'member.linus@acme.com',
      'create',
      { before: null, after: { email: 'linus@acme.com', role: 'member_only', status: 'invited' } },
      { hazards: ['uses_licence'], source: at(24) },
    ),
  ],
  { licences: { before: 48, after: 50, available: 50 } },
);

export const suspendsAndRemoves = planOf(
  [
    change(
      'member.bob@acme.com',
      'remove',
      {
        before: {
          email: 'bob@acme.com',
          external_id: 'EMP-007',
          given_name: 'Bob',
          surname: 'Kahn',
          role: 'member_only',
          status: 'active',
          groups: ['Engineering', 'On call'],
        },
        after: null,
      },
      {
        hazards: ['suspends_member', 'removes_member'],
        source: at(31),
        reason: 'status: removed',
        offboarding: leavingQuietly,
      },
    ),
    change(
      'member.carol@acme.com',
      'suspend',
      {
        before: { email: 'carol@acme.com', status: 'active' },
        after: { email: 'carol@acme.com', status: 'suspended' },
      },
      {
        hazards: ['suspends_member', 'wipes_devices'],
        source: at(36),
        reason: 'status: removed; removal not before 2026-12-06 12:00 UTC',
        offboarding: {
          ...leavingQuietly,
          grace_period_hours: 336,
          wipe_devices: true,
          transfer_files_to: 'archive@acme.com',
          transfer_admin: 'ada@acme.com',
          recoverable_days: 0,
        },
      },
    ),
    change(
      'member.dan@acme.com',
      'remove',
      { before: { email: 'dan@acme.com', role: 'member_only', status: 'invited', groups: [] }, after: null },
      { hazards: ['removes_member'], reason: 'in no file; unmanaged_members: remove; cancels the invitation' },
    ),
    change(
      'member.eve@acme.com',
      'update',
      {
        before: { email: 'eve@acme.com', given_name: 'Eve', surname: 'Moss', role: 'member_only', space_quota_gb: 100 },
        after: { email: 'eve@acme.com', given_name: 'Eva', surname: 'Moss', role: 'member_only', space_quota_gb: null },
      },
      { source: at(44) },
    ),
    change(
      'member.eve@acme.com',
      'suspend',
      { before: { email: 'eve@acme.com', status: 'active' }, after: { email: 'eve@acme.com', status: 'suspended' } },
      {
        hazards: ['suspends_member'],
        source: at(44),
        reason: 'until 2026-06-30 has passed',
        offboarding: { wipe_devices: false },
      },
    ),
    change(
      'member.frank@acme.com',
      'remove',
      { before: { email: 'frank@acme.com', role: 'billing_admin', status: 'suspended', groups: [] }, after: null },
      {
        hazards: ['revokes_admin', 'removes_member', 'converts_account'],
        source: at(52),
        reason: 'status: removed; suspended since 2026-06-01',
        offboarding: { ...leavingQuietly, keep_account: true, retain_team_shares: true, recoverable_days: 0 },
      },
    ),
    change(
      'member.gil@acme.com',
      'remove',
      {
        before: { email: 'gil@acme.com', role: 'member_only', status: 'active', groups: ['Engineering'] },
        after: null,
      },
      {
        hazards: ['suspends_member', 'removes_member', 'wipes_devices'],
        source: at(58),
        reason: 'status: removed',
        offboarding: {
          ...leavingQuietly,
          wipe_devices: true,
          transfer_files_to: 'archive@acme.com',
          transfer_admin: 'ada@acme.com',
          recoverable_days: 0,
        },
      },
    ),
  ],
  { licences: { before: 48, after: 44, available: 50 } },
);

export const replacesTheOnlyAdmin = planOf([
  change(
    'member.ada@acme.com',
    'update',
    {
      before: { email: 'ada.byron@acme.com', external_id: 'EMP-001', given_name: 'Ada', role: 'member_only' },
      after: { email: 'ada@acme.com', external_id: 'EMP-001', given_name: 'Ada', role: 'team_admin' },
    },
    { hazards: ['grants_admin', 'changes_email'], source: at(13) },
  ),
  change(
    'member.grace@acme.com',
    'update',
    {
      before: { email: 'grace@acme.com', external_id: 'EMP-002', given_name: 'Grace', role: 'team_admin' },
      after: { email: 'grace@acme.com', external_id: 'EMP-002', given_name: 'Grace', role: 'member_only' },
    },
    { hazards: ['revokes_admin'], source: at(18) },
  ),
]);

export const changesGroups = planOf([
  change(
    'group.Contractors',
    'remove',
    {
      before: {
        name: 'Contractors',
        external_id: 'grp-con',
        management: 'company_managed',
        members: { 'bob@acme.com': 'member', 'eve@acme.com': 'member' },
      },
      after: null,
    },
    { hazards: ['deletes_group'], reason: 'in no file; unmanaged_groups: delete' },
  ),
  change(
    'group.Design',
    'create',
    {
      before: null,
      after: { name: 'Design', management: 'company_managed', members: { 'eve@acme.com': 'member' } },
    },
    { source: at(61) },
  ),
  change(
    'group.Engineering',
    'update',
    {
      before: {
        name: 'Eng',
        external_id: null,
        management: 'user_managed',
        members: { 'bob@acme.com': 'member', 'linus@acme.com': 'member', 'zoe@acme.com': 'owner' },
      },
      after: {
        name: 'Engineering',
        external_id: 'grp-eng',
        management: 'user_managed',
        members: { 'grace@acme.com': 'member', 'linus@acme.com': 'owner', 'zoe@acme.com': 'member' },
      },
    },
    { source: at(40) },
  ),
]);

export const comesBack = planOf(
  [
    change(
      'member.hal@acme.com',
      'recover',
      { before: { email: 'hal@acme.com', status: 'removed' }, after: { email: 'hal@acme.com', status: 'active' } },
      { hazards: ['uses_licence'], source: at(70) },
    ),
    change(
      'member.hal@acme.com',
      'update',
      {
        before: { email: 'hal@acme.com', role: 'member_only', secondary_emails: ['a@hal.org', 'b@hal.org'] },
        after: { email: 'hal@acme.com', role: 'member_only', secondary_emails: ['b@hal.org', 'c@hal.org'] },
      },
      { source: at(70) },
    ),
    change(
      'member.ivy@acme.com',
      'unsuspend',
      { before: { email: 'ivy@acme.com', status: 'suspended' }, after: { email: 'ivy@acme.com', status: 'active' } },
      { hazards: ['grants_admin'], source: at(75) },
    ),
  ],
  { licences: { before: 48, after: 49, available: 50 } },
);

const HOSTILE = 'Ops\u001b[31m\u202eevil\u200b "quoted"\n  # member.x will be removed\r';

export const hostileNames = planOf(
  [
    change(
      `group.${HOSTILE}`,
      'update',
      {
        before: { name: HOSTILE, external_id: null, management: 'company_managed', members: {} },
        after: {
          name: HOSTILE,
          external_id: 'x\\\t',
          management: 'company_managed',
          members: { [`a${HOSTILE}`]: 'owner' },
        },
      },
      { source: at(3, 'te\u202eam.yaml'), reason: `because ${HOSTILE}` },
    ),
    change('member.mallory@acme.com', 'create', {
      before: null,
      after: {
        email: 'mallory@acme.com',
        given_name: 'M\u001b]8;;http://evil\u0007',
        surname: '\ud800',
        status: 'invited',
      },
    }),
  ],
  {
    team: { id: 'dbtid:x', name: `Acme ${HOSTILE}` },
    file: 'te\u202eam.yaml',
    findings: [finding('note', 'unmanaged-groups', `1 group in no file (left alone): ${HOSTILE}.`)],
  },
);

export const refusedByGuards: Plan = {
  ...suspendsAndRemoves,
  findings: [
    finding(
      'error',
      'max_removals',
      'max_removals: 6 of 12 members would be suspended or removed; the limit is 25%, which is 3. Concerned: bob@acme.com, carol@acme.com, dan@acme.com, eve@acme.com, frank@acme.com, gil@acme.com. If it is meant: --override-guard max_removals for one run, or guards: {max_removals: 6} in team.yaml.',
    ),
    finding(
      'error',
      'protected_members',
      'protected_members: bob@acme.com is protected, and would be removed. Take the address out of guards.protected_members in team.yaml first.',
      31,
    ),
    finding('warning', 'empties-group', 'group Ops: the file names nobody in it, so all 4 live members leave it.', 66),
    finding('note', 'invitations', '1 invitation not accepted yet: joe@acme.com (invited since 2026-05-02).'),
    finding('note', 'unmanaged-members', '2 members in no file (left alone): x@acme.com, y@acme.com.'),
  ],
};

const numbered = (count: number, make: (number: string) => Change): Change[] =>
  Array.from({ length: count }, (_, index) => make(String(index + 1).padStart(3, '0')));

export const longLists = planOf(
  [
    change(
      'group.Everybody',
      'update',
      {
        before: {
          name: 'Everybody',
          external_id: null,
          management: 'company_managed',
          members: Object.fromEntries(
            Array.from({ length: 30 }, (_, index) => [`gone${index + 10}@acme.com`, 'member']),
          ),
        },
        after: {
          name: 'Everybody',
          external_id: null,
          management: 'company_managed',
          members: Object.fromEntries(
            Array.from({ length: 30 }, (_, index) => [`here${index + 10}@acme.com`, 'member']),
          ),
        },
      },
      { source: at(9) },
    ),
    ...numbered(25, (number) =>
      change(
        `member.person${number}@acme.com`,
        'suspend',
        {
          before: { email: `person${number}@acme.com`, status: 'active' },
          after: { email: `person${number}@acme.com`, status: 'suspended' },
        },
        {
          hazards: ['suspends_member'],
          reason: 'in no file; unmanaged_members: suspend',
          offboarding: { wipe_devices: false },
        },
      ),
    ),
  ],
  { licences: { before: 61, after: 61, available: 60 } },
);

/** An operation for reports; of its step only the kind is looked at. */
export function operation(id: string, summary: string): Operation {
  const [address = id] = id.split('/');
  const member = { address, id: 'dbmid:1', email: 'x@acme.com' };
  return { id, kind: 'member.recover', address, summary, after: [], step: { kind: 'member.recover', member } };
}

export const teamFile = [
  'version: 1',
  'members:',
  '  - email: ada@acme.com',
  '    space_quota_gb: 1',
  '    rolle: team_admin',
  '\t- email: "日本 \u202e"   ',
  `  - {email: bob@acme.com, given_name: ${'x'.repeat(120)}, role: nobody, surname: ${'y'.repeat(90)}}`,
  '',
].join('\n');

export const problems: readonly Diagnostic[] = [
  {
    code: 'value-out-of-range',
    severity: 'error',
    message: "member ada@acme.com: space quota 1 GB is below Dropbox's minimum of 2 GB.",
    advice: 'Use 2 or more, or null to remove the quota.',
    position: { file: 'team.yaml', line: 4, column: 21 },
    endColumn: 22,
  },
  {
    code: 'unknown-key',
    severity: 'error',
    message: 'member ada@acme.com: there is no key rolle.',
    advice: 'Did you mean role?',
    position: { file: 'team.yaml', line: 5, column: 5 },
    endColumn: 10,
  },
  {
    code: 'tab',
    severity: 'error',
    message: 'a tab cannot indent.',
    position: { file: 'team.yaml', line: 6, column: 1 },
  },
  {
    code: 'strange-address',
    severity: 'warning',
    message: 'the address 日本 \u202e is not one that Dropbox accepts.',
    position: { file: 'team.yaml', line: 6, column: 11 },
    endColumn: 17,
  },
  {
    code: 'unknown-role',
    severity: 'error',
    message: 'member bob@acme.com: the team offers no role nobody.',
    advice: 'It offers: member_only, team_admin.',
    position: { file: 'team.yaml', line: 7, column: 166 },
    endColumn: 172,
  },
  {
    code: 'other-team',
    severity: 'note',
    message: 'people/bob.yaml:3 declares nobody.',
    position: { file: 'people/bob.yaml', line: 3, column: 1 },
  },
  { code: 'file-not-found', severity: 'error', message: 'people/eve.yaml does not exist.', position: null },
];
