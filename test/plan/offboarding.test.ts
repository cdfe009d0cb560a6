import { describe, expect, it } from 'vitest';
import { defaultOffboarding, type Offboarding } from '../../src/model/policy.js';
import { isRefused } from '../../src/plan/plan.js';
import { findingsOf, planOf } from '../support/ask-plan.js';
import { desiredMember, desiredState, liveMember, liveTeam } from '../support/team-builders.js';

const [ada, bob, eve, root] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com', 'root@acme.com'];
const admin = { attributes: { role: 'team_admin' } };

function leaving(offboarding: Partial<Offboarding>, others: Parameters<typeof desiredState>[0] = []) {
  const settled = { ...defaultOffboarding, transferFilesTo: bob, transferAdmin: root, ...offboarding };
  return desiredState([desiredMember(ada, { status: 'removed', offboarding: settled }), ...others]);
}

const live = (rest: Parameters<typeof liveMember>[1] = {}) =>
  liveTeam([liveMember(ada), liveMember(bob, rest), liveMember(eve, admin), liveMember(root, admin)]);

function refusalsOf(desired: ReturnType<typeof leaving>, team = live()): readonly string[] {
  return findingsOf(planOf(desired, team), 'offboarding').map(({ message }) => message);
}

describe('a removal that hands files on', () => {
  it('goes to an active, verified member, with an admin who is told of errors', () => {
    expect(isRefused(planOf(leaving({}), live()))).toBe(false);
  });

  it.each([
    ['who is not on the team', { transferFilesTo: 'nobody@acme.com' }, {}, 'is not on the team'],
    ['who is the leaver', { transferFilesTo: ada }, {}, 'is the leaver'],
    ['who is only invited', {}, { status: 'invited' }, 'is not active'],
    ['who is suspended', {}, { status: 'suspended' }, 'is not active'],
    ['who has not verified the address', {}, { isEmailVerified: false }, 'has not verified'],
  ] as const)('does not go to somebody %s', (_, offboarding, member, words) => {
    expect(refusalsOf(leaving(offboarding), live(member)).join()).toContain(words);
  });

  it('does not go to somebody who leaves too, and hands on nothing', () => {
    expect(refusalsOf(leaving({}, [desiredMember(bob, { status: 'removed' })])).join()).toContain('is leaving too');
  });

  it('does not go to somebody whom the same plan suspends', () => {
    expect(refusalsOf(leaving({}, [desiredMember(bob, { status: 'suspended' })])).join()).toContain(
      'is suspended by the same plan',
    );
  });

  it('does not go to an address that its holder gives up in the same plan', () => {
    const team = liveTeam([
      liveMember(ada),
      liveMember(bob, { attributes: { external_id: 'E1' } }),
      liveMember(root, admin),
    ]);
    const renamed = desiredMember(eve, { attributes: { external_id: 'E1' } });
    const gone = desiredMember(bob, { status: 'removed' });
    expect(refusalsOf(leaving({}, [renamed, gone]), team).join()).toContain(`${bob} is not on the team`);
  });

  it.each([
    ['nobody', { transferAdmin: null }, [], 'needs a transfer_admin'],
    ['somebody who is no admin', { transferAdmin: bob }, [], 'is not an active team admin'],
    ['the leaver', { transferAdmin: ada }, [], 'is the leaver'],
    ['somebody unknown', { transferAdmin: 'nobody@acme.com' }, [], 'is not on the team'],
    [
      'an admin whom the same plan demotes',
      {},
      [desiredMember(root, { attributes: { role: 'member_only' } })],
      'is not an active team admin',
    ],
    ['an admin whom the same plan suspends', {}, [desiredMember(root, { status: 'suspended' })], 'is not an active'],
    ['an admin whom the same plan removes', {}, [desiredMember(root, { status: 'removed' })], 'is not an active'],
  ] as const)('does not tell errors to %s', (_, offboarding, others, words) => {
    expect(refusalsOf(leaving(offboarding, others)).join()).toContain(words);
  });

  it('is judged only when it is due: not for an invitation, not while a grace period runs', () => {
    const wrong = { transferFilesTo: 'nobody@acme.com' };
    const invited = liveTeam([liveMember(ada, { status: 'invited' }), liveMember(root, admin)]);
    expect(refusalsOf(leaving(wrong), invited)).toEqual([]);
    expect(refusalsOf(leaving({ ...wrong, gracePeriodHours: 24 }))).toEqual([]);
  });
});
