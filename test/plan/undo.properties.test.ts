import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/model/apply-report.js';
import type { LiveMember, LiveState } from '../../src/model/live-state.js';
import type { Change } from '../../src/model/plan.js';
import { isRefused, makePlan } from '../../src/plan/plan.js';
import { planUndo } from '../../src/plan/undo.js';
import { arbitraryCase } from '../support/arbitrary-teams.js';
import { ModelTeam } from '../support/model-team.js';
import { runInAnyOrder } from '../support/run-in-any-order.js';
import { NOW, permissive, reportOf } from '../support/team-builders.js';

/** Modest where every commit waits for them; by hand: `PROPERTY_RUNS=50000 npx vitest run test/plan/undo`. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };
const NOW_ISO = new Date(NOW).toISOString();
const arbitraryPicks = fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 });

/** Carries a plan out in some permitted order; nothing may fail. */
function carryOut(team: ModelTeam, operations: Parameters<typeof runInAnyOrder>[0], picks: readonly number[]): void {
  let turn = 0;
  const pick = (count: number) => (picks[turn++ % picks.length] as number) % count;
  const { failed } = runInAnyOrder(operations, pick, (operation) => team.perform(operation));
  expect(failed.map(({ operation, error }) => `${operation.id}: ${String(error)}`)).toEqual([]);
}

/** Undoes a run on a team as it is now; null where a guard refuses that, as it may. */
function undo(report: ApplyReport, team: ModelTeam, picks: readonly number[]): readonly string[] | null {
  const live = team.liveState();
  const { guards } = permissive;
  const placeOf = (change: Change) => ({ file: 'report.json', line: report.changes.indexOf(change) + 1, column: 1 });
  const planned = planUndo({
    report,
    file: 'report.json',
    placeOf,
    live,
    guards,
    now: NOW,
    overrides: [],
  });
  if (!planned.ok) throw new Error(planned.diagnostics.map(({ message }) => message).join('\n'));
  const { plan, desired } = planned.value;
  if (isRefused(plan)) return null;
  carryOut(team, plan.operations, picks);
  return desired.undo?.remarks.map(({ message }) => message) ?? [];
}

/** Everything about the people and groups of a team, by address and name, for comparison. */
function describeTeam(live: LiveState) {
  const present = live.members.filter(({ status }) => status !== 'removed');
  const emails = new Map(present.map(({ id, attributes }) => [id, attributes.email]));
  return {
    members: new Map(present.map((member) => [member.attributes.email, describePerson(member)])),
    groups: new Map(
      live.groups.map(({ name, externalId, management, members }) => [
        name,
        {
          externalId,
          management,
          members: Object.fromEntries([...members].map(([id, a]) => [emails.get(id), a]).sort()),
        },
      ]),
    ),
  };
}

function describePerson({ status, attributes }: LiveMember) {
  return { status, ...attributes, secondary_emails: [...attributes.secondary_emails].sort() };
}

describe('undoing a run, on random teams and files', { timeout: 30_000 + RUNS.numRuns * 20 }, () => {
  it('gives everybody back what they were, but for what the undo says', () => {
    let undone = 0;
    fc.assert(
      fc.property(arbitraryCase, arbitraryPicks, ({ live, desired }, picks) => {
        const planned = makePlan({ desired, live, now: NOW });
        if (!planned.ok || isRefused(planned.value)) return;
        const team = new ModelTeam(live, NOW_ISO);
        carryOut(team, planned.value.operations, picks);
        const remarks = undo(reportOf(planned.value), team, picks);
        if (remarks === null) return;
        undone += 1;
        const [before, after] = [describeTeam(live), describeTeam(team.liveState())];
        // The model gives people who are recovered groups of its own choice.
        const isTold = (name: string) => remarks.some((message) => message.includes(name));
        const back = new Set(
          planned.value.changes.filter(({ action }) => action === 'remove').map(({ before }) => String(before?.email)),
        );
        for (const [email, person] of before.members) {
          if (!isTold(email)) expect(after.members.get(email)).toEqual(person);
        }
        expect([...after.members.keys()].filter((email) => !before.members.has(email) && !isTold(email))).toEqual([]);
        for (const [name, group] of before.groups) {
          const now = after.groups.get(name);
          if (now === undefined && isTold(name)) continue;
          if (!isTold(name)) expect({ ...now, members: {} }).toEqual({ ...group, members: {} });
          for (const [email, access] of Object.entries(group.members)) {
            const isKnown = !isTold(email) && !isTold(name) && !back.has(email);
            if (isKnown) expect(now?.members[email]).toBe(access);
            else if (!isTold(email)) expect(now?.members).toHaveProperty([email]);
          }
          const others = Object.keys(now?.members ?? {}).filter(
            (email) => !back.has(email) && !(email in group.members) && !isTold(email),
          );
          expect(others).toEqual([]);
        }
        expect([...after.groups.keys()].filter((name) => !before.groups.has(name) && !isTold(name))).toEqual([]);
      }),
      RUNS,
    );
    expect(undone).toBeGreaterThan(RUNS.numRuns / 4);
  });
});
