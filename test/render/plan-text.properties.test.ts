import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/model/plan.js';
import { makePalette } from '../../src/render/colour.js';
import { escapeText } from '../../src/render/escape-text.js';
import { renderPlanText } from '../../src/render/plan-text.js';
import { change, finding, planOf } from './fixtures.js';

/** Names as an enemy would choose them. */
const hostile = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)), maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[2J',
        '\n',
        '\r',
        '\u202e',
        '\u200b',
        '"',
        '\\',
        ' ',
        '  # ',
        'No changes.',
        'Plan: ',
        '}',
        '日',
      ),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join('')),
);

const email = fc.integer({ min: 1, max: 500 }).map((number) => `p${number}@acme.com`);

const memberChange: fc.Arbitrary<Change> = fc
  .record({ who: email, action: fc.constantFrom('create', 'update', 'suspend', 'remove'), text: hostile })
  .map(({ who, action, text }) => {
    const live = { email: who, given_name: text, status: 'active' };
    const source = { file: text, line: 3, column: 1 };
    switch (action) {
      case 'create':
        return change(`member.${who}`, 'create', { before: null, after: { ...live, status: 'invited' } }, { source });
      case 'update':
        return change(`member.${who}`, 'update', { before: { ...live, given_name: null }, after: live }, { source });
      case 'suspend':
        return change(
          `member.${who}`,
          'suspend',
          { before: live, after: { ...live, status: 'suspended' } },
          { reason: text },
        );
      default:
        return change(
          `member.${who}`,
          'remove',
          { before: live, after: null },
          { offboarding: { transfer_files_to: text } },
        );
    }
  });

const groupChange: fc.Arbitrary<Change> = fc
  .record({ name: hostile, isDeleted: fc.boolean(), who: hostile })
  .map(({ name, isDeleted, who }) => {
    const state = { name, external_id: name, management: 'user_managed', members: { [`${who}.`]: 'owner' } };
    return isDeleted
      ? change(`group.${name}`, 'remove', { before: state, after: null })
      : change(`group.${name}`, 'update', { before: state, after: { ...state, members: {} } });
  });

const plans: fc.Arbitrary<Plan> = fc
  .record({
    changes: fc.uniqueArray(fc.oneof(memberChange, groupChange), { selector: ({ address }) => address, maxLength: 12 }),
    message: hostile,
    team: hostile,
    file: hostile,
  })
  .map(({ changes, message, team, file }) =>
    planOf(changes, { file, team: { id: 'dbtid:x', name: team }, findings: [finding('warning', 'w', message, 2)] }),
  );

const width = fc.integer({ min: 20, max: 120 });

function law(check: (text: string, plan: Plan) => void): void {
  fc.assert(
    fc.property(plans, width, (plan, columns) => {
      check(renderPlanText(plan, { palette: makePalette(0), width: columns }), plan);
    }),
    { numRuns: 300 },
  );
}

describe('the text of any plan', () => {
  it('shows nothing that a terminal would obey or a reader could not see', () =>
    law((text) => {
      const lines = text.split('\n');
      expect(lines.map(escapeText)).toEqual(lines);
    }));

  it('has no blanks at line ends, and ends in one line feed', () =>
    law((text) => {
      expect(text).not.toMatch(/[ \t]$/m);
      expect(text).toMatch(/[^\n]\n$/);
    }));

  it('begins a line like a heading only where there is one: a name cannot forge it', () =>
    law((text, { changes }) => {
      const headings = text.split('\n').filter((line) => /^ {2}# .* will be /.test(line));
      expect(headings.length).toBe(changes.length);
      expect(text.split('\n').filter((line) => line.startsWith('Plan: ')).length).toBe(changes.length > 0 ? 1 : 0);
      expect(text.split('\n').filter((line) => line.startsWith('No changes.')).length).toBe(changes.length > 0 ? 0 : 1);
    }));

  it('names everybody who loses access, and every group that is deleted', () =>
    law((text, { changes }) => {
      const after = text.slice(text.search(/^Plan: /m));
      for (const { action, kind, address } of changes) {
        if (action !== 'remove' && action !== 'suspend') continue;
        expect(after).toContain(escapeText(address.slice(kind.length + 1)));
      }
    }));

  it('is equal, byte for byte, whatever the order of the changes', () =>
    law((_, plan) => {
      const turned = { ...plan, changes: [...plan.changes].reverse() };
      const again = renderPlanText(turned, { palette: makePalette(0), width: 78 });
      expect(again).toBe(renderPlanText(plan, { palette: makePalette(0), width: 78 }));
    }));
});
