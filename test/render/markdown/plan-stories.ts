import type { DesiredMember, DesiredState } from '../../../src/model/desired-state.js';
import type { LiveState } from '../../../src/model/live-state.js';
import type { Plan } from '../../../src/model/plan.js';
import { defaultGuards, defaultOffboarding } from '../../../src/model/policy.js';
import { compareWithBase } from '../../../src/plan/compare-base.js';
import { planOf } from '../../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../../support/team-builders.js';

const at = (line: number) => ({ source: { file: 'people.yaml', line, column: 5 } });
const admin = { attributes: { role: 'team_admin' } };

const people = ['ada', 'bob', 'carol', 'dan', 'eve', 'frank'].map((name) => `${name}@acme.example`);
const live = liveTeam(
  [
    liveMember('ada@acme.example', { attributes: { role: 'team_admin', external_id: 'EMP-001' } }),
    ...people.slice(1).map((email) => liveMember(email)),
    liveMember('archive@acme.example'),
    liveMember('joe@acme.example', { status: 'invited' }),
  ],
  [liveGroup('Design', people.slice(1)), liveGroup('Ops', ['bob@acme.example', 'eve@acme.example'])],
  { licences: { available: 10, used: 8 } },
);

const unchanged = [
  desiredMember('ada@acme.example', { ...admin, ...at(3) }),
  ...people.slice(1).map((email, index) => desiredMember(email, at(4 + index))),
];
const groups = [desiredGroup('Design', people.slice(1), at(20)), desiredGroup('Ops', [], { membership: 'unmanaged' })];

/** Everybody as before, but for those who are given anew. */
function withMembers(changed: readonly DesiredMember[]): DesiredMember[] {
  const names = new Set(changed.map(({ email }) => email));
  return [...unchanged.filter(({ email }) => !names.has(email)), ...changed];
}

export const nothing = planOf(desiredState(unchanged, groups), live);

const smallFile = desiredState(
  withMembers([
    desiredMember('bob@acme.example', { ...at(4), attributes: { given_name: 'Bob' } }),
    desiredMember('lin@acme.example', at(11)),
    desiredMember('mia@acme.example', at(12)),
  ]),
  [desiredGroup('Design', [...people.slice(1), 'lin@acme.example'], at(20))],
);
/** Two people join. */
export const small: Plan = planOf(smallFile, live);

const dangerousFile = desiredState(
  withMembers([
    desiredMember('bob@acme.example', { ...at(4), status: 'removed' }),
    desiredMember('carol@acme.example', {
      ...at(5),
      status: 'removed',
      offboarding: {
        ...defaultOffboarding,
        wipeDevices: true,
        transferFilesTo: 'archive@acme.example',
        transferAdmin: 'ada@acme.example',
      },
    }),
    desiredMember('dan@acme.example', { ...at(6), ...admin }),
    desiredMember('eve@acme.example', { ...at(7), status: 'suspended' }),
    desiredMember('frank@acme.example', {
      ...at(8),
      status: 'removed',
      offboarding: { ...defaultOffboarding, gracePeriodHours: 336, permanentlyDeleteFiles: true },
    }),
    desiredMember('joe@acme.example', { ...at(9), status: 'removed' }),
    desiredMember('lin@acme.example', at(11)),
  ]),
  [
    desiredGroup('Design', ['dan@acme.example', { email: 'lin@acme.example', access: 'owner' }], {
      ...at(20),
      attributes: { management: 'user_managed' },
    }),
  ],
  { unmanagedGroups: 'delete' },
);

/** People lose access for a while, for ever and with their files; somebody becomes an admin, a group goes. */
export const dangerous: Plan = planOf(dangerousFile, live);

/** The same, partly due before. */
export const withBase: Plan = compareWithBase(
  dangerous,
  planOf(
    {
      ...desiredState(
        withMembers([
          desiredMember('bob@acme.example', { ...at(4), status: 'removed' }),
          desiredMember('zoe@acme.example', at(30)),
        ]),
        groups,
      ),
      file: 'main:team.yaml',
    },
    live,
  ),
);

