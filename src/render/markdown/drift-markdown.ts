import type { DriftEffect } from '../../plan/drift.js';
import type { ExplainedDifference } from '../../plan/drift-cause.js';
import type { DriftReport } from '../../plan/drift-report.js';
import { type PatchedFile, renderPatch } from '../adoption-patch.js';
import { describeDriftNotes } from '../drift-notes.js';
import { type DriftRow, type DriftTable, type DriftView, makeDriftView } from '../drift-view.js';
import { describeCause, describeSides, driftEffectLabels, isOwnChoice } from '../drift-words.js';
import { nameOf } from '../named-lists.js';
import { countOf, joinWords } from '../prose.js';
import { fitSections, MOST_BYTES, type Section } from './budget.js';
import { codeSpan, fence, MOST_IN_NAME, nameSpan, showable } from './code-span.js';
import { details, fixed, footer, type Markdown, type MarkdownOptions } from './document.js';
import { formatMinute } from './format-day.js';
import { type NamedTable, renderTable, writeByName } from './named-tables.js';

export interface DriftMarkdownOptions extends MarkdownOptions {
  /** The files as they have to read to keep what the team is; null where they are not to be shown. */
  readonly adoption: readonly PatchedFile[] | null;
}

/** Tables up to this long are open, but for those about people, which always are. */
const OPEN_AT_MOST = 10;
const UNMANAGED_AT_MOST = 50;

/**
 * Writes drift in GitHub's Markdown, for an issue: the verdict about people, then by name whoever has or lost what, with
 * who did it, then both answers to it. What others chose stands in code spans and fences only. What is too long is
 * shortened by whole parts, and never those lists without saying so.
 */
export function renderDriftMarkdown(report: DriftReport, options: DriftMarkdownOptions): Markdown {
  const { mostBytes = MOST_BYTES } = options;
  const view = makeDriftView(report);
  const people = view.tables.filter(({ effect }) => effect !== 'other').map(makeNamedTable);
  const rest = view.tables
    .filter(({ effect }) => effect === 'other')
    .map((table) => foldedTable(makeNamedTable(table)));
  const above = [fixed(`## ${renderTitle(report, view)}`), fixed(sentence(report))];
  const below = [
    ...rest,
    ...notes(report, view),
    ...answers(report, options),
    ...unmanaged(report),
    fixed(footer(options, { digest: report.digest, when: 'Dropbox read' })),
  ];
  const write = (shown: readonly string[]) => fitSections([...above, ...shown.map(fixed), ...below], mostBytes);
  const whole = write(people.map(renderTable));
  if (whole !== null) return { text: whole, isComplete: true };
  return { text: writeByName(people, TOO_MANY, write), isComplete: false };
}

const TOO_MANY = '**Too many people are concerned to be shown with what differs: `rollcall drift` tells all of it.**';

const signs = {
  'gained-power': '🔴',
  'gained-access': '🔴',
  'lost-access': '🟠',
  'lost-power': '🟠',
  other: '🔵',
} as const satisfies Record<DriftEffect, string>;

function renderTitle({ differences }: DriftReport, { verdict, tables }: DriftView): string {
  const worst = tables[0]?.effect;
  if (differences.length === 0 || worst === undefined) return '✅ Clean again: the team matches its file';
  return `${signs[worst]} Drift: ${verdict}`;
}

function sentence({ team, file, differences }: DriftReport): string {
  const [teamName, fileName] = [codeSpan(team.name), codeSpan(file)];
  if (differences.length === 0) return `The Dropbox team ${teamName} matches ${fileName}.`;
  return `The Dropbox team ${teamName} differs from ${fileName} in **${countOf(differences.length, 'way')}**. Nothing was changed.`;
}

function makeNamedTable({ effect, rows }: DriftTable): NamedTable {
  return {
    label: driftEffectLabels[effect],
    columns: ['On the team', 'In the file', 'Who did it'],
    rows: rows.map((row) => [nameSpan(row.who), ...cellsOf(row)]),
    names: rows.map(({ who }) => who),
  };
}

