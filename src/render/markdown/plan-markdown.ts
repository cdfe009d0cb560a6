import type { Finding, Plan } from '../../model/plan.js';
import { renderWithdrawal } from '../block-text.js';
import { type BlockView, makePlanView, type PlanView } from '../plan-view.js';
import { countOf, joinWords } from '../prose.js';
import { fitSections, MOST_BYTES, type Section } from './budget.js';
import { codeSpan, fence, showable } from './code-span.js';
import { formatMinute } from './format-day.js';
import { type Loss, listLosses } from './losses.js';
import { makeNamedTables, type NamedTable, renderNames, renderTable } from './named-tables.js';
import { makeOperationLines, type OperationLine } from './operation-lines.js';
import { renderVerdict } from './verdict.js';

export interface PlanMarkdownOptions {
  /** When the team was read, in milliseconds since the epoch: undo is told by date. */
  readonly now: number;
  readonly rollcallVersion: string;
  /** Address of the CI run, shown only if it looks like one of GitHub's. */
  readonly runUrl?: string | undefined;
  /** UTF-8 bytes; GitHub takes {@link MOST_BYTES} of a comment. */
  readonly mostBytes?: number;
}

export interface PlanMarkdown {
  readonly text: string;
  /**
   * False where the lists of who loses access or gains power had to be reduced to names, or cut: then nobody can review
   * the plan by this text, and the command has to fail.
   */
  readonly isComplete: boolean;
}

/**
 * Writes a plan in GitHub's Markdown, for a pull request: the verdict about people, then by name whoever loses access
 * or gains power, then the operations. What is too long is shortened by whole parts, and never those lists without
 * saying so. What others chose stands in code spans and fences only. Equal plans and options give equal bytes.
 */
export function renderPlanMarkdown(plan: Plan, options: PlanMarkdownOptions): PlanMarkdown {
  const { mostBytes = MOST_BYTES } = options;
  const view = makePlanView(plan);
  const losses = listLosses(plan.changes, options.now);
  const tables = makeNamedTables(plan, view.lists, losses);
  const above = sectionsAbove(plan, view, losses);
  const below = sectionsBelow(plan, view, options);
  const write = (people: readonly string[]) => fitSections([...above, ...people.map(fixed), ...below], mostBytes);
  const whole = write(tables.map(renderTable));
  if (whole !== null) return { text: whole, isComplete: true };
  return { text: writeByName(tables, write), isComplete: false };
}

/** As many names as fit, equally many of each list. */
function writeByName(tables: readonly NamedTable[], write: (people: readonly string[]) => string | null): string {
  const warning =
    '**Too many people lose access or gain power to be shown in full. This text is not enough to approve the plan by: ' +
    'split the change, or read the whole plan with `rollcall plan`.**';
  const attempt = (most: number) => write([warning, ...tables.map((table) => renderNames(table, most))]);
  let [fits, most] = [0, Math.max(0, ...tables.map(({ names }) => names.length))];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (attempt(middle) === null) most = middle - 1;
    else fits = middle;
  }
  // Without any name a few hundred bytes are left, and the other sections have forms as short.
  return attempt(fits) ?? `${warning}\n`;
}

/** In the order of reading; ranks say in which order all sections are shortened. */
function sectionsAbove(plan: Plan, view: PlanView, losses: readonly Loss[]): Section[] {
  return [
    fixed(`## ${renderVerdict(plan, view, losses)}`),
    ...alerts(view, losses).map(fixed),
    fixed(sentence(plan, view)),
    foundSection('⛔', view.errors, 'error', 7),
  ];
}

function sectionsBelow(plan: Plan, view: PlanView, options: PlanMarkdownOptions): Section[] {
  return [
    ...notFromThis(view),
    ...operationSections(makeOperationLines(plan.operations, plan.changes)),
    foundSection('⚠️', view.warnings, 'warning', 6),
    notes(view.notes),
    fixed(licences(plan.licences)),
    fixed(footer(plan, options)),
  ];
}

function fixed(text: string): Section {
  return { forms: [text], rank: null };
}

function alerts({ errors, blocks }: PlanView, losses: readonly Loss[]): string[] {
  const refused = `${errors.length === 1 ? 'One error refuses' : `${errors.length} errors refuse`} this plan: apply would carry out nothing.`;
  const caution = errors.length > 0 && blocks.length > 0 ? [`> [!CAUTION]\n> ${refused}`] : [];
  const never = losses.filter(({ undoability }) => undoability === 'never').length;
  const limited = losses.filter(({ undoability }) => undoability === 'until-a-day');
  const days = [...new Set(limited.map(({ undo }) => undo))].sort();
  const words = [
    ...(never === 0 ? [] : [`${countOf(never, 'removal')} can **never** be undone.`]),
    ...(limited.length === 0
      ? []
      : [`${countOf(limited.length, 'removal')} can be undone **only ${joinWords(days)}**.`]),
  ];
  return [...caution, ...(words.length === 0 ? [] : [`> [!WARNING]\n> ${words.join(' ')}`])];
}

