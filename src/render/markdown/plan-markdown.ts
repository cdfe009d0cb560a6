import type { Plan } from '../../model/plan.js';
import { renderWithdrawal } from '../block-text.js';
import { makeCheckRows } from '../check-rows.js';
import { type BlockView, makePlanView, type PlanView } from '../plan-view.js';
import { countOf } from '../prose.js';
import { fitSections, MOST_BYTES, type Section } from './budget.js';
import { checkSection } from './checks.js';
import { codeSpan, fence, showable } from './code-span.js';
import { alert, fixed, footer, type Markdown, type MarkdownOptions, runLink } from './document.js';
import { describeUndoLimits, type Loss, listLosses } from './losses.js';
import { makeNamedTables, renderTable, writeByName } from './named-tables.js';
import { makeOperationLines } from './operation-lines.js';
import { operationSections } from './operation-sections.js';
import { foldedProblems, problemOfFinding, problemSection } from './problem-list.js';
import { renderVerdict } from './verdict.js';

export interface PlanMarkdownOptions extends MarkdownOptions {
  /** What stands above the plan where the plan is not the news: it has a title and alerts of its own. */
  readonly above?: readonly Section[];
}

/**
 * Writes a plan in GitHub's Markdown, for a pull request: the verdict about people, then by name whoever loses access
 * or gains power, then the operations. What is too long is shortened by whole parts, and never those lists without
 * saying so. What others chose stands in code spans and fences only. Equal plans and options give equal bytes.
 */
export function renderPlanMarkdown(plan: Plan, options: PlanMarkdownOptions): Markdown {
  const { mostBytes = MOST_BYTES } = options;
  const view = makePlanView(plan);
  const losses = listLosses(plan.changes, options.now);
  const tables = makeNamedTables(plan, view.lists, losses);
  const above = sectionsAbove(plan, view, losses, options);
  const below = sectionsBelow(plan, view, options);
  const write = (people: readonly string[]) => fitSections([...above, ...people.map(fixed), ...below], mostBytes);
  const whole = write(tables.map(renderTable));
  if (whole !== null) return { text: whole, isComplete: true };
  const warning = describeTooMany(runLink(options, "the job's summary"));
  return { text: writeByName(tables, warning, write), isComplete: false };
}

function describeTooMany(summary: string | null): string {
  const where = summary === null ? 'with `rollcall plan`' : `in ${summary}`;
  return (
    '**Too many people lose access or gain power to be shown in full. This text is not enough to approve the plan by: ' +
    `split the change, or read the whole plan ${where}.**`
  );
}

/** In the order of reading; ranks say in which order all sections are shortened. */
function sectionsAbove(plan: Plan, view: PlanView, losses: readonly Loss[], options: PlanMarkdownOptions): Section[] {
  const errors = problemSection(view.errors.map(problemOfFinding), 'error', 7);
  const { above } = options;
  if (above !== undefined) {
    return [
      ...above,
      fixed(`### Planned now: ${renderVerdict(plan, view, losses)}`),
      fixed(sentence(plan, view)),
      errors,
    ];
  }
  return [
    fixed(`## ${renderVerdict(plan, view, losses, 'Cannot be merged')}`),
    ...alerts(view, losses).map(fixed),
    fixed(sentence(plan, view)),
    errors,
  ];
}

function sectionsBelow(plan: Plan, view: PlanView, options: PlanMarkdownOptions): Section[] {
  return [
    ...notFromThis(view),
    ...operationSections(makeOperationLines(plan.operations, plan.changes)),
    problemSection(view.warnings.map(problemOfFinding), 'warning', 6),
    ...(view.blocks.length === 0 ? [] : [checkSection(makeCheckRows(plan.measures ?? [], plan.findings))]),
    foldedProblems(view.notes.map(problemOfFinding), 'note', 0),
    fixed(licences(plan.licences)),
    fixed(
      footer(options, { digest: plan.digest, when: 'Dropbox read', ...(view.blocks.length > 0 && { last: MERGING }) }),
    ),
  ];
}

const MERGING = 'merging applies these operations or fewer, never others';

function alerts({ errors, blocks }: PlanView, losses: readonly Loss[]): string[] {
  const refused = `${errors.length === 1 ? 'One error refuses' : `${errors.length} errors refuse`} this plan: apply carries out nothing of it.`;
  const limits = describeUndoLimits(losses);
  return [
    alert('CAUTION', errors.length > 0 && blocks.length > 0 ? [refused] : []),
    alert('WARNING', limits === '' ? [] : [limits]),
  ];
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
  const start = errors.length > 0 ? 'Without the errors, merging would apply' : 'Merging applies';
  return `${start} **${countOf(all.length, 'operation')}** of ${fileName} to the Dropbox team ${teamName}: ${total}.${causes}`;
}

/** What the file before has to do with it: the accidents of other tools hide here, among one's own changes. */
function notFromThis({ base }: PlanView): Section[] {
  if (base === null) return [];
  const list = (title: string, blocks: readonly BlockView[], rank: number): Section[] => {
    if (blocks.length === 0) return [];
    const lines = blocks.map(
      (block) =>
        `${block.marker === '~' ? '!' : block.marker} ${showable(renderWithdrawal(block), 400)}${originOf(block)}`,
    );
    const heading = `**${title}: ${blocks.length}.**`;
    return [{ forms: [`${heading}\n\n${fence('diff', lines)}`, `${heading} Too many to list here.`], rank }];
  };
  return [
    ...list('Not from this change, and applied with it (due before it too)', base.drifted, 4),
    ...list('No longer asked for (nothing is done)', base.withdrawn, 1),
  ];
}

/** Who made it so, where the team log was asked. */
function originOf({ origins }: BlockView): string {
  return origins.length === 0 ? '' : `  (${showable(origins.join('; '), 400)})`;
}

function licences({ before, after, available }: Plan['licences']): string {
  const used = before === after ? `${after}` : `${before} → ${after}`;
  if (available === 0) return `Licences: ${used}.`;
  const short = after > available ? `, **${after - available} too many**` : '';
  return `Licences: ${used} of ${available}${short}.`;
}
