import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestDifferences, findDifferences } from '../../src/plan/drift.js';
import { makePlan } from '../../src/plan/plan.js';
import { arbitraryCase } from '../support/arbitrary-teams.js';
import { ModelTeam } from '../support/model-team.js';
import { runInAnyOrder } from '../support/run-in-any-order.js';
import { NOW } from '../support/team-builders.js';

describe('drift', () => {
  it('is gone when an apply has carried out what it asks for, in whatever order', () => {
    let undone = 0;
    fc.assert(
      fc.property(arbitraryCase, fc.infiniteStream(fc.nat(1000)), ({ live, desired }, numbers) => {
        const planned = makePlan({ desired, live, now: NOW });
        const hasErrors = !planned.ok || planned.value.findings.some(({ severity }) => severity === 'error');
        // Whoever is recovered comes back with what no plan can know, and is brought in line after the run.
        if (hasErrors || planned.value.changes.some(({ action }) => action === 'recover')) return;
        const team = new ModelTeam(live, new Date(NOW).toISOString());
        const { failed } = runInAnyOrder(
          planned.value.operations,
          (count) => Number(numbers.next().value) % count,
          (operation) => team.perform(operation),
        );
        if (failed.length > 0) return;
        undone += findDifferences(planned.value).length > 0 ? 1 : 0;
        const again = makePlan({ desired, live: team.liveState(), now: NOW });
        expect(again.ok && findDifferences(again.value)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(undone).toBeGreaterThan(3);
  });

  it('has a fingerprint that depends on nothing but the differences', () => {
    let drifted = 0;
    fc.assert(
      fc.property(arbitraryCase, ({ live, desired }) => {
        const planned = makePlan({ desired, live, now: NOW });
        const turned = makePlan({
          desired: { ...desired, members: [...desired.members].reverse(), groups: [...desired.groups].reverse() },
          live: { ...live, members: [...live.members].reverse(), groups: [...live.groups].reverse() },
          now: NOW + 1000,
        });
        if (!planned.ok || !turned.ok) return;
        const differences = findDifferences(planned.value);
        const digest = digestDifferences(differences);
        expect(digestDifferences([...differences].reverse())).toBe(digest);
        expect(digestDifferences(findDifferences(turned.value))).toBe(digest);
        for (const [index] of differences.entries()) {
          drifted += 1;
          expect(digestDifferences(differences.filter((_, place) => place !== index))).not.toBe(digest);
        }
      }),
      { numRuns: 40 },
    );
    expect(drifted).toBeGreaterThan(50);
  });
});
