import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import { defaultOffboarding } from '../../src/model/policy.js';
import { planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
} from '../support/team-builders.js';

const [ada, bob, eve] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com'];
const members = (rest: Parameters<typeof desiredMember>[1] = {}) => [
  desiredMember(ada, { attributes: { surname: 'New', given_name: 'Ada' } }),
  desiredMember(bob, { status: 'removed', ...rest }),
];
const file = desiredState(members(), [desiredGroup('Eng', [ada])]);
const team = (
  ofAda: Parameters<typeof liveMember>[1] = {},
  ofBob: Parameters<typeof liveMember>[1] = {},
  rest: Partial<LiveState> = {},
) =>
  liveTeam(
    [
      liveMember(ada, { ...ofAda, attributes: { surname: 'Old', given_name: 'Ada', ...ofAda?.attributes } }),
      liveMember(bob, ofBob),
      liveMember(eve),
    ],
    [liveGroup('Eng', [eve])],
    rest,
  );
const digestOf = (desired: DesiredState, live: LiveState, now = NOW) => planOf(desired, live, { now }).digest;
const base = digestOf(file, team());

describe('a digest', () => {
  it('is a SHA-256', () => {
    expect(base).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each([
    ['the order of pages', digestOf(file, { ...team(), members: [...team().members].reverse() })],
    ['the time of day', digestOf(file, team(), NOW + 3_600_000)],
    [
      'people whom the plan does not touch',
      digestOf(file, { ...team(), members: [...team().members, liveMember('new@acme.com')] }),
    ],
    ['attributes that stay as they are', digestOf(file, team({ attributes: { persistent_id: 'S1' } }))],
    [
      'attributes that the file mentions and are right',
      digestOf(
        desiredState([desiredMember(ada, { attributes: { surname: 'New' } }), ...members().slice(1)], file.groups),
        team(),
      ),
    ],
    ['licences', digestOf(file, team({}, {}, { licences: { used: 3, available: 7 } }))],
    [
      'where in the file something stands',
      digestOf({ ...file, members: members({ source: { file: 'b.yaml', line: 9, column: 9 } }) }, team()),
    ],
    ['whether a leaver was suspended by hand meanwhile', digestOf(file, team({}, { status: 'suspended' }))],
    [
      'whether who leaves a group owned it, which is not always read',
      digestOf(file, { ...team(), groups: [liveGroup('Eng', [], { members: new Map([[`dbmid:${eve}`, null]]) })] }),
    ],
  ])('does not depend on %s', (_, digest) => {
    expect(digest).toBe(base);
  });

  it.each([
    [
      'a value that is set',
      digestOf(
        desiredState(
          [desiredMember(ada, { attributes: { surname: 'Newer', given_name: 'Ada' } }), ...members().slice(1)],
          file.groups,
        ),
        team(),
      ),
    ],
    ['the value it starts from', digestOf(file, team({ attributes: { surname: 'Older' } }))],
    [
      'how somebody leaves',
      digestOf({ ...file, members: members({ offboarding: { ...defaultOffboarding, wipeDevices: true } }) }, team()),
    ],
    [
      'how long files can be recovered',
      digestOf(file, team({}, {}, { capabilities: { groupMemberLimit: 1000, recoverableDays: 30, quotasRead: true } })),
    ],
    ['whether a leaver is an admin', digestOf(file, { ...team({}, { attributes: { role: 'team_admin' } }) })],
    [
      'who joins a group',
      digestOf(desiredState([...members(), desiredMember(eve)], [desiredGroup('Eng', [ada, eve])]), team()),
    ],
    [
      'with which access',
      digestOf(
        desiredState(members(), [desiredGroup('Eng', [ada], { attributes: { management: 'user_managed' } })]),
        team(),
      ),
    ],
    ['who leaves it', digestOf(file, { ...team(), groups: [liveGroup('Eng', [eve, bob, ada])] })],
    [
      'another change',
      digestOf({ ...file, members: [...file.members, desiredMember(eve, { status: 'suspended' })] }, team()),
    ],
    ['a change less', digestOf(desiredState(members().slice(0, 1), file.groups), team())],
  ])('depends on %s', (_, digest) => {
    expect(digest).not.toBe(base);
  });

  it('of no changes is always the same', () => {
    expect(digestOf(desiredState([]), liveTeam([]))).toBe(
      digestOf(desiredState([desiredMember(eve)]), liveTeam([liveMember(eve)])),
    );
  });
});
