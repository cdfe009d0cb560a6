import fc from 'fast-check';
import type { GroupEntry, MemberEntry, MembershipEntry, TeamDocument } from '../../src/config/team-document.js';

const PEOPLE = 6;
const GROUPS = 3;

/** Words that some YAML parser, some day, took for something else than text. */
const trickyTexts = [
  'null',
  '~',
  'true',
  'No',
  'y',
  '1',
  '007',
  '1e3',
  '0x1F',
  '.inf',
  '12:30:45',
  '2026-12-31',
  '- a',
  '? a',
  'a: b',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a`',
  "it's",
  'say "hi"',
  '[a]',
  '{a: b}',
  'a, b',
  'a\tb',
  'a\nb',
  ' a ',
  '<<',
  '=',
  'ÄÖÜ',
  '李明',
  '\u202eabc',
  'a\u200bb',
  '👩‍🚀',
  '---',
  '...',
];

const arbitraryText = fc.oneof(
  fc.constantFrom(...trickyTexts),
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
);
/** A name that Dropbox takes. */
const arbitraryName = fc.oneof(
  fc.constant(null),
  arbitraryText.map((text) => text.replace(/[/:?*<>"|]/g, '')),
);
const arbitraryDate = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const arbitraryLimit = fc.oneof(
  fc.nat(50),
  fc.nat(100).map((percent) => `${percent}%`),
);

/** Keys left out at random: a file mentions some attributes and not others. */
function sparse<Keys extends object>(
  model: { [Key in keyof Keys]: fc.Arbitrary<Keys[Key]> },
): fc.Arbitrary<Partial<Keys>> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<Keys>>;
}

const arbitraryOffboarding = sparse({
  grace_period: fc.constantFrom('0d', '14d', '36h'),
  wipe_devices: fc.boolean(),
  transfer_admin: fc.constantFrom('archive@acme.com', null),
});

const arbitraryPerson = sparse({
  given_name: arbitraryName,
  surname: arbitraryName,
  role: fc.constantFrom('member_only', 'team_admin', 'pid_dbtmr:x:y, {z}'),
  directory_restricted: fc.boolean(),
  space_quota_gb: fc.oneof(fc.constant(null), fc.integer({ min: 2, max: 5_000 })),
  status: fc.constantFrom('active' as const, 'suspended' as const, 'removed' as const),
  send_welcome_email: fc.boolean(),
  until: arbitraryDate,
  offboarding: arbitraryOffboarding,
  hasId: fc.boolean(),
  hasFormer: fc.boolean(),
  hasSecondary: fc.boolean(),
});

const arbitraryGroupShape = fc.record({
  suffix: arbitraryText.map((text) => text.trim()),
  hasId: fc.boolean(),
  management: fc.constantFrom('company_managed' as const, 'user_managed' as const, undefined),
  membership: fc.constantFrom('authoritative' as const, 'additive' as const, 'unmanaged' as const, undefined),
  members: fc.array(fc.constantFrom('none' as const, 'plain' as const, 'owner' as const, 'until' as const), {
    minLength: PEOPLE,
    maxLength: PEOPLE,
  }),
});

const arbitraryHead = sparse({
  team: sparse({ id: fc.constant('dbtid:AAH1234'), name: arbitraryText }),
  settings: sparse({
    unmanaged_members: fc.constantFrom('report' as const, 'suspend' as const, 'remove' as const),
    unmanaged_groups: fc.constantFrom('report' as const, 'delete' as const),
    send_welcome_email: fc.boolean(),
    offboarding: arbitraryOffboarding,
  }),
  guards: sparse({
    min_team_admins: fc.integer({ min: 1, max: 9 }),
    max_removals: arbitraryLimit,
    max_membership_removals: arbitraryLimit,
    max_group_deletions: arbitraryLimit,
    protected_members: fc.constant(['ceo@acme.com', 'archive@acme.com']),
  }),
  defaults: sparse({
    member: sparse({
      role: fc.constantFrom('member_only', 'billing_admin'),
      external_id: fc.constant(null),
      directory_restricted: fc.boolean(),
      until: arbitraryDate,
    }),
  }),
});

/** Documents that contradict nothing, with hostile text wherever text may be. */
export const arbitraryDocument: fc.Arbitrary<TeamDocument> = fc
  .record({
    head: arbitraryHead,
    people: fc.array(arbitraryPerson, { maxLength: PEOPLE }),
    ids: fc.uniqueArray(arbitraryText, { minLength: PEOPLE + GROUPS, maxLength: PEOPLE + GROUPS }),
    groups: fc.array(arbitraryGroupShape, { maxLength: GROUPS }),
  })
  .map(({ head, people, ids, groups }) => {
    const members = people.map((person, index) => makeMember(person, index, ids[index] as string));
    return {
      version: 1,
      ...head,
      members,
      groups: groups.map((shape, index) => makeGroup(shape, index, ids[PEOPLE + index] as string, members)),
    } as TeamDocument;
  });

type Person = typeof arbitraryPerson extends fc.Arbitrary<infer Value> ? Value : never;
type GroupShape = typeof arbitraryGroupShape extends fc.Arbitrary<infer Value> ? Value : never;

function makeMember(person: Person, index: number, id: string): MemberEntry {
  const { hasId, hasFormer, hasSecondary, until, ...rest } = person;
  return {
    ...rest,
    // Never two that look alike.
    email: `${'abcdef'[index]}.Person@acme.com`,
    ...(hasId === true ? { external_id: id } : {}),
    ...(hasFormer === true ? { previous_emails: [`former.${index}@acme.com`] } : {}),
    ...(hasSecondary === true ? { secondary_emails: [`second.${index}@acme.com`, `third.${index}@acme.com`] } : {}),
    ...(until === undefined || person.status === 'removed' ? {} : { until }),
  };
}

function makeGroup(shape: GroupShape, index: number, id: string, people: readonly MemberEntry[]): GroupEntry {
  const { suffix, hasId, management, membership } = shape;
  const members = people.flatMap(({ email, status }, person): MembershipEntry[] => {
    const kind = shape.members[person];
    if (status === 'removed' || kind === 'none' || kind === undefined) return [];
    if (kind === 'owner' && management !== 'company_managed') return [{ email, access: 'owner' }];
    return kind === 'until' ? [{ email, until: '2030-01-01' }] : [email];
  });
  return {
    name: `${suffix} ${index}`.trim(),
    ...(hasId ? { external_id: id } : {}),
    ...(management === undefined ? {} : { management }),
    ...(membership === undefined ? {} : { membership }),
    ...(membership === 'unmanaged' ? {} : { members }),
  };
}
