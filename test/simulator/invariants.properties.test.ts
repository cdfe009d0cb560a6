import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, group, seed, start } from './harness.js';

const people = ['ada', 'grace', 'bob', 'sue', 'ivy', 'rex', 'new1', 'new2'];
const groups = ['g:eng', 'g:club', 'g:empty'];
const FULL = 'pid_dbtmr:AAAAAFMcx6E0tax39Kb0H671TzWLeE07dwaqFQ5fDRy2';

const person = fc.constantFrom(...people);
const someGroup = fc.constantFrom(...groups);

/** Anything that anybody may try, sensible or not. */
const attempt: fc.Arbitrary<[string, unknown]> = fc.oneof(
  person.map((name): [string, unknown] => ['members/add_v2', { new_members: [{ member_email: `${name}@acme.com` }] }]),
  person.map((name): [string, unknown] => ['members/suspend', { user: at(name) }]),
  person.map((name): [string, unknown] => ['members/unsuspend', { user: at(name) }]),
  fc
    .tuple(person, fc.boolean())
    .map(([name, keep]): [string, unknown] => [
      'members/remove',
      { user: at(name), wipe_data: false, keep_account: keep },
    ]),
  person.map((name): [string, unknown] => ['members/recover', { user: at(name) }]),
  fc
    .tuple(person, fc.boolean())
    .map(([name, isAdmin]): [string, unknown] => [
      'members/set_admin_permissions_v2',
      { user: at(name), new_roles: isAdmin ? [FULL] : [] },
    ]),
  fc
    .tuple(person, person)
    .map(([name, other]): [string, unknown] => [
      'members/set_profile_v2',
      { user: at(name), new_email: `${other}@acme.com` },
    ]),
  fc
    .tuple(someGroup, person)
    .map(([id, name]): [string, unknown] => [
      'groups/members/add',
      { group: group(id), members: [{ user: at(name), access_type: 'member' }] },
    ]),
  fc
    .tuple(someGroup, person)
    .map(([id, name]): [string, unknown] => ['groups/members/remove', { group: group(id), users: [at(name)] }]),
  someGroup.map((id): [string, unknown] => ['groups/delete', group(id)]),
);

describe('whatever is tried, in whatever order', () => {
  it('the team keeps an admin, its seats add up, addresses stay unique, and groups hold members only', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { maxLength: 30 }), fc.nat(), async (attempts, randomSeed) => {
        const simulator = await start({ randomSeed, seed });
        for (const [path, arg] of attempts) {
          try {
            simulator.perform(path, arg);
          } catch (error) {
            expect(String(error)).toContain('refused with');
          }
        }
        const { members = [], groups: kept = [] } = simulator.team.snapshot();
        const present = members.filter((member) => member.status !== 'removed');
        expect(present.some((member) => member.status === 'active' && member.role === 'Team')).toBe(true);
        expect(present.length).toBeLessThanOrEqual(8);
        const holders = members.filter((member) => member.status !== 'removed' || member.is_recoverable === true);
        expect(new Set(holders.map((member) => member.email)).size).toBe(holders.length);
        const token = simulator.mint({
          actingAdmin: present.find((member) => member.status === 'active')?.email ?? '',
        });
        const info = await simulator.call('team/get_info', null, token);
        expect(info.json).toMatchObject({ num_used_licenses: present.length });
        const emails = new Set(present.map((member) => member.email));
        for (const entry of kept.flatMap((one) => one.members ?? [])) {
          expect(emails.has((entry as { email: string }).email)).toBe(true);
        }
        await simulator.close();
      }),
      { numRuns: 60 },
    );
  });
});
