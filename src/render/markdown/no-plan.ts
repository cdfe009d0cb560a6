import { assertNever } from '../../model/assert-never.js';
import { countOf } from '../prose.js';
import type { Section } from './budget.js';
import { codeSpan } from './code-span.js';
import { alert, fixed, footer, type MarkdownOptions, runLink, shortCommit } from './document.js';
import { problemOfDiagnostic, problemSection } from './problem-list.js';
import type { RunStory } from './run-story.js';

/** One kind of story. */
type Story<Tag extends RunStory['tag']> = Extract<RunStory, { tag: Tag }>;

/** Runs that made no plan, and did nothing that they could tell of. */
export type NoPlanStory = Story<'valid' | 'invalid' | 'unread' | 'superseded' | 'ended-early'>;

/** Tells of a run without a plan; none of it can be taken for "no change". */
export function noPlanSections(story: NoPlanStory, options: MarkdownOptions): Section[] {
  switch (story.tag) {
    case 'valid':
      return validSections(story, options);
    case 'invalid':
      return invalidSections(story, options);
    case 'unread':
      return unreadSections(story, options);
    case 'superseded':
      return supersededSections(story, options);
    case 'ended-early':
      return endedEarlySections(story, options);
    default:
      return assertNever(story);
  }
}

function validSections({ file, warnings }: Story<'valid'>, options: MarkdownOptions): Section[] {
  const count = warnings.filter(({ severity }) => severity === 'warning').length;
  const title = count === 0 ? '✅ The team file is valid' : `✅ Valid, with ${countOf(count, 'warning')}`;
  return [
    fixed(`## ${title}`),
    fixed(`${codeSpan(file)} holds what it should. Dropbox was not asked, so this is not a plan.`),
    problemSection(warnings.map(problemOfDiagnostic), 'warning', 0),
    fixed(footer(options, { when: 'Checked' })),
  ];
}

function invalidSections({ file, diagnostics }: Story<'invalid'>, options: MarkdownOptions): Section[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const others = diagnostics.filter(({ severity }) => severity !== 'error');
  const files = new Set(errors.map(({ position }) => position?.file ?? file));
  const where = files.size > 1 ? `${files.size} files` : 'the team file';
  return [
    fixed(`## ❌ ${countOf(errors.length, 'error')} in ${where}`),
    fixed(`There is no plan, and nothing can be applied, until ${codeSpan(file)} is mended.`),
    problemSection(errors.map(problemOfDiagnostic), 'error', 1),
    problemSection(others.map(problemOfDiagnostic), 'warning', 0),
    fixed(footer(options, { when: 'Checked' })),
  ];
}

const unreadBecause = {
  incomplete: 'Dropbox returned an incomplete list',
  auth: 'Dropbox refused the token',
  error: 'the command could not go on',
} as const satisfies Record<Story<'unread'>['reason'], string>;

const nothingIs = {
  validate: 'Not checked',
  plan: 'No plan',
  apply: 'Nothing applied',
  drift: 'Drift is not known',
} as const satisfies Record<Story<'unread'>['command'], string>;

function unreadSections({ command, reason, message, advice }: Story<'unread'>, options: MarkdownOptions): Section[] {
  return [
    fixed(`## ❌ ${nothingIs[command]}: ${unreadBecause[reason]}`),
    fixed(
      '**This does not mean that nothing would change.** What Dropbox holds is not known, so nothing is told of it.',
    ),
    fixed(`- ❌ ${codeSpan(message, MOST_IN_MESSAGE)}<br>${codeSpan(advice, MOST_IN_MESSAGE)}`),
    fixed(footer(options, { when: 'Tried' })),
  ];
}

/** Characters of one message: a few of them are far below any budget. */
const MOST_IN_MESSAGE = 2_000;

function supersededSections({ by }: Story<'superseded'>, options: MarkdownOptions): Section[] {
  const [head, newer] = [shortCommit(options.head), shortCommit(by)];
  const was = head === null ? 'an earlier commit' : `\`${head}\``;
  const is = newer === null ? 'another commit' : `\`${newer}\``;
  return [
    fixed('## Replaced by a newer plan'),
    fixed(
      `This was planned for ${was}, and the pull request is at ${is} by now. Read the plan of that commit instead.`,
    ),
    fixed(footer(options, { when: 'Replaced' })),
  ];
}

const endedWords: Readonly<Record<string, string>> = {
  success: 'ended well, and what it left could not be fetched',
  cancelled: 'was cancelled',
  timed_out: 'took too long and was stopped',
  skipped: 'was not started',
};

const endedTitles = {
  validate: 'Not checked: the job ended early',
  plan: 'No plan: the job ended before it could write one',
  apply: 'The apply ended early: there is no report of it',
  drift: 'Drift is not known: the job ended early',
} as const satisfies Record<Story<'ended-early'>['command'], string>;

function endedEarlySections({ command, result }: Story<'ended-early'>, options: MarkdownOptions): Section[] {
  const log = runLink(options, "the job's log") ?? "the job's log";
  const [unknown, next] =
    command === 'apply'
      ? [
          '**What it did to the team is not known:** some operations may have been carried out.',
          `Look into ${log}, then run the apply again: it reads the team first and does only what is still missing.`,
        ]
      : ['**This does not mean that nothing would change.**', `Look into ${log}, and run the job again.`];
  return [
    fixed(`## ❌ ${endedTitles[command]}`),
    fixed(alert('CAUTION', [`The job ${endedWords[result] ?? 'failed'}. ${unknown}`])),
    fixed(next),
    fixed(footer(options, { when: 'Noticed' })),
  ];
}
