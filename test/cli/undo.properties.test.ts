import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeTeamFile } from '../../src/config/write.js';
import type { SeedMember, SimulatorSeed } from '../../src/simulator/index.js';
import { seedFromLive } from '../storm/seed-from-live.js';
import { arbitraryCase } from '../support/arbitrary-teams.js';
import { documentOf } from '../support/document-of.js';
import { NOW } from '../support/team-builders.js';
import { startTeam } from './command-line.js';

/** Modest where every commit waits for them; by hand: `UNDOS=500 npx vitest run test/cli/undo`. */
const UNDOS = Number(process.env.UNDOS ?? 6);
const clock = { now: () => NOW, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };

/** Who is on a team, and what its groups are: what somebody who looks at the console sees. */
function look({ members = [], groups = [] }: SimulatorSeed) {
  const isPresent = ({ status }: SeedMember) => status !== 'removed';
  return {
    members: new Map(members.filter(isPresent).map((member) => [member.email, lookAt(member)])),
    groups: new Map(
      groups
        .filter(({ management }) => management !== 'system_managed')
        .map(({ name, external_id: id, management, members: people = [] }) => [
          name,
          {
            id: id ?? null,
            management,
            people: people.map((one) => (typeof one === 'string' ? one : one.email)).sort(),
          },
        ]),
    ),
  };
}

function lookAt({ status, role, external_id, persistent_id, given_name, surname, space_quota_gb }: SeedMember) {
  return { status, role, external_id, persistent_id, given_name, surname, space_quota_gb };
}

describe('undo, over HTTP, on random teams and files', () => {
  it('leaves the team as it was before the apply, but for what it says', {
    timeout: 20_000 + UNDOS * 2_000,
  }, async () => {
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryCase, async ({ live, desired }) => {
        const team = await startTeam({ seed: seedFromLive(live), clock: () => NOW });
        try {
          team.workplace.write('team.yaml', writeTeamFile(documentOf(desired)));
          const before = look(team.simulator.team.snapshot());
          const rollcall = (...argv: string[]) => team.workplace.run(argv, { clock });
          if ((await rollcall('apply', '--auto-approve', '--report', 'report.json')).code !== 0) return;
          const { code, stdout, stderr } = await rollcall('undo', 'report.json', '--auto-approve');
          // A guard may refuse it, and a new address is unverified, so that it bears no secondary ones: that much is told.
          if (code === 3 || stdout.includes('(unverified)')) return;
          expect(code, stdout + stderr).toBe(0);
          undone += 1;
          const told = stdout.slice(stdout.indexOf('Digest:')).replace(/\s+/g, ' ');
          const after = look(team.simulator.team.snapshot());
          for (const [email, person] of before.members) {
            if (!told.includes(email)) expect(after.members.get(email), stdout).toEqual(person);
          }
          for (const [name, group] of before.groups) {
            if (told.includes(name)) continue;
            const now = after.groups.get(name);
            const known = (people: readonly string[] = []) => people.filter((email) => !told.includes(email));
            expect({ ...now, people: known(now?.people) }, stdout).toEqual({ ...group, people: known(group.people) });
          }
          const added = [...after.members.keys(), ...after.groups.keys()].filter(
            (name) => !before.members.has(name) && !before.groups.has(name) && !told.includes(name),
          );
          expect(added).toEqual([]);
        } finally {
          await team.close();
        }
      }),
      // Shrinking would take as long again for each step; the seed leads back to the case.
      { numRuns: UNDOS, endOnFailure: true },
    );
    expect(undone).toBeGreaterThan(0);
  });
});
