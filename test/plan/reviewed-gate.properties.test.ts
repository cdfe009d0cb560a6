import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { OperationKind, OperationStep } from '../../src/model/operation.js';
import type { Json, Plan } from '../../src/model/plan.js';
import { indexChanges, sliceOf } from '../../src/plan/operation-slice.js';
import { isRefused, makePlan } from '../../src/plan/plan.js';
import { gatePlan } from '../../src/plan/reviewed-gate.js';
import { isTemporary } from '../../src/plan/temporary-values.js';
import { arbitraryCase, arbitraryDesired } from '../support/arbitrary-teams.js';
import { ModelTeam, Refusal } from '../support/model-team.js';
import { type NamedValues, namesIn, untouchedOf } from '../support/plan-reach.js';
import { runInAnyOrder } from '../support/run-in-any-order.js';
import { NOW, savedFrom } from '../support/team-builders.js';

/** Modest where every commit waits for them; by hand: `PROPERTY_RUNS=20000 npx vitest run test/plan/reviewed`. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 30) };
const TIMEOUT_MS = 30_000 + RUNS.numRuns * 40;
const NOW_ISO = new Date(NOW).toISOString();
const crowded = ['team_license_limit', 'group_is_full'];

/** What somebody does by hand between review and apply, without changing what people and groups are called. */
const byHand: ReadonlySet<OperationKind> = new Set([
  'member.suspend',
  'member.unsuspend',
  'member.set_role',
  'member.set_quota',
  'member.remove',
  'membership.add',
  'membership.remove',
  'membership.set_access',
] as const);

/** Plans that were reviewed, on a team that changed since, and the file that came of all of them. */
interface Story {
  readonly before: LiveState;
  readonly live: LiveState;
  readonly merged: DesiredState;
  readonly reviewed: readonly { readonly desired: DesiredState; readonly plan: Plan }[];
  readonly picks: readonly number[];
}

const arbitraryStory: fc.Arbitrary<Story> = fc
  .record({
    found: arbitraryCase,
    other: arbitraryDesired,
    hand: arbitraryDesired,
    // Which lines of the merged file each pull request brought.
    shares: fc.array(fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), { maxLength: 3 }),
    hasOther: fc.boolean(),
    isTouched: fc.boolean(),
    picks: fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
  })
  .map(({ found: { live: before, desired: merged }, other, hand, shares, hasOther, isTouched, picks }) => {
    const files = [...shares.map((share) => shareOf(merged, share)), ...(hasOther ? [other] : [])];
    const reviewed = files.flatMap((desired) => {
      const planned = makePlan({ desired, live: before, now: NOW });
      return planned.ok ? [{ desired, plan: planned.value }] : [];
    });
    return { before, live: isTouched ? touchedByHand(before, hand, picks) : before, merged, reviewed, picks };
  });

/** The merged file with only some of its people. */
function shareOf(desired: DesiredState, share: readonly boolean[]): DesiredState {
  const members = desired.members.filter((_, index) => share[index % share.length]);
  const kept = new Set(members.map(({ email }) => email));
  const groups = desired.groups.map((group) => ({
    ...group,
    members: group.members.filter(({ email }) => kept.has(email)),
  }));
  return { ...desired, members, groups };
}

