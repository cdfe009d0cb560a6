import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import { makePalette } from '../../src/render/colour.js';
import { renderPlanText } from '../../src/render/plan-text.js';
import {
  addsTwoPeople,
  changesGroups,
  comesBack,
  finding,
  hostileNames,
  longLists,
  planOf,
  refusedByGuards,
  replacesTheOnlyAdmin,
  suspendsAndRemoves,
} from './fixtures.js';
import { expectGolden } from './golden.js';

const plain = makePalette(0);

const stories: Readonly<Record<string, Plan>> = {
  'nothing-to-do': planOf([]),
  'nothing-to-do-with-notes': planOf([], {
    file: 'teams/acme.yaml',
    findings: [
      finding('note', 'invitations', '1 invitation not accepted yet: joe@acme.com (invited since 2026-05-02).'),
    ],
  }),
  'nothing-planned-because-of-errors': planOf([], { findings: [finding('error', 'order', 'order: there is none.')] }),
  'adds-two-people': addsTwoPeople,
  'suspends-and-removes': suspendsAndRemoves,
  'replaces-the-only-admin': replacesTheOnlyAdmin,
  'group-changes': changesGroups,
  'comes-back': comesBack,
  'hostile-names': hostileNames,
  'refused-by-guards': refusedByGuards,
  'long-lists': longLists,
};

describe('the text of a plan', () => {
  it.each(Object.entries(stories))('tells the story: %s', (story, plan) => {
    expectGolden(`${story}.txt`, renderPlanText(plan, { palette: plain }));
  });

  it('is coloured as a terminal shows it, and is the same text without the colours', () => {
    const coloured = renderPlanText(refusedByGuards, { palette: makePalette(1) });
    expectGolden('with-colour.txt', coloured);
    const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
    expect(coloured.replace(codes, '')).toBe(renderPlanText(refusedByGuards, { palette: plain }));
  });

  it('says that apply carries out nothing of a refused plan', () => {
    const text = renderPlanText(refusedByGuards, { palette: plain, verb: 'apply' });
    expect(text).toContain('Refused: 2 errors, so nothing is carried out.\n');
  });

  it('lists in the legend only the symbols that occur', () => {
    expect(renderPlanText(addsTwoPeople, { palette: plain })).not.toContain('  ~ change in place');
    expect(renderPlanText(replacesTheOnlyAdmin, { palette: plain })).not.toContain('  + add');
  });

  it('never says that nothing is to be added while something happens', () => {
    const text = renderPlanText(changesGroups, { palette: plain });
    expect(text).not.toMatch(/\b0 to\b/);
    expect(text).toContain('Memberships: 2 to add, 2 to change, 1 to remove.');
  });

  it('wraps sentences at the given width and never a line of a block', () => {
    const narrow = renderPlanText(suspendsAndRemoves, { palette: plain, width: 40 });
    const wide = renderPlanText(suspendsAndRemoves, { palette: plain, width: 200 });
    const blockOf = (text: string) => text.split('\n').filter((line) => /^ {2}[-+~#] |^ {4}/.test(line));
    expect(blockOf(narrow).filter((line) => !line.startsWith('    '))).toEqual(
      blockOf(wide).filter((line) => !line.startsWith('    ')),
    );
    expect(wide).toContain('Loses access: bob@acme.com (removed, recoverable for 7 days), ');
    expect(narrow).toContain('Loses access: bob@acme.com (removed, recoverable for 7 days),\n');
  });
});