function sentence({ team, file, operations: all }: Plan, { blocks, base, counts, errors }: PlanView): string {
  const [teamName, fileName] = [codeSpan(team.name), codeSpan(file)];
  if (blocks.length === 0) {
    return errors.length > 0
      ? `Nothing is planned for the Dropbox team ${teamName} from ${fileName}: see the errors.`
      : `The Dropbox team ${teamName} matches ${fileName}.`;
  }
  const total = [
    ...counts.members.map(({ count, what }) => `${countOf(count, 'member')} ${what}`),
    ...counts.groups.map(({ count, what }) => `${countOf(count, 'group')} ${what}`),
    ...counts.memberships.map(({ count, what }) => `${countOf(count, 'membership')} ${what}`),
  ].join(', ');
  const causes =
    base === null
      ? ''
      : ` Members and groups: **${base.caused.length}** by this change of the file, **${base.drifted.length}** already different before it.`;
  const start =
    errors.length > 0
      ? `Without the errors, applying this plan of ${fileName} would carry out`
      : `Applying this plan of ${fileName} carries out`;
  return `${start} **${countOf(all.length, 'operation')}** on the Dropbox team ${teamName}: ${total}.${causes}`;
}

/** What the file before has to do with it: the accidents of other tools hide here, among one's own changes. */
function notFromThis({ base }: PlanView): Section[] {
  if (base === null) return [];
  const list = (title: string, blocks: readonly BlockView[], rank: number): Section[] => {
    if (blocks.length === 0) return [];
    const lines = blocks.map(
      (block) => `${block.marker === '~' ? '!' : block.marker} ${showable(renderWithdrawal(block), 400)}`,
    );
    const heading = `**${title}: ${blocks.length}.**`;
    return [{ forms: [`${heading}\n\n${fence('diff', lines)}`, `${heading} Too many to list here.`], rank }];
  };
  return [
    ...list('Not from this change, and applied with it (due before it too)', base.drifted, 4),
    ...list('No longer asked for (nothing is done)', base.withdrawn, 1),
  ];
}

/** Lists up to this long are open. */
const OPEN_AT_MOST = 10;

/** Few changes stand with the losses; many get a list of their own, so that they do not bury them. */
function operationSections(lines: readonly OperationLine[]): Section[] {
  const of = (sign: OperationLine['sign']) => lines.filter((line) => line.sign === sign);
  const [losses, changes, additions] = [of('-'), of('!'), of('+')];
  if (lines.length <= OPEN_AT_MOST) return [operations('Operations', lines, 5)];
  if (changes.length > OPEN_AT_MOST || losses.length === 0) {
    return [operations('Losses', losses, 5), operations('Changes', changes, 3), operations('Additions', additions, 2)];
  }
  return [operations('Losses and changes', [...losses, ...changes], 5), operations('Additions', additions, 2)];
}

function operations(label: string, lines: readonly OperationLine[], rank: number): Section {
  if (lines.length === 0) return fixed('');
  const count = `${label}: ${countOf(lines.length, 'operation')}`;
  const texts = lines.map(({ text }) => text);
  const isOpen = lines.length <= OPEN_AT_MOST || lines[0]?.sign === '-';
  const full = isOpen ? fence('diff', texts) : details(count, fence('diff', texts));
  const more = lines.length - OPEN_AT_MOST;
  const short = `${fence('diff', texts.slice(0, OPEN_AT_MOST))}\n\n**${label}: ${more} more.**`;
  return { forms: [full, ...(more > 0 ? [short] : []), `**${count}**, not listed here.`], rank };
}

/** Messages are whole, or cut, or only counted: whoever loses something is named in a table as well. */
function foundSection(sign: string, found: readonly Finding[], noun: string, rank: number): Section {
  if (found.length === 0) return fixed('');
  const forms = [findings(sign, found), findings(sign, found, 300)] as const;
  return { forms: [...forms, `**${countOf(found.length, noun)}**, not listed here.`], rank };
}

function findings(sign: string, found: readonly Finding[], most = Number.POSITIVE_INFINITY): string {
  return found
    .map(({ guard, message, source }) => {
      const place = source === null ? '' : ` (${codeSpan(`${source.file}:${source.line}`)})`;
      return `- ${sign} ${codeSpan(guard)}${place}: ${codeSpan(message, most)}`;
    })
    .join('\n');
}

function notes(found: readonly Finding[]): Section {
  if (found.length === 0) return fixed('');
  const count = countOf(found.length, 'note');
  return { forms: [details(count, findings('ℹ️', found)), `${count}, not listed here.`], rank: 0 };
}

/** The summary is always our own words. */
function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function licences({ before, after, available }: Plan['licences']): string {
  const used = before === after ? `${after}` : `${before} → ${after}`;
  if (available === 0) return `Licences: ${used}.`;
  const short = after > available ? `, **${after - available} too many**` : '';
  return `Licences: ${used} of ${available}${short}.`;
}

const RUN_URL = /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/;

function footer({ digest }: Plan, { now, rollcallVersion, runUrl }: PlanMarkdownOptions): string {
  const run = runUrl !== undefined && RUN_URL.test(runUrl) ? [`[run](${runUrl})`] : [];
  const parts = [
    `Digest ${codeSpan(digest)}`,
    `Dropbox read ${formatMinute(now)}`,
    `Rollcall ${codeSpan(rollcallVersion)}`,
    ...run,
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}
