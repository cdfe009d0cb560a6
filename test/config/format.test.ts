import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { formatTeamFile } from '../../src/config/format.js';
import { writeTeamFile } from '../../src/config/write.js';
import type { Json } from '../../src/model/plan.js';
import { arbitraryDocument } from './arbitrary-documents.js';
import { stateOf } from './memory-tree.js';

function formatted(text: string): string {
  const result = formatTeamFile('team.yaml', text);
  if (!result.ok) throw new Error(`${result.diagnostics.map(({ message }) => message).join('\n')}\n${text}`);
  return result.value;
}

const untidy = `# The team of Acme

groups: [{name: A}, { name: B }] # two groups


members: # everybody
  # the founder
  - role: "team_admin"   # since 2019
    # her own
    email:   ada@acme.com   # primary
    given_name: Ada # not Augusta

    groups: # both
      - A
      - B # second
    # status: suspended

  # a builder
  - {surname: "B", email: bob@acme.com} # one line
  -   surname:
      status: ~
      email: eve@acme.com
# how the team is kept
settings:
    # no phone is wiped
    offboarding: {wipe_devices: False}
    # guests are welcome
    unmanaged_members: report
version: 1
# the end`;

const tidy = `# The team of Acme

version: 1
# how the team is kept
settings:
  # guests are welcome
  unmanaged_members: report
  # no phone is wiped
  offboarding: {wipe_devices: false}

members: # everybody
  # the founder
  # her own
  - email: ada@acme.com # primary
    given_name: Ada # not Augusta
    role: team_admin # since 2019

    groups: # both
      - A
      - B # second
    # status: suspended

  # a builder
  - {email: bob@acme.com, surname: B} # one line
  - email: eve@acme.com
    surname:
    status: null
groups: [{name: A}, {name: B}] # two groups

# the end
`;

/** Writes a document in somebody else's hand: keys backwards, wide indentation, quotes, and comments everywhere. */
const untidyFile = fc
  .record({
    document: arbitraryDocument,
    indent: fc.constantFrom(1, 2, 4, 7),
    indentSeq: fc.boolean(),
    quote: fc.constantFrom('QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN') as fc.Arbitrary<'QUOTE_DOUBLE' | 'PLAIN'>,
    isFlow: fc.boolean(),
    comments: fc.array(fc.constantFrom('none', 'none', 'above', 'beside', 'both', 'blank'), {
      minLength: 1,
      maxLength: 40,
    }),
  })
  .map(({ document, indent, indentSeq, quote, isFlow, comments }) => {
    const text = stringify(backwards(document as unknown as Json), {
      indent,
      indentSeq,
      defaultStringType: quote,
      defaultKeyType: 'PLAIN',
      collectionStyle: isFlow ? 'flow' : 'block',
      lineWidth: 0,
    });
    const lines = text.trimEnd().split('\n');
    return lines
      .flatMap((line, index) => {
        const kind = comments[index % comments.length];
        const blank = line.slice(0, line.length - line.trimStart().length);
        const above = kind === 'above' || kind === 'both' ? [`${blank}# above ${index}`] : [];
        const gap = kind === 'blank' && !isFlow ? ['', ''] : [];
        const isBesideSafe = !isFlow && !/[|>][-+]?$/.test(line);
        return [
          ...gap,
          ...above,
          isBesideSafe && (kind === 'beside' || kind === 'both') ? `${line}  # beside ${index}` : line,
        ];
      })
      .join('\n');
  })
  // With some settings the package writes lists that it cannot read itself.
  .filter((text) => parseDocument(text).errors.length === 0);

function backwards(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(backwards);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]): [string, Json] => [key, backwards(child)])
      .reverse(),
  );
}

/** What a file asks for, without places, which formatting changes. */
function askedOf(text: string): string {
  return JSON.stringify(stateOf(text), (key, value: unknown) => (key === 'source' ? undefined : value));
}

describe('formatting a team file', () => {
  it('puts keys in order and layout straight, and keeps comments with what they are about', () => {
    expect(formatted(untidy)).toBe(tidy);
  });

  it('changes nothing the second time', () => {
    expect(formatted(tidy)).toBe(tidy);
  });

  it("keeps the order of people and groups, which is somebody's own", () => {
    const text = 'version: 1\nmembers:\n  - email: zoe@acme.com\n  - email: ada@acme.com\ngroups: []\n';
    expect(formatted(text)).toBe(text);
  });

  it('breaks what is too wide into lines, and nothing else', () => {
    const groups = Array.from({ length: 12 }, (_, index) => `Group ${index}`);
    const text = `version: 1\nmembers: [{email: ada@acme.com, groups: [${groups.join(', ')}]}]\n`;
    const [, , ...lines] = formatted(text).split('\n');
    expect(lines[0]).toBe('  - email: ada@acme.com');
    expect(lines[1]).toBe('    groups:');
    expect(lines[2]).toBe('      - Group 0');
  });

  it('puts unknown keys last, as they were, and leaves the complaint to validate', () => {
    expect(formatted('zebra: 1\nmembers: []\napple: 2\nversion: 1\n')).toBe(
      'version: 1\nmembers: []\nzebra: 1\napple: 2\n',
    );
  });

  it('formats included files too, which have no version', () => {
    expect(formatted('groups:\n- name: A\nmembers:\n- {groups: [A], email: a@b.co}\n')).toBe(
      'members:\n  - {email: a@b.co, groups: [A]}\ngroups:\n  - name: A\n',
    );
  });

  it('keeps a byte order mark and the line ends of Windows', () => {
    expect(formatted('\ufeffmembers: []\r\nversion: 1 # one\r\n')).toBe('\ufeffversion: 1 # one\r\nmembers: []\r\n');
  });

  it('does not let an alias come before its anchor', () => {
    const text = 'version: 1\nmembers:\n  - {groups: &all [A], email: a@b.co}\n  - {groups: *all, email: b@b.co}\n';
    expect(formatted(text)).toBe(text);
  });

  it('keeps hidden characters visible', () => {
    const text = 'version: 1\nmembers:\n  - email: a@b.co\n    surname: "a\\u202eb"\n';
    expect(formatted(text)).toBe(text);
  });

  it('leaves an empty file, and one that is no mapping, as they are', () => {
    expect(formatted('')).toBe('');
    expect(formatted('# nothing yet\n')).toBe('# nothing yet\n');
    expect(formatted('- a\n-   b\n')).toBe('- a\n-   b\n');
  });

  it('says where a file is no YAML', () => {
    const result = formatTeamFile('team.yaml', 'version: 1\nmembers: [\n');
    expect(result.ok).toBe(false);
    expect(result.diagnostics[0]?.position?.file).toBe('team.yaml');
  });

  it('leaves the example as it means and reads', () => {
    const text = readFileSync(join(import.meta.dirname, '../../examples/team.yaml'), 'utf8');
    expect(askedOf(formatted(text))).toBe(askedOf(text));
  });

  it('has nothing to do with what Rollcall wrote itself', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const text = writeTeamFile(document, ['The team', '', 'of Acme']);
        expect(formatted(text)).toBe(text);
      }),
    );
  });

  it('loses no comment, changes no meaning, and settles at once, whoever wrote the file', () => {
    fc.assert(
      fc.property(untidyFile, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
        expect(askedOf(once)).toBe(askedOf(text));
        const comments = (of: string) => [...of.matchAll(/# (?:above|beside) \d+/g)].map(([comment]) => comment).sort();
        expect(comments(once)).toEqual(comments(text));
      }),
    );
  });
});