function touchedByHand(live: LiveState, hand: DesiredState, picks: readonly number[]): LiveState {
  const planned = makePlan({ desired: hand, live, now: NOW });
  if (!planned.ok) return live;
  const team = new ModelTeam(live, NOW_ISO);
  const operations = planned.value.operations.filter(({ kind }) => byHand.has(kind));
  for (const [index, operation] of operations.entries()) {
    if ((picks[index % picks.length] ?? 0) % 2 === 0) continue;
    try {
      team.perform(operation);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return team.liveState();
}

function picker(picks: readonly number[]): (count: number) => number {
  let turn = 0;
  return (count) => (picks[turn++ % picks.length] as number) % count;
}

function gateOf({ live, merged, reviewed }: Pick<Story, 'live' | 'merged' | 'reviewed'>) {
  const planned = makePlan({ desired: merged, live, now: NOW });
  if (!planned.ok || isRefused(planned.value)) return null;
  const saved = reviewed.map(({ plan, desired }) => savedFrom(plan, desired));
  return { plan: planned.value, ...gatePlan(planned.value, saved, { live, now: NOW }) };
}

function joinNames(all: readonly NamedValues[]): NamedValues {
  const join = (pick: (named: NamedValues) => ReadonlySet<string>) => new Set(all.flatMap((named) => [...pick(named)]));
  return {
    values: join(({ values }) => values),
    people: join(({ people }) => people),
    groups: join(({ groups }) => groups),
  };
}

/** The value that an operation leaves, under the name that plans have for it. */
function valueSetBy(step: OperationStep): { readonly key: string; readonly value: Json } | null {
  switch (step.kind) {
    case 'member.set_profile':
      return step.isTemporary ? null : { key: step.attribute, value: step.value as Json };
    case 'member.set_role':
      return { key: 'role', value: step.role.slug };
    case 'member.set_quota':
      return { key: 'space_quota_gb', value: step.quotaGb };
    case 'group.set':
      return step.isTemporary ? null : { key: step.attribute, value: step.value };
    default:
      return null;
  }
}

function createdIn(changes: Plan['changes']): readonly string[] {
  return changes.filter(({ action }) => action === 'create').map(({ address }) => address);
}

describe('an apply of what was reviewed, on random teams and files', { timeout: TIMEOUT_MS }, () => {
  it('touches nobody and nothing that no reviewed plan names, whatever happened meanwhile', () => {
    let carriedOut = 0;
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const gated = gateOf(story);
        if (gated === null) return;
        carriedOut += gated.operations.length > 0 ? 1 : 0;
        const team = new ModelTeam(story.live, NOW_ISO);
        runInAnyOrder(gated.operations, picker(story.picks), (operation) => team.perform(operation));
        const named = joinNames(story.reviewed.map(({ plan }) => namesIn(plan)));
        expect(untouchedOf(team.liveState(), story.live, named)).toEqual(untouchedOf(story.live, story.live, named));
        const mayCreate = new Set(story.reviewed.flatMap(({ plan }) => createdIn(plan.changes)));
        const creates = gated.operations.filter(({ kind }) => kind === 'member.add' || kind === 'group.create');
        expect(creates.map(({ address }) => address).filter((address) => !mayCreate.has(address))).toEqual([]);
      }),
      RUNS,
    );
    expect(carriedOut).toBeGreaterThan(RUNS.numRuns / 8);
  });

  it('leads only to values that a reviewed plan leads to', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const gated = gateOf(story);
        if (gated === null) return;
        const changes = story.reviewed.flatMap(({ plan }) => plan.changes);
        const unseen = gated.operations.filter(({ address, step }) => {
          const set = valueSetBy(step);
          if (set === null) return false;
          const about = changes.filter((change) => change.address === address);
          // Whoever comes back brings values that nobody could see before.
          return !about.some(({ action, after }) => action === 'recover' || after?.[set.key] === set.value);
        });
        expect(unseen.map(({ id }) => id)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('goes through in any order that is permitted, and leaves nothing at a value that was meant for a moment', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const gated = gateOf(story);
        if (gated === null) return;
        const team = new ModelTeam(story.live, NOW_ISO);
        const run = runInAnyOrder(gated.operations, picker(story.picks), (operation) => team.perform(operation));
        const failed = run.failed.filter(({ error }) => !(error instanceof Refusal && crowded.includes(error.tag)));
        expect(failed.map(({ operation, error }) => `${operation.id}: ${String(error)}`)).toEqual([]);
        if (run.failed.length > 0) return;
        expect(momentary(team.liveState()).filter((name) => !momentary(story.live).includes(name))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('tells of every operation of the plan whether it is carried out, once', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const gated = gateOf(story);
        if (gated === null) return;
        const told = [...gated.operations, ...gated.leftOut.map(({ operation }) => operation)].map(({ id }) => id);
        expect(told.sort()).toEqual(gated.plan.operations.map(({ id }) => id).sort());
        const kept = new Set(gated.operations.map(({ id }) => id));
        expect(gated.operations.flatMap(({ after }) => after.filter(({ id }) => !kept.has(id)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is nothing where nothing was reviewed', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const gated = gateOf({ ...story, reviewed: [] });
        expect(gated?.operations ?? []).toEqual([]);
        expect(gated?.leftOut.length).toBe(gated?.plan.operations.length);
      }),
      RUNS,
    );
  });

  it('finishes what an earlier run began, all of it', () => {
    let finished = 0;
    fc.assert(
      fc.property(arbitraryCase, fc.nat(1000), arbitraryStory, ({ live, desired }, cut, { picks }) => {
        const planned = makePlan({ desired, live, now: NOW });
        if (!planned.ok || isRefused(planned.value) || planned.value.operations.length === 0) return;
        const plan = planned.value;
        const team = new ModelTeam(live, NOW_ISO);
        let left = cut % (plan.operations.length + 1);
        runInAnyOrder(plan.operations, picker(picks), (operation) => {
          if (left === 0) throw new Error('the run was cut off');
          left -= 1;
          team.perform(operation);
        });
        const gated = gateOf({ live: team.liveState(), merged: desired, reviewed: [{ desired, plan }] });
        if (gated === null) return;
        finished += 1;
        expect(gated.leftOut.map(({ operation, cause }) => `${cause.tag} ${operation.id}`)).toEqual([]);
      }),
      RUNS,
    );
    expect(finished).toBeGreaterThan(RUNS.numRuns / 5);
  });
});

describe('every operation, on random teams and files', { timeout: TIMEOUT_MS }, () => {
  it('carries out a part of the plan that names its subject, and all parts together are the plan', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ live, desired }) => {
        const planned = makePlan({ desired, live, now: NOW });
        if (!planned.ok) return;
        const find = indexChanges(planned.value.changes);
        const slices = planned.value.operations.map((operation) => ({ operation, slice: sliceOf(operation, find) }));
        expect(slices.filter(({ operation, slice }) => slice?.address !== operation.address)).toEqual([]);
        const parts = new Set(slices.flatMap(({ slice }) => (slice === null ? [] : partsOf(slice))));
        expect([...parts].sort()).toEqual([...new Set(planned.value.changes.flatMap(partsOf))].sort());
      }),
      RUNS,
    );
  });
});

/** What a change changes, one line for each value: written here anew, so that it is a second opinion. */
function partsOf({ address, action, before, after }: Plan['changes'][number]): readonly string[] {
  if (action !== 'update' && action !== 'create') return [`${action} ${address}`];
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys].flatMap((key) => {
    const [from, to] = [entriesOf(before?.[key]), entriesOf(after?.[key])];
    const gained = to.filter((entry) => !from.includes(entry)).map((entry) => `${address} ${key} gains ${entry}`);
    const lost = from.filter((entry) => !to.includes(entry)).map((entry) => `${address} ${key} loses ${entry}`);
    return [...gained, ...lost];
  });
}

function entriesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((entry) => JSON.stringify(entry));
  if (value !== null && typeof value === 'object') return Object.entries(value).map((entry) => JSON.stringify(entry));
  return [JSON.stringify(value)];
}

function momentary(live: LiveState): readonly string[] {
  const names = [...live.members.map(({ attributes }) => attributes.email), ...live.groups.map(({ name }) => name)];
  return names.filter(isTemporary);
}
