import type { Change } from '../../model/plan.js';
import { countOf } from '../prose.js';
import { formatDuration } from '../report-text.js';
import { renderReportTitle } from '../report-title.js';
import {
  describeCounts,
  describeNextStep,
  leftOutWords,
  makeReportView,
  type ReportedFailure,
  type ReportView,
} from '../report-view.js';
import { type ReadResult, runOfReport } from '../reported-run.js';
import type { Section } from './budget.js';
import { codeSpan, fence, MOST_IN_NAME, nameSpan, showable } from './code-span.js';
import { alert, details, fixed, footer, type MarkdownOptions, runLink } from './document.js';
import { describeUndoLimits, type Loss, listLosses, renderMeaning } from './losses.js';
import { renderNames, renderTable } from './named-tables.js';
import { signOf } from './operation-lines.js';
import type { RunStory } from './run-story.js';

type Applied = Extract<RunStory, { tag: 'applied' }>;
type View = ReportView<ReadResult>;

/** What an apply did: how much of it, what failed and why, who lost access and until when that can be taken back. */
export function receiptSections({ report, doneBefore = [] }: Applied, options: MarkdownOptions): Section[] {
  const view = makeReportView(runOfReport(report));
  const endedAt = Date.parse(report.ended);
  const losses = listLosses(report.changes.flatMap(carriedOut(view)), endedAt);
  const took = formatDuration(endedAt - Date.parse(report.started));
  const told = describeCounts(view.counts);
  const counts = told === '' ? 'nothing was left to do' : `${told}, in ${took}`;
  return [
    fixed(`## ${renderReportTitle(view, endedAt)}`),
    fixed(warnings(view)),
    fixed(`${codeSpan(report.file)} on the Dropbox team ${codeSpan(report.team.name)}: ${counts}.`),
    ...failureSections(view),
    ...leftOutSections(view),
    notInLineSection(report),
    fixed(nextStep(view, report.file)),
    lossSection(losses),
    doneSection(view),
    doneBeforeSection(doneBefore),
    fixed(undo(view, losses, report.privacy === 'full', options)),
    fixed(overridden(report)),
    fixed(footer({ ...options, now: endedAt }, { digest: report.digest, when: 'Ended' })),
  ];
}

/** What somebody lost by a change: whose removal failed has lost nothing, or only access where the suspension was done. */
function carriedOut({ done }: View): (change: Change) => readonly Change[] {
  const ids = new Set(done.map(({ operation }) => `${operation.kind} ${operation.address}`));
  return (change) => {
    if (change.kind !== 'member' || (change.action !== 'remove' && change.action !== 'suspend')) return [];
    if (ids.has(`member.${change.action} ${change.address}`)) return [change];
    return ids.has(`member.suspend ${change.address}`) ? [{ ...change, action: 'suspend' }] : [];
  };
}

function warnings({ counts }: View): string {
  const { failed, skipped, notStarted, leftOut } = counts;
  const undone = failed + skipped + notStarted;
  const rest = '**What was done stays done**; the file still asks for the rest.';
  return alert('WARNING', [
    ...(undone === 0 ? [] : [`**${countOf(undone, 'operation')} did not happen.** ${rest}`]),
    ...(leftOut === 0 ? [] : [`**${countOf(leftOut, 'operation')} left out:** only what was reviewed is carried out.`]),
  ]);
}

function failureSections({ counts, failures, skips, notStarted }: View): Section[] {
  const failed = (most: number, mostReasons = failures.length) => {
    const more = failures.length - mostReasons;
    const lines = failures.slice(0, mostReasons).map((failure) => renderFailure(failure, most));
    const rest = more > 0 ? [`- and ${countOf(more, 'more reason')}, not listed here`] : [];
    return `**Failed: ${counts.failed}.**\n\n${[...lines, ...rest].join('\n')}`;
  };
  const skipped = (most: number) =>
    skips
      .map(({ because, results }) => {
        const names = namesOf(results.map(summaryOf), most);
        return `**Skipped because of ${summarySpan(because)}: ${results.length}.** ${names}`;
      })
      .join('\n\n');
  return [
    ...(failures.length === 0 ? [] : [{ forms: [failed(50), failed(3), failed(3, 10)] as const, rank: 6 }]),
    ...(skips.length === 0
      ? []
      : [
          { forms: [skipped(50), skipped(3), `**Skipped because of failures: ${counts.skipped}.**`] as const, rank: 4 },
        ]),
    ...(notStarted.length === 0
      ? []
      : [listSection('Not started, because the run was interrupted', notStarted.map(summaryOf), 5)]),
  ];
}

