import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollcallVersion } from '../../src/app/rollcall-version.js';
import type { JsonObject } from '../../src/model/plan.js';
import { sealPlan } from '../../src/plan/saved-plan.js';
import { acme, changesFile, startTeam } from '../cli/command-line.js';
import { expectGolden, withoutDigests } from './golden.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
  await team.workplace.run(['plan', '--out', 'plan.json']);
});
afterEach(() => team.close());

/** What a plan says of itself, changed and sealed again by somebody who knows how. */
function resealed(change: (plan: Record<string, unknown>) => object): string {
  const { seal: _, ...plan } = JSON.parse(team.workplace.read('plan.json'));
  return JSON.stringify(sealPlan(change(plan) as JsonObject));
}

async function applyEdited(text: string) {
  team.workplace.write('plan.json', text);
  const before = team.simulator.team.snapshot();
  const result = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
  expect(team.simulator.team.snapshot()).toEqual(before);
  return result;
}

describe('a saved plan is refused, and says why', () => {
  it.each<[name: string, edit: () => string]>([
    ['tampered', () => team.workplace.read('plan.json').replace('"surname": "Baumeister"', '"surname": "Mallory"')],
    ['cut', () => team.workplace.read('plan.json').slice(0, 2000)],
    ['of-another-format', () => resealed((plan) => ({ ...plan, format_version: 2 }))],
    ['of-another-version', () => resealed((plan) => ({ ...plan, rollcall_version: '9.0.0' }))],
    ['not-sealed', () => JSON.stringify({ ...JSON.parse(team.workplace.read('plan.json')), seal: undefined })],
    ['a-team-file', () => changesFile],
    ['something-else', () => '{"name": "rollcall"}'],
    ['of-another-team', () => resealed((plan) => ({ ...plan, team: { id: 'dbtid:other', name: 'Other Inc' } }))],
  ])('%s', async (name, edit) => {
    const reads = team.simulator.log.length;
    const { stderr, code } = await applyEdited(edit());
    expectGolden(`plan-${name}.txt`, stderr.replace(rollcallVersion, 'X.Y.Z'));
    expect(code).toBe(1);
    // Of the team, at most its id was read.
    expect(team.simulator.log.slice(reads).filter(({ route }) => route !== 'team/get_info')).toEqual([]);
  });

  it('when the team has changed since, with both plans', async () => {
    team.simulator.perform('members/set_admin_permissions_v2', {
      user: { '.tag': 'email', email: 'grace@acme.com' },
      new_roles: [],
    });
    const { stdout, stderr, code } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expectGolden('plan-stale.txt', withoutDigests(`${stdout}\n${stderr.slice(stderr.indexOf('Error:'))}`));
    expect(code).toBe(5);
  });

  it('when it asks for more by its desired state than by its changes, however well it is sealed', async () => {
    const text = resealed((plan) => {
      const desired = structuredClone(plan.desired) as { members: { email: string; status: string | null }[] };
      for (const member of desired.members) if (member.email === 'grace@acme.com') member.status = 'removed';
      return { ...plan, desired };
    });
    const { code, stderr } = await applyEdited(text);
    expect(stderr).toContain('Not reviewed:\n  remove member.grace@acme.com');
    expect(code).toBe(5);
  });

  it.each<[what: string, edit: (desired: Record<string, unknown>) => object]>([
    ['no members', ({ members: _, ...rest }) => rest],
    ['members that are none', (desired) => ({ ...desired, members: [7, null, { email: 'x' }] })],
    ['a policy without guards', (desired) => ({ ...desired, policy: {} })],
    ['groups that are none', (desired) => ({ ...desired, groups: [{ attributes: { name: 7 } }] })],
  ])('and not with a stack trace, when what it asks for has %s', async (_, edit) => {
    const { code, stderr } = await applyEdited(resealed((plan) => ({ ...plan, desired: edit(plan.desired as never) })));
    expect(stderr).toMatch(/^error: the plan file plan\.json does not hold what a team file asks for/);
    expect(code).toBe(1);
  });

  it('with its guards still on: a plan that was refused is refused again', async () => {
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${changesFile}`);
    const planned = await team.workplace.run(['plan', '--out', 'plan.json']);
    expect(planned.code).toBe(3);
    const { code } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(code).toBe(3);
  });
});

describe('plans and snapshots', () => {
  it('hold no secret of the environment', async () => {
    await team.workplace.run(['export', '--snapshot', '--out', 'live.json']);
    const written = team.workplace.read('plan.json') + team.workplace.read('live.json');
    expect(written).toContain(acme.team.name);
    expect(written).not.toContain(team.simulator.token);
    expect(written).not.toContain(team.simulator.app.secret);
    expect(written).not.toMatch(/sl\.u?\.|authorization|bearer|token"/i);
  });
});
