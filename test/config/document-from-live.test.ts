import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentFromLive, omissionsFromLive } from '../../src/config/document-from-live.js';
import { writeTeamFile } from '../../src/config/write.js';
import { makePlan } from '../../src/plan/plan.js';
import { arbitraryLive } from '../support/arbitrary-teams.js';
import { liveGroup, liveMember, liveTeam, NOW } from '../support/team-builders.js';
import { stateOf } from './memory-tree.js';

const team = liveTeam(
  [
    liveMember('linus@acme.com', { attributes: { given_name: 'Linus', space_quota_gb: 100 } }),
    liveMember('ada@acme.com', {
      attributes: { role: 'team_admin', external_id: '001', secondary_emails: ['countess@acme.com'] },
    }),
    liveMember('eve@acme.com', { status: 'suspended', attributes: { directory_restricted: true } }),
    liveMember('tim@acme.com', { status: 'invited', attributes: { given_name: '' } }),
    liveMember('gone@acme.com', { status: 'removed' }),
  ],
  [
    liveGroup('Sales', ['tim@acme.com', 'linus@acme.com'], { externalId: 'grp: sales' }),
    liveGroup('Leadership', [], {
      management: 'user_managed',
      members: new Map([
        ['dbmid:ada@acme.com', 'owner'],
        ['dbmid:eve@acme.com', null],
      ]),
    }),
    liveGroup('Everyone at Acme', ['ada@acme.com'], { management: 'system_managed' }),
  ],
);

describe('the file of a live team', () => {
  it('says what is there, sorted, and nothing that is not set', () => {
    expect(writeTeamFile(documentFromLive(team), ['Exported.'])).toBe(`# Exported.
version: 1
team:
  id: dbtid:acme
  name: Acme Inc
defaults:
  member:
    role: member_only
members:
  - email: ada@acme.com
    external_id: '001'
    role: team_admin
    secondary_emails: [countess@acme.com]
  - email: eve@acme.com
    directory_restricted: true
    status: suspended
  - email: linus@acme.com
    given_name: Linus
    space_quota_gb: 100
  - email: tim@acme.com
groups:
  - name: Leadership
    management: user_managed
    members:
      - {email: ada@acme.com, access: owner}
      - eve@acme.com
  - name: Sales
    external_id: 'grp: sales'
    management: company_managed
    members:
      - linus@acme.com
      - tim@acme.com
`);
    expect(omissionsFromLive(team)).toEqual([]);
  });

  it('plans to nothing', () => {
    fc.assert(
      fc.property(arbitraryLive, (live) => {
        const plan = makePlan({ desired: stateOf(writeTeamFile(documentFromLive(live))), live, now: NOW });
        expect(plan.ok ? plan.value.changes : plan.diagnostics).toEqual([]);
      }),
    );
  });

  it('leaves quotas alone where they were not read', () => {
    const live = { ...team, capabilities: { ...team.capabilities, quotasRead: false } };
    expect(writeTeamFile(documentFromLive(live))).not.toContain('space_quota_gb');
  });

  it('leaves out, and tells, what a file cannot say, and removes nobody for it', () => {
    const live = liveTeam(
      [
        liveMember('ada@acme.com', { attributes: { given_name: 'A/B', role: 'team_admin' } }),
        liveMember('ädä@acme.com'),
      ],
      [liveGroup('Sales', ['ada@acme.com', 'ädä@acme.com']), liveGroup('x'.repeat(300))],
    );
    expect(omissionsFromLive(live)).toEqual([
      'The given name of ada@acme.com is left out: a team file cannot hold "A/B".',
      'The member ädä@acme.com is left out: a team file cannot hold this address.',
      'The group "Sales" has people whom the file cannot name, so its membership is additive.',
      `The group "${'x'.repeat(300)}" is left out: a team file cannot hold this name.`,
    ]);
    const plan = makePlan({ desired: stateOf(writeTeamFile(documentFromLive(live))), live, now: NOW });
    expect(plan.ok ? plan.value.changes : plan.diagnostics).toEqual([]);
  });
});
