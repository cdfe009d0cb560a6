import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../src/model/live-state.js';
import { type Guards, type Limit, resolveLimit } from '../../src/model/policy.js';
import { isRefused, makePlan } from '../../src/plan/plan.js';
import { arbitraryCase } from '../support/arbitrary-teams.js';
import { ModelTeam } from '../support/model-team.js';
import { runInAnyOrder } from '../support/run-in-any-order.js';
import { NOW } from '../support/team-builders.js';

/** By hand: `PROPERTY_RUNS=50000 npx vitest run test/plan`. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) };
const TIMEOUT_MS = 30_000 + RUNS.numRuns * 20;

const arbitraryLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ tag: fc.constant('count' as const), count: fc.nat(4) }),
  fc.record({ tag: fc.constant('percent' as const), percent: fc.constantFrom(0, 10, 25, 50, 100) }),
);
const arbitraryGuards = fc.record({
  minTeamAdmins: fc.integer({ min: 1, max: 3 }),
  maxRemovals: arbitraryLimit,
  maxGroupDeletions: arbitraryLimit,
  protects: fc.array(fc.nat(), { maxLength: 2 }),
});
/** In which order operations come, and which of them fail: not at all, before they act, or after they have acted. */
const arbitraryFate = fc.record({
  picks: fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
  fates: fc.array(fc.constantFrom('well', 'well', 'well', 'fails', 'acts, and is told as failed'), {
    minLength: 10,
    maxLength: 40,
  }),
});

/** What a team has lost since it was read. */
function lossesOf(team: ModelTeam, live: LiveState) {
  const gone = live.members.filter(({ id, status }) => {
    const now = team.members.get(id)?.status;
    return status !== 'removed' && now !== status && (now === 'removed' || now === 'suspended');
  });
  const deleted = live.groups.filter(({ id }) => !team.groups.has(id));
  return { gone: gone.map(({ attributes }) => attributes.email), deleted: deleted.map(({ name }) => name) };
}

describe('a plan that no guard refuses', { timeout: TIMEOUT_MS }, () => {
  it('in any permitted order, with any operations failing, leaves the admins and removes no more than the limits, at every moment', () => {
    let carriedOut = 0;
    let losing = 0;
    fc.assert(
      fc.property(arbitraryCase, arbitraryGuards, arbitraryFate, ({ live, desired: unguarded }, wish, fate) => {
        const emails = live.members.map(({ attributes }) => attributes.email);
        const guards: Guards = {
          ...unguarded.policy.guards,
          minTeamAdmins: wish.minTeamAdmins,
          maxRemovals: wish.maxRemovals,
          maxGroupDeletions: wish.maxGroupDeletions,
          protectedMembers: wish.protects.map((index) => emails[index % emails.length] as string),
        };
        const desired = { ...unguarded, policy: { ...unguarded.policy, guards } };
        const planned = makePlan({ desired, live, now: NOW });
        if (!planned.ok || isRefused(planned.value)) return;
        const plan = planned.value;
        carriedOut += 1;

        const team = new ModelTeam(live, new Date(NOW).toISOString());
        const leastAdmins = Math.min(team.activeAdmins(), guards.minTeamAdmins);
        const mostGone = resolveLimit(
          guards.maxRemovals,
          live.members.filter(({ status }) => status !== 'removed').length,
        );
        const touchable = live.groups.filter(({ management }) => /^(company|user)_managed$/.test(management));
        const mostDeleted = resolveLimit(guards.maxGroupDeletions, touchable.length);
        let turn = 0;
        let step = 0;
        runInAnyOrder(
          plan.operations,
          (count) => (fate.picks[turn++ % fate.picks.length] as number) % count,
          (operation) => {
            const outcome = fate.fates[step++ % fate.fates.length];
            if (outcome === 'fails') throw new Error('broken on purpose');
            team.perform(operation);
            if (outcome !== 'well') throw new Error('done, and told as failed');
          },
          () => {
            const { gone, deleted } = lossesOf(team, live);
            expect(team.activeAdmins()).toBeGreaterThanOrEqual(leastAdmins);
            expect(gone.length).toBeLessThanOrEqual(mostGone);
            expect(deleted.length).toBeLessThanOrEqual(mostDeleted);
            expect(gone.filter((email) => guards.protectedMembers.includes(email))).toEqual([]);
          },
        );
        if (lossesOf(team, live).gone.length > 0) losing += 1;
      }),
      RUNS,
    );
    // Laws that are hardly ever put to the test would prove nothing.
    expect(carriedOut).toBeGreaterThan(RUNS.numRuns / 10);
    expect(losing).toBeGreaterThan(RUNS.numRuns / 50);
  });
});