function renderFailure({ reason, results, requestIds }: ReportedFailure<ReadResult>, most: number): string {
  const names = namesOf(results.map(summaryOf), most);
  const request = requestIds.length === 0 ? '' : `, request ${namesOf(requestIds, 3)}`;
  const why = `${codeSpan(reason.message, LONGEST_MESSAGE)} (${codeSpan(reason.tag)}${request})`;
  return `- ${names}: ${why}<br>**What to do:** ${codeSpan(reason.advice, LONGEST_MESSAGE)}`;
}

/** Characters of one message, which can repeat whatever Dropbox says. */
const LONGEST_MESSAGE = 600;

/** Names in a sentence; all of them, or the first and their number. */
function listSection(title: string, texts: readonly string[], rank: number): Section {
  const heading = `**${title}: ${texts.length}.**`;
  const form = (most: number) => `${heading} ${namesOf(texts, most)}`;
  return { forms: [form(50), form(5), heading], rank };
}

function namesOf(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).map(summarySpan);
  const more = texts.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` **and ${more} more**` : ''}`;
}

function summarySpan(text: string): string {
  return codeSpan(text, 2 * MOST_IN_NAME);
}

function summaryOf({ operation }: ReadResult): string {
  return operation.summary;
}

function leftOutSections({ leftOut }: View): Section[] {
  return leftOut.map(({ why, results }) => listSection(leftOutWords[why], results.map(summaryOf), 5));
}

function doneBeforeSection(doneBefore: readonly string[]): Section {
  if (doneBefore.length === 0) return fixed('');
  return listSection('Reviewed, and done already before this run', doneBefore, 0);
}

function notInLineSection({ not_in_line: left }: Applied['report']): Section {
  if (left === null) return fixed('');
  const names = left.people.map((address) => address.replace(/^member\./, ''));
  const heading = `**Recovered, but not yet brought in line: ${names.length}.**`;
  const why = `${codeSpan(left.reason, LONGEST_MESSAGE)} ${codeSpan(left.advice, LONGEST_MESSAGE)}`;
  return { forms: [`${heading} ${namesOf(names, 50)}: ${why}`, `${heading} ${why}`], rank: 4 };
}

function nextStep(view: View, file: string): string {
  const step = describeNextStep(view, file);
  if (step === null) return '';
  const { before, command, after } = step;
  if (command === null) return `**What to do next:** ${before} ${after}`.trim();
  return `**What to do next:** ${before} ${codeSpan(command, MOST_IN_NAME)} ${after} In CI, run the failed job again.`;
}

function lossSection(losses: readonly Loss[]): Section {
  if (losses.length === 0) return fixed('');
  const table = {
    label: 'Lost access',
    columns: ['What it means'],
    rows: losses.map((loss) => [nameSpan(loss.name), renderMeaning(loss)]),
    names: losses.map(({ name }) => name),
  };
  return { forms: [renderTable(table), renderNames(table, losses.length), renderNames(table, 0)], rank: 7 };
}

/** Lists up to this long are open. */
const OPEN_AT_MOST = 10;

function doneSection({ done }: View): Section {
  if (done.length === 0) return fixed('');
  const lines = done.map(({ operation, result }) => {
    const was = result.tag === 'already_done' ? '  (was so already)' : '';
    return `${signOf(operation.kind)} ${showable(operation.summary, 2 * MOST_IN_NAME)}${was}`;
  });
  const count = `Done: ${countOf(done.length, 'operation')}`;
  const list = fence('diff', lines);
  const short = `**${count}**, not listed here.`;
  return { forms: [lines.length <= OPEN_AT_MOST ? list : details(count, list), short], rank: 1 };
}

function undo({ done }: View, losses: readonly Loss[], isReportWhole: boolean, options: MarkdownOptions): string {
  if (done.length === 0) return '';
  const limits = describeUndoLimits(losses);
  const end = limits === '' ? [] : ['', limits];
  const start = '**To take this back**, revert the pull request. What no revert brings back,';
  if (!isReportWhole) {
    const why = 'with the report in full: the one of this run hides people';
    return [`${start} \`rollcall undo REPORT\` does, ${why}.`, ...end].join('\n');
  }
  const run = runLink(options);
  const where = run === null ? 'is the report of this run' : `is in the artefact of this ${run}`;
  return [
    `${start} this does (\`report.json\` ${where}):`,
    '',
    '```sh',
    'rollcall undo report.json',
    '```',
    ...end,
  ].join('\n');
}

function overridden({ overridden_guards: guards }: Applied['report']): string {
  return guards.length === 0
    ? ''
    : `Guards overridden for this run: ${guards.map((guard) => codeSpan(guard)).join(', ')}.`;
}