function cellsOf({ differences }: DriftRow): readonly string[] {
  const sides = differences.map((difference) => describeSides(difference, nameSpan));
  const [{ source, cause }] = differences;
  const place = source === null ? [] : [codeSpan(`${source.file}:${source.line}`, MOST_IN_NAME)];
  const reasons = differences.flatMap(({ reason }) => reason ?? []).map((reason) => codeSpan(reason));
  const doer = describeCause(cause, nameSpan, formatAt);
  return [
    sides.map(({ live }) => live).join('; '),
    [sides.map(({ file }) => file).join('; '), ...new Set(reasons), ...place].join(', '),
    differences.some(isOwnChoice) ? `${doer}: **ask first**` : doer,
  ];
}

function foldedTable(table: NamedTable): Section {
  const whole = renderTable(table);
  const summary = `${table.label}: ${table.rows.length}`;
  const shown = table.rows.length > OPEN_AT_MOST ? details(summary, whole) : whole;
  return { forms: [shown, `**${summary}**, not listed here.`], rank: 2 };
}

function notes(report: DriftReport, view: DriftView): Section[] {
  const found = describeDriftNotes(report, view, (text) => codeSpan(text, 600), formatAt);
  return found.length === 0 ? [] : [fixed(found.map((note) => `- ${note}`).join('\n'))];
}

function answers({ differences, revert, file }: DriftReport, { adoption }: DriftMarkdownOptions): Section[] {
  if (differences.length === 0) return [];
  const operations = countOf(revert.operations, 'operation');
  const undo =
    revert.refusedBy.length === 0
      ? `the next apply does, with ${operations} now. A pull request without changes (\`git commit --allow-empty\`) plans it first.`
      : `${joinWords(revert.refusedBy.map((guard) => codeSpan(guard)))} would refuse that now: \`rollcall plan\` tells why.`;
  const keep = `**Keep it:** \`rollcall drift --adopt\` writes all of it into ${codeSpan(file)}, \`--adopt NAME…\` some of it; then open a pull request.`;
  return [
    fixed(`### Two answers, and both can be given\n\n${keep}`),
    ...patchSection(adoption),
    fixed(`**Undo it:** ${undo} Keep first whatever is to stay: an apply undoes all that is left.`),
  ];
}

const PATCH_TOO_LONG = 'The patch is too long to be shown: `rollcall drift --adopt` writes it.';

/** For reading: a patch that can be applied is made by the command. */
function patchSection(adoption: readonly PatchedFile[] | null): Section[] {
  const patch = adoption === null ? '' : renderPatch(adoption);
  if (patch === null) return [fixed(PATCH_TOO_LONG)];
  if (patch === '') return [];
  const lines = patch
    .trimEnd()
    .split('\n')
    .map((line) => showable(line.replace(/\r$/, ''), 500));
  const shown = details('What keeping all of it changes in the file', fence('diff', lines));
  return [{ forms: [shown, PATCH_TOO_LONG], rank: 0 }];
}

/** People and groups that the file leaves alone are no drift. */
function unmanaged({ unmanaged: found }: DriftReport): Section[] {
  return (['member', 'group'] as const).flatMap((kind) => {
    const list = found.filter((one) => one.kind === kind);
    if (list.length === 0) return [];
    const summary = `In no file, left alone: ${countOf(list.length, kind)}`;
    const lines = list.slice(0, UNMANAGED_AT_MOST).map((one) => `- ${newcomer(one)}`);
    const more = list.length > lines.length ? [`- and ${list.length - lines.length} more`] : [];
    return [{ forms: [details(summary, [...lines, ...more].join('\n')), `${summary}.`] as const, rank: 1 }];
  });
}

function newcomer(resource: ExplainedDifference): string {
  const cause = resource.cause.tag === 'logged' ? `: ${describeCause(resource.cause, nameSpan, formatAt)}` : '';
  return `${nameSpan(nameOf(resource))}${cause}`;
}

function formatAt(at: string): string {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? codeSpan(at) : formatMinute(instant);
}