/** The same, with whom the team log names for what was due before; their name is as hostile as can be. */
export function withWho(name: string): Plan {
  const cause = {
    tag: 'logged',
    at: '2026-11-20T09:30:00Z',
    via: 'admin_console',
    event: 'member_change_status',
  } as const;
  const origin = { address: 'member.bob@acme.example', attribute: null, member: null };
  const origins = [{ ...origin, cause: { ...cause, by: { tag: 'admin', name } } }] as const;
  return { ...withBase, ...(withBase.base && { base: { ...withBase.base, origins } }) };
}

/** The same, which guards refuse. */
export const blocked: Plan = planOf(
  {
    ...dangerousFile,
    policy: {
      ...dangerousFile.policy,
      guards: { ...defaultGuards, maxRemovals: { tag: 'count', count: 1 }, protectedMembers: ['eve@acme.example'] },
    },
  },
  live,
);

/** How enemies name things. */
export const hostileTexts: readonly string[] = [
  '@everyone',
  '![x](https://evil.example/pixel.png)',
  '[click](javascript:alert(1))',
  '</details></td></table><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '| a | b |',
  'a\\|b\\\\|c\\',
  '`` ` ``` ``',
  '`',
  '#123 :tada: GH-1 https://evil.example www.evil.example',
  '$(rm -rf /) $x$ $$y$$',
  'pay\u202egpj.exe\u200b\u2066x',
  'line\n# heading\r\n- list\n```\n~~~\n',
  '--> <!-- ]]> {"a":1}',
  '*bold* _it_ ~~gone~~ **',
  '\u1fef\u0300`\u037e',
  '::error::hello',
  '\'"><b>&amp;&#96;',
  '   ',
  '日本語 \ud83d\ude00 é',
];

/** Everything that others can choose is hostile. */
export function hostilePlan(texts: readonly string[]): Plan {
  const pick = (index: number) => texts[index % texts.length] ?? 'x';
  const named = (index: number) => `${pick(index)}@acme.example`;
  const hostileLive: LiveState = liveTeam(
    [
      liveMember('root@acme.example', admin),
      ...texts.map((_, index) =>
        liveMember(named(index), { id: `dbmid:${index}`, attributes: { surname: pick(index) } }),
      ),
    ],
    texts.map((name, index) =>
      liveGroup(`${name} ${index}`, [], {
        id: `g:${index}`,
        members: new Map([
          [`dbmid:${index}`, 'owner'],
          [`dbmid:${(index + 1) % texts.length}`, 'member'],
        ]),
      }),
    ),
    { team: { id: 'dbtid:x', name: pick(0) } },
  );
  const source = (index: number) => ({ source: { file: pick(index), line: 7, column: 1 } });
  const desired: DesiredState = {
    ...desiredState(
      [
        desiredMember('root@acme.example', admin),
        ...texts.map((_, index) => {
          const status = (['removed', 'suspended', null, null, null] as const)[index % 5] ?? null;
          const change = index % 5 === 3 ? { role: 'team_admin' } : { given_name: pick(index + 1) };
          return desiredMember(named(index), { ...source(index), status, attributes: status === null ? change : {} });
        }),
      ],
      texts.flatMap((name, index) => {
        if (index % 3 === 0) return [];
        const gone = index % 3 === 1;
        return [desiredGroup(`${name} ${index}`, gone ? [] : [named(index)], { ...source(index + 2) })];
      }),
      { unmanagedGroups: 'delete' },
    ),
    file: pick(3),
  };
  return planOf(desired, hostileLive);
}

/** Thousands of people come, go, or change. */
export function largePlan(size: number, going: number): Plan {
  const email = (index: number) => `person.number${String(index).padStart(5, '0')}@acme.example`;
  const everybody = Array.from({ length: size }, (_, index) => email(index));
  const leaving = new Set(everybody.slice(0, going));
  return planOf(
    desiredState(
      [
        desiredMember('root@acme.example', admin),
        ...everybody.map((person, index) =>
          desiredMember(person, {
            source: { file: 'people.yaml', line: index + 10, column: 5 },
            ...(leaving.has(person) ? { status: 'removed' as const } : {}),
          }),
        ),
      ],
      [desiredGroup('Everybody', everybody.slice(going), { membership: 'additive' })],
    ),
    liveTeam(
      [liveMember('root@acme.example', admin), ...everybody.slice(0, going).map((person) => liveMember(person))],
      [liveGroup('Everybody')],
      {
        licences: { available: size * 2, used: going + 1 },
        capabilities: { groupMemberLimit: size, recoverableDays: 7, quotasRead: true },
      },
    ),
  );
}
