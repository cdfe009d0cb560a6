import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import { defaultGuards, defaultOffboarding } from '../../src/model/policy.js';
import { digestChanges } from '../../src/plan/digest.js';
import { parseSavedPlan, sealPlan } from '../../src/plan/saved-plan.js';
import { planToJson } from '../../src/render/plan-json.js';
import { operation, refusedByGuards } from './fixtures.js';
import { expectGolden } from './golden.js';

const desired: DesiredState = {
  file: 'team.yaml',
  team: { id: null, name: null, source: null },
  policy: {
    unmanagedMembers: 'remove',
    unmanagedGroups: 'report',
    offboarding: defaultOffboarding,
    guards: defaultGuards,
  },
  members: [],
  groups: [],
};

const suspend = operation('member.bob@acme.com/suspend', 'suspend bob@acme.com');
const remove = {
  ...operation('member.bob@acme.com/remove', 'remove bob@acme.com'),
  after: [{ id: suspend.id, reason: 'suspension-before-removal' as const, isSoft: false }],
};
const patch = [
  { op: 'test' as const, path: '/status', value: 'active' },
  { op: 'replace' as const, path: '/status', value: 'suspended' },
];
const [first, ...others] = refusedByGuards.changes;
if (first === undefined) throw new Error('the fixture has no changes');
const plan = { ...refusedByGuards, changes: [{ ...first, patch }, ...others], operations: [suspend, remove] };
const options = { rollcallVersion: '0.1.0', desired };

describe('a plan as JSON', () => {
  it('has the published format', () => {
    expectGolden('plan.json', `${JSON.stringify(planToJson(plan, options), null, 2)}\n`);
  });

  it('is equal, byte for byte, for equal plans, in whatever order their keys were made', () => {
    const shuffled = Object.fromEntries(Object.entries(plan).reverse()) as unknown as typeof plan;
    expect(JSON.stringify(planToJson(shuffled, options))).toBe(JSON.stringify(planToJson(plan, options)));
  });

  it('once sealed, is a saved plan that can be applied', () => {
    const honest = { ...plan, digest: digestChanges(plan.changes) };
    const saved = parseSavedPlan(JSON.stringify(sealPlan(planToJson(honest, options))), 'plan.json', '0.1.0');
    expect(saved.diagnostics).toEqual([]);
    expect(saved.ok && saved.value.changes).toEqual(plan.changes);
    expect(saved.ok && saved.value.desired).toEqual(desired);
  });

  it('equals what is read back from it', () => {
    const absent = { ...desired, groups: undefined } as unknown as DesiredState;
    const json = planToJson(plan, { ...options, desired: absent });
    expect(json).toStrictEqual(JSON.parse(JSON.stringify(json)));
  });
});
