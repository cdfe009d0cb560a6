import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { TeamLogEvent } from '../../src/model/team-log.js';
import { digestDifferences, findDifferences } from '../../src/plan/drift.js';
import { explainDifferences } from '../../src/plan/drift-cause.js';
import type { DriftReport } from '../../src/plan/drift-report.js';
import { makePlan } from '../../src/plan/plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
} from '../support/team-builders.js';

const at = (line: number) => ({ source: { file: 'team.yaml', line, column: 5 } });

/** An event as the log tells it; everything has a believable default. */
export function logEvent(type: string, rest: Partial<TeamLogEvent> = {}): TeamLogEvent {
  return {
    at: '2026-11-20T16:02:00Z',
    type,
    actor: 'jo@acme.example',
    actorKind: 'admin',
    actorId: 'dbmid:jo@acme.example',
    via: 'admin_console',
    members: [],
    memberIds: [],
    groups: [],
    groupIds: [],
    from: null,
    to: null,
    ...rest,
  };
}

const about = (email: string) => ({ members: [email], memberIds: [`dbmid:${email}`] });

/** The report of a file on a team, as the command makes it of two readings and the log. */
export function reportOf(
  desired: DesiredState,
  live: LiveState,
  events: readonly TeamLogEvent[] | null,
  rest: Partial<DriftReport> = {},
): DriftReport {
  const planned = makePlan({ desired, live, now: NOW });
  if (!planned.ok) throw new Error(planned.diagnostics.map(({ message }) => message).join(' '));
  const { value: plan } = planned;
  const differences = findDifferences(plan);
  return {
    team: plan.team,
    file: plan.file,
    digest: digestDifferences(differences),
    differences: explainDifferences({ differences, desired, live, now: NOW, events }),
    unmanaged: [],
    log: events === null ? { tag: 'not-asked' } : { tag: 'read', since: '2026-10-23T12:00:00Z' },
    isSettled: true,
    revert: { operations: plan.operations.length, refusedBy: [], leaves: 0 },
    ...rest,
  };
}

const team = liveTeam(
  [
    liveMember('jo@acme.example', { attributes: { role: 'team_admin' } }),
    liveMember('tom@acme.example', { attributes: { role: 'billing_admin' } }),
    liveMember('mia@acme.example'),
    liveMember('sam@acme.example', { status: 'suspended' }),
    liveMember('lin@acme.example', { attributes: { surname: 'Chan' } }),
  ],
  [liveGroup('Design', ['mia@acme.example', 'tom@acme.example'])],
);

const file = desiredState(
  [
    desiredMember('jo@acme.example', { ...at(3), attributes: { role: 'team_admin' } }),
    desiredMember('tom@acme.example', { ...at(4), attributes: { role: 'member_only' } }),
    desiredMember('mia@acme.example', at(5)),
    desiredMember('sam@acme.example', { ...at(6), status: 'active' }),
    desiredMember('lin@acme.example', { ...at(7), attributes: { surname: 'Chen' } }),
  ],
  [desiredGroup('Design', ['mia@acme.example', 'lin@acme.example'], at(20))],
);

const events = [
  logEvent('member_change_admin_role', { ...about('tom@acme.example'), from: 'member_only', to: 'billing_admin' }),
  logEvent('member_change_status', { ...about('sam@acme.example'), from: 'active', to: 'suspended', via: 'api' }),
  logEvent('member_change_name', {
    ...about('lin@acme.example'),
    actor: 'lin@acme.example',
    actorKind: 'user',
    actorId: 'dbmid:lin@acme.example',
    via: 'end_user',
    to: 'Lin Chan',
  }),
  logEvent('group_remove_member', {
    ...about('lin@acme.example'),
    groups: ['Design'],
    actor: 'lin@acme.example',
    actorKind: 'user',
    actorId: 'dbmid:lin@acme.example',
    via: 'end_user',
  }),
];

