import * as z from 'zod';
import { explainableTags } from '../../src/app/explain-tag.js';
import {
  type Fields,
  groupFields,
  guardFields,
  includedFileFields,
  memberDefaultFields,
  memberFields,
  membershipFields,
  offboardingFields,
  settingsFields,
  teamFields,
  teamFileFields,
} from '../../src/config/schema.js';

/** Pages that are made wholly from the code's own tables, by path from the root. */
export function makeReferencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/team-file.md', teamFilePage()],
    ['docs/reference/error-tags.md', errorTagsPage()],
  ]);
}

const MADE = '<!-- Made from the tables of the code: UPDATE_GOLDEN=1 npx vitest run test/docs -->';

function teamFilePage(): string {
  return joinBlocks([
    '# The team file',
    MADE,
    'Every key that a team file can have. Unknown keys are errors, with the key that was probably meant. A key that is not written is not managed: Rollcall leaves what Dropbox has. `rollcall schema` prints the same as a JSON Schema, for editors. For a whole file see [examples/team.yaml](../../examples/team.yaml).',
    '## The file',
    fieldTable(teamFileFields),
    '## The team',
    'Under `team:`: holds the file to one team, so that it is never applied to another.',
    fieldTable(teamFields),
    '## A member',
    'An entry under `members:`. Who is who is decided by `external_id`, then by `email`, then by `previous_emails`.',
    fieldTable(memberFields),
    '## A group',
    'An entry under `groups:`.',
    fieldTable(groupFields),
    '## A membership',
    'An entry under the `members:` of a group, where the address alone is not enough.',
    fieldTable(membershipFields),
    '## How somebody leaves',
    'Under `offboarding:` of a member, of `defaults.member` and of `settings`; the first that says a key wins.',
    fieldTable(offboardingFields),
    '## Defaults',
    'Under `defaults: {member: …}`: what holds for every member who does not say otherwise.',
    keyList(memberDefaultFields),
    '## Settings',
    fieldTable(settingsFields),
    '## Guards',
    'Under `guards:`. See [Guards](../guards.md).',
    fieldTable(guardFields),
    '## An included file',
    'A file named under `include:`, by path or by pattern, relative to the file that names it.',
    fieldTable(includedFileFields),
  ]);
}

function fieldTable(fields: Fields): string {
  const rows = Object.entries(fields).map(
    ([key, { schema, description, unit, isRequired, examples }]) =>
      `| \`${key}\`${isRequired ? ' (required)' : ''} | ${typeWords(schema, unit)} | ${cell(description)}${exampleWords(examples)} |`,
  );
  return ['| key | value | meaning |', '|---|---|---|', ...rows].join('\n');
}

function keyList(fields: Fields): string {
  return `${Object.keys(fields)
    .map((key) => `\`${key}\``)
    .join(', ')}.`;
}

function exampleWords(examples: readonly unknown[]): string {
  if (examples.length === 0) return '';
  return ` Such as ${examples.map((example) => `\`${cell(JSON.stringify(example))}\``).join(', ')}.`;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

/** What a key may hold, in a few words, read off its JSON Schema. */
function typeWords(schema: z.ZodType, unit: string | undefined): string {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return `${wordsOf(json)}${unit === undefined ? '' : ` (${unit})`}`;
}

function wordsOf(json: JsonSchema): string {
  if (json.anyOf !== undefined) {
    const choices = json.anyOf.filter(({ type }) => type !== 'null');
    const words = choices.length === 1 ? choices.map(wordsOf) : choices.map(kindOf);
    return [...new Set(words), ...(choices.length < json.anyOf.length ? ['`null`'] : [])].join(' or ');
  }
  const { maxLength } = json;
  return maxLength === undefined ? kindOf(json) : `${kindOf(json)}, at most ${maxLength} characters`;
}

/** The kind of value, without its limits. */
function kindOf(json: JsonSchema): string {
  if (json.anyOf !== undefined) return wordsOf(json);
  if (json.const !== undefined) return `\`${String(json.const)}\``;
  if (json.enum !== undefined) return json.enum.map((value) => `\`${String(value)}\``).join(', ');
  switch (json.type) {
    case 'array':
      return `list of ${json.items === undefined ? 'values' : plural(kindOf(json.items))}`;
    case 'integer':
    case 'number':
      return `number${json.minimum === undefined ? '' : `, at least ${json.minimum}`}`;
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return '`null`';
    case 'object':
      return 'mapping';
    default:
      return json.format === 'date' ? 'day, as 2026-12-31' : 'text';
  }
}

function plural(words: string): string {
  return words.replace(/\btext\b/g, 'texts').replace(/\bmapping\b/g, 'mappings');
}

function errorTagsPage(): string {
  const titles = {
    dropbox: ["Dropbox's own", 'Tags of the API, as they stand in its answers and in reports of Rollcall.'],
    rollcall: ["Rollcall's", 'For what has no tag: lost connections, jobs that end without a word, an interruption.'],
    guard: ['Guards', 'What Rollcall refuses before anything is changed. See [Guards](../guards.md).'],
  } as const;
  const tags = [...explainableTags().values()];
  return joinBlocks([
    '# Error tags',
    MADE,
    'What each tag means, what Rollcall does about it, and what you can do. `rollcall explain TAG` prints the same.',
    ...Object.entries(titles).flatMap(([origin, [title, words]]) => [
      `## ${title}`,
      words,
      ...tags
        .filter((explained) => explained.origin === origin)
        .flatMap(({ tag, meaning, handling, advice }) => [
          `### \`${tag}\``,
          [`**Means.** ${meaning}`, `**Rollcall.** ${handling}`, `**You.** ${advice}`].map(cell).join('\n\n'),
        ]),
    ]),
  ]);
}

/** Nothing of a text may end a table's cell, or be read as HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function joinBlocks(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}
