import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { MemberEntry, TeamDocument } from '../../src/config/team-document.js';
import { writeTeamFile } from '../../src/config/write.js';
import type { DesiredState } from '../../src/model/desired-state.js';
import { foldEmail } from '../../src/model/fold.js';
import { memberAttributeNames } from '../../src/model/member.js';
import { arbitraryDocument } from './arbitrary-documents.js';
import { stateOf } from './memory-tree.js';

/** Without places, and in no order: what two spellings of one document have in common. */
function meaningOf(state: DesiredState): unknown {
  const sorted = <Value>(values: readonly Value[]) => [...values].map((value) => JSON.stringify(value)).sort();
  const members = state.members.map(({ source: _, ...member }) => member);
  const groups = state.groups.map(({ source: _, ...group }) => ({
    ...group,
    members: sorted(group.members.map(({ source: _source, ...membership }) => membership)),
  }));
  return { ...state, team: { ...state.team, source: null }, members: sorted(members), groups: sorted(groups) };
}

function attributesOf(entry: Partial<MemberEntry>) {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => memberAttributeNames.some((name) => name === key)));
}

describe('a written team file', () => {
  it('is the YAML of its document', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const sorted = (list: readonly unknown[]) => [...list].map((entry) => JSON.stringify(entry)).sort();
        const read: TeamDocument = parse(writeTeamFile(document));
        expect({ ...read, members: null, groups: null }).toEqual({ ...document, members: null, groups: null });
        expect(sorted(read.members.map(normal))).toEqual(sorted(document.members.map(normal)));
        expect(sorted(read.groups.map(normal))).toEqual(sorted(document.groups.map(normal)));
      }),
    );
  });

  it('asks for what its document asks for', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const state = stateOf(writeTeamFile(document));
        // JSON is YAML too, so the document has a second spelling that our writer has no part in.
        expect(meaningOf(state)).toEqual(meaningOf(stateOf(JSON.stringify(document))));
        for (const entry of document.members) {
          const member = state.members.find(({ email }) => email === foldEmail(entry.email));
          expect(member?.attributes).toEqual({
            ...attributesOf(document.defaults?.member ?? {}),
            ...attributesOf(entry),
          });
          expect(member?.status).toBe(entry.status ?? null);
        }
      }),
    );
  });

  it('does not depend on the order of the document', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const reversed = Object.fromEntries(Object.entries(document).reverse()) as unknown as TeamDocument;
        const turned = {
          ...reversed,
          members: [...document.members].reverse(),
          groups: document.groups.map((group) =>
            group.members === undefined ? group : { ...group, members: [...group.members].reverse() },
          ),
        };
        expect(writeTeamFile(turned)).toBe(writeTeamFile(document));
      }),
    );
  });
});

/** One spelling of an entry, whatever the order of its keys and people. */
function normal(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(normal)
      .map((element) => JSON.stringify(element))
      .sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]) => [key, normal(child)] as const)
      .sort(),
  );
}