/** One of each weight: an admin made by hand, somebody in a group, somebody suspended, somebody who left a group. */
export const several = reportOf(file, team, events);

export const clean = reportOf(desiredState([desiredMember('mia@acme.example')]), team, null, {
  log: { tag: 'not-asked' },
});

/** Nobody is known, a guard refuses the way back, the team moves, and there are people in no file. */
export const troubled: DriftReport = {
  ...reportOf(file, team, null, {
    log: {
      tag: 'failed',
      since: '2026-10-23T12:00:00Z',
      message: "Could not read the team's log: the token lacks the scope events.read.",
      advice: 'Tick the scope in the App Console.',
    },
    isSettled: false,
    revert: { operations: 5, refusedBy: ['max_removals', 'min_team_admins'], leaves: 1 },
  }),
  unmanaged: ['new@acme.example', 'newer@acme.example'].map((email) => ({
    ...{
      address: `member.${email}`,
      kind: 'member' as const,
      action: 'remove' as const,
      attribute: null,
      member: null,
    },
    ...{ live: { status: 'active', role: 'member_only' }, file: null, effect: 'gained-access' as const },
    ...{ reason: null, source: null },
    cause: {
      tag: 'logged',
      at: '2026-11-21T09:00:00Z',
      by: { tag: 'app', name: 'Okta sync' },
      via: 'api',
      event: 'member_change_status',
    },
  })),
};

/** A team of which so many people were made admins and so many lost access. */
export function large(admins: number, others: number): DriftReport {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(5, '0')}@acme.example`);
  const powerful = names('admin', admins);
  const named = names('named', others);
  const live = liveTeam([
    liveMember('jo@acme.example', { attributes: { role: 'team_admin' } }),
    ...powerful.map((email) => liveMember(email, { attributes: { role: 'billing_admin' } })),
    ...named.map((email) => liveMember(email, { attributes: { surname: 'Other' } })),
  ]);
  const desired = desiredState([
    desiredMember('jo@acme.example'),
    ...powerful.map((email) => desiredMember(email, { attributes: { role: 'member_only' } })),
    ...named.map((email) => desiredMember(email, { attributes: { surname: 'Own' } })),
  ]);
  return reportOf(desired, live, []);
}

/** A team in which everything that somebody can choose is chosen by an enemy. */
export function hostileReport(names: readonly string[]): DriftReport {
  const nameAt = (index: number) => names[index % names.length] ?? '';
  const group = nameAt(0).trim() || 'Group';
  const live = liveTeam(
    [liveMember('jo@acme.example', { attributes: { surname: nameAt(1) } }), liveMember('mia@acme.example')],
    [liveGroup(group, ['mia@acme.example'])],
    { team: { id: 'dbtid:acme', name: nameAt(2) } },
  );
  const desired = {
    ...desiredState(
      [
        desiredMember('jo@acme.example', {
          source: { file: nameAt(3), line: 3, column: 1 },
          attributes: { surname: nameAt(4) },
        }),
        desiredMember('mia@acme.example'),
      ],
      [desiredGroup(group, ['jo@acme.example'])],
    ),
    file: nameAt(3),
  };
  const found = reportOf(desired, live, [
    logEvent('group_add_member', {
      ...about('mia@acme.example'),
      groups: [group],
      actorKind: 'app',
      actor: nameAt(5),
      actorId: null,
      via: nameAt(1),
    }),
  ]);
  return {
    ...found,
    unmanaged: [
      {
        ...{ address: `group.${nameAt(4)}`, kind: 'group', action: 'remove', attribute: null, member: null },
        ...{
          live: { name: nameAt(4) },
          file: null,
          effect: 'other',
          reason: null,
          source: null,
          cause: { tag: 'not-logged' },
        },
      },
    ],
    log: { tag: 'failed', since: nameAt(0), message: nameAt(1), advice: nameAt(2) },
    revert: { operations: 1, refusedBy: [nameAt(3)], leaves: 0 },
  };
}
