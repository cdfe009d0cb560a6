import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importCsv } from '../../src/app/import-csv.js';
import { validateTeam } from '../../src/app/validate-team.js';
import { memoryTree } from '../config/memory-tree.js';

const people = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@acme.com`);
const groups = ['Sales', 'Ops'];

/** A file as people write them: block or one line, a comment wherever one can stand. */
const arbitraryFile = fc
  .record({
    members: fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
    styles: fc.array(fc.constantFrom('block', 'flow', 'short'), { minLength: 5, maxLength: 5 }),
    withIds: fc.nat(31),
    ownGroups: fc.nat(31),
    rosters: fc.array(fc.nat(31), { minLength: 2, maxLength: 2 }),
    isInline: fc.boolean(),
  })
  .map(({ members, styles, withIds, ownGroups, rosters, isInline }) => {
    const bit = (bits: number, index: number) => ((bits >> index) & 1) === 1;
    const entries = members.map((email, index) => {
      const fields = [
        ...(bit(withIds, index) ? [`external_id: E${index}`] : []),
        ...(bit(ownGroups, index) ? ['groups: [Sales]'] : []),
      ];
      if (styles[index] === 'flow') return `  - {${[`email: ${email}`, ...fields].join(', ')}} # flow ${index}`;
      const lines = [`email: ${email} # beside ${index}`, ...fields.map((field) => `${field} # of ${index}`)];
      return [`  # above ${index}`, `  - ${lines[0]}`, ...lines.slice(1).map((line) => `    ${line}`)].join('\n');
    });
    const rosterOf = (index: number) =>
      members.filter((_, member) => bit(rosters[index] ?? 0, member) && !(index === 0 && bit(ownGroups, member)));
    const lists = groups.map((name, index) => {
      const roster = rosterOf(index);
      if (isInline || roster.length === 0)
        return `  - {name: ${name}, members: [${roster.join(', ')}]} # group ${index}`;
      const listed = roster.map((email) => `      - ${email}`);
      return [`  - name: ${name} # group ${index}`, '    members:', ...listed].join('\n');
    });
    return `# top\nversion: 1\nmembers:\n${entries.join('\n')}\n\n# groups\ngroups:\n${lists.join('\n')}\n# end\n`;
  });

const arbitraryCsv = fc
  .array(
    fc.record({
      email: fc.constantFrom(...people, 'new@acme.com'),
      surname: fc.constantFrom('', 'Müller', 'null', 'O’Hara: #1'),
      status: fc.constantFrom('', '', 'active', 'suspended', 'removed'),
      groups: fc.constantFrom('', '', 'Sales', 'Ops', 'Sales;Ops'),
      newEmail: fc.constantFrom('', '', '', 'x@acme.com', ...people),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) => {
    const lines = rows.map(({ email, surname, status, groups: names, newEmail }) =>
      [email, surname, status, names, newEmail].join(','),
    );
    return ['email,surname,status,groups,new_email', ...lines].join('\n');
  });

function imported(file: string, csv: string) {
  return importCsv({
    path: 'team.yaml',
    tree: memoryTree({ 'team.yaml': file }),
    csv: { file: 'people.csv', bytes: new TextEncoder().encode(csv) },
    map: new Map(),
    set: new Map(),
    skipsRefused: true,
  });
}

const commentsOf = (text: string): readonly string[] => [...(text.match(/# .*/g) ?? [])].sort();

describe('importing a CSV file, on random files and rows', () => {
  it('gives a usable file with every comment that was there', () => {
    let merged = 0;
    fc.assert(
      fc.property(arbitraryFile, arbitraryCsv, (file, csv) => {
        const outcome = imported(file, csv);
        if (outcome.tag === 'rejected') return;
        const after = outcome.files[0]?.after ?? file;
        merged += 1;
        expect(validateTeam('team.yaml', memoryTree({ 'team.yaml': after })).tag).toBe('valid');
        // What stood beside the groups of somebody who is removed goes with them.
        const lost = commentsOf(file).filter((comment) => !commentsOf(after).includes(comment));
        expect(lost.filter((comment) => !comment.startsWith('# of '))).toEqual([]);
        if (!csv.includes('removed')) expect(lost).toEqual([]);
      }),
    );
    expect(merged).toBeGreaterThan(20);
  });

  it('does nothing the second time, where no address changes', () => {
    fc.assert(
      fc.property(arbitraryFile, arbitraryCsv, (file, csv) => {
        const still = csv.replace(/,[^,\n]*(\n|$)/g, '$1');
        const first = imported(file, still);
        if (first.tag === 'rejected') return;
        const after = first.files[0]?.after ?? file;
        const rows = still.split('\n').slice(1);
        const again = imported(after, still);
        // Rows that contradict each other take turns.
        const isPlain = new Set(rows.map((row) => row.split(',')[0])).size === rows.length;
        if (isPlain) expect(again).toMatchObject({ tag: 'imported', files: [] });
      }),
    );
  });
});
