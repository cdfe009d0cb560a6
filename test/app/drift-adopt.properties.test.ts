import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adopted, adoptDrift } from '../../src/app/drift-adopt.js';
import { validateTeam } from '../../src/app/validate-team.js';
import { documentFromLive } from '../../src/config/document-from-live.js';
import type { GroupEntry, MembershipEntry, TeamDocument } from '../../src/config/team-document.js';
import { writeTeamFile } from '../../src/config/write.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { Plan } from '../../src/model/plan.js';
import { findDifferences } from '../../src/plan/drift.js';
import { makePlan } from '../../src/plan/plan.js';
import { memoryTree } from '../config/memory-tree.js';
import { arbitraryCase, arbitraryLive } from '../support/arbitrary-teams.js';
import { documentOf } from '../support/document-of.js';
import { NOW } from '../support/team-builders.js';

/** The plan of a file; null where the file, or the file on this team, is an error. */
function planOf(text: string, live: LiveState): Plan | null {
  const validated = validateTeam('team.yaml', memoryTree({ 'team.yaml': text }));
  if (validated.tag === 'rejected') return null;
  const planned = makePlan({ desired: validated.desired, live, now: NOW });
  return planned.ok ? planned.value : null;
}

function adopt(text: string, live: LiveState, names: readonly string[] | null = null): Adopted & { text: string } {
  const tree = memoryTree({ 'team.yaml': text });
  const outcome = adoptDrift({ path: 'team.yaml', tree, live, now: NOW, names });
  if (outcome.tag === 'rejected') throw new Error(JSON.stringify(outcome.diagnostics));
  return { ...outcome, text: outcome.files[0]?.after ?? text };
}

const addressOf = (membership: MembershipEntry) => (typeof membership === 'string' ? membership : membership.email);

/** The same file with some of its memberships written by the people and not by the groups. */
function listedByMembers(document: TeamDocument, isOwn: (member: string, group: string) => boolean): TeamDocument {
  const isOwnIn = ({ name }: GroupEntry, one: MembershipEntry) => typeof one === 'string' && isOwn(one, name);
  return {
    ...document,
    members: document.members.map((member) => {
      const own = document.groups.filter((group) =>
        group.members?.some((one) => addressOf(one) === member.email && isOwnIn(group, one)),
      );
      return own.length === 0 ? member : { ...member, groups: own.map(({ name }) => name) };
    }),
    groups: document.groups.map((group) => {
      const { members = [], ...rest } = group;
      const kept = members.filter((one) => !isOwnIn(group, one));
      return kept.length === 0 && members.length > 0 ? rest : { ...rest, members: kept };
    }),
  };
}

/** What people do by hand in an admin console: everything that the team can be, and new addresses for some. */
const arbitraryDrift = fc
  .tuple(arbitraryLive, arbitraryLive, fc.nat(255), fc.nat(6))
  .map(([before, after, renamed, salt]) => {
    const document = documentFromLive(before);
    const isOwn = (member: string, group: string) => (member.charCodeAt(1) + group.charCodeAt(1) + salt) % 3 === 0;
    const members = after.members.map((member, index) => {
      const isRenamed = member.attributes.external_id !== null && ((renamed >> index) & 1) === 1 && index > 0;
      if (!isRenamed || member.status === 'removed') return member;
      return { ...member, attributes: { ...member.attributes, email: member.attributes.email.replace(/^p/, 'new') } };
    });
    return { text: writeTeamFile(listedByMembers(document, isOwn)), live: { ...after, members } };
  });

describe('adopting what was changed by hand', () => {
  it('leaves nothing to plan, whatever was changed', () => {
    let drifted = 0;
    fc.assert(
      fc.property(arbitraryDrift, ({ text, live }) => {
        const before = planOf(text, live);
        if (before === null || before.changes.length === 0) return;
        drifted += 1;
        const adopted = adopt(text, live);
        expect([adopted.problems, adopted.left]).toEqual([[], []]);
        expect(planOf(adopted.text, live)?.changes).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(drifted).toBeGreaterThan(20);
  });

  it('of some people and groups leaves all others as they differ', () => {
    fc.assert(
      fc.property(arbitraryDrift, fc.constantFrom('p1@acme.com', 'p2@acme.com', 'G1'), ({ text, live }, name) => {
        const before = planOf(text, live);
        if (before === null) return;
        const adopted = adopt(text, live, [name]);
        expect(adopted.problems).toEqual([]);
        const after = planOf(adopted.text, live);
        const concerned = (plan: Plan) =>
          findDifferences(plan).filter(({ address, member }) => member === name || address.endsWith(`.${name}`));
        expect(concerned(after as Plan)).toEqual([]);
        expect(adopted.unknown.length > 0).toBe(adopted.files.length === 0);
      }),
      { numRuns: 30 },
    );
  });
});

describe('adopting a team into any file about it', () => {
  it('writes a file that can be used, and tells what still differs', () => {
    let [tried, whole] = [0, 0];
    fc.assert(
      fc.property(arbitraryCase, fc.nat(6), ({ live, desired }, salt) => {
        const listsGroups = (member: string, group: string) => (member.length + group.charCodeAt(1) + salt) % 3 === 0;
        const text = writeTeamFile(documentOf(desired, { listsGroups, defaultGroups: salt === 0 ? ['G0'] : [] }));
        const before = planOf(text, live);
        if (before === null || before.changes.length === 0) return;
        tried += 1;
        const adopted = adopt(text, live);
        const after = planOf(adopted.text, live);
        expect(findDifferences(after as Plan)).toEqual(adopted.left);
        if (adopted.left.length === 0) whole += 1;
        // Files that deal addresses and ids out anew among people who leave: what cannot be told apart is left as it is.
        else expect(adopted.problems.length > 0 || adopted.files.length > 0 || salt === 0).toBe(true);
      }),
      { numRuns: 30 },
    );
    expect(tried).toBeGreaterThan(5);
    expect(whole / tried).toBeGreaterThan(0.7);
  });
});
