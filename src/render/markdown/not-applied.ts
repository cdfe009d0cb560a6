import type { Change } from '../../model/plan.js';
import { countOf } from '../prose.js';
import type { Section } from './budget.js';
import { codeSpan, fence, MOST_IN_NAME, showable } from './code-span.js';
import { alert, fixed, footer, type MarkdownOptions } from './document.js';
import type { RunStory, WhyNotApplied } from './run-story.js';

type NotApplied = Extract<RunStory, { tag: 'not-applied' }>;

const titles = {
  stale: 'the team has changed since the plan was reviewed',
  'other-digest': 'this is not the plan that was expected',
  'not-reviewed': 'nobody reviewed what would be done',
  'partly-reviewed': 'not all of what would be done was reviewed',
  refused: 'a guard refuses the plan',
  'missing-scopes': 'the token lacks permissions',
  failed: 'the run could not begin',
} as const satisfies Record<WhyNotApplied['tag'], string>;

/** Why an apply changed nothing, and what to do; the plan of today, where there is one, is told below it. */
export function notAppliedSections(
  { why, plan }: Pick<NotApplied, 'why' | 'plan'>,
  options: MarkdownOptions,
): Section[] {
  return [
    fixed(`## ⛔ Not applied: ${titles[why.tag]}`),
    fixed(alert('CAUTION', ['**Nothing was changed on the team.**'])),
    ...reasonSections(why),
    ...(plan === null ? [fixed(footer(options, { when: 'Ended' }))] : []),
  ];
}

function reasonSections(why: WhyNotApplied): Section[] {
  switch (why.tag) {
    case 'stale':
      return [changeSection('New, or from another value than the reviewed one', why.changes), fixed(PLAN_AGAIN)];
    case 'partly-reviewed':
      return [changeSection('Not reviewed, or not all of it', why.changes), fixed(PLAN_AGAIN)];
    case 'other-digest':
      return [
        fixed(`The digest ${codeSpan(why.expected)} was expected, and the plan below has another. ${PLAN_AGAIN}`),
      ];
    case 'not-reviewed':
      return [
        fixed(
          'No reviewed plan holds any of it: the commit was pushed directly, or its plan has expired or cannot be used; ' +
            'the log of this run says which. Plan the pull request again, read that plan, and apply again. After a ' +
            'direct push, open a pull request with the next change of the file: its plan shows this, too.',
        ),
      ];
    case 'refused':
      return [fixed('What the guard says stands below. Change the file, or override the guard for one run.')];
    case 'missing-scopes':
      return [
        fixed(
          `The plan needs ${why.scopes.map((scope) => codeSpan(scope)).join(', ')}. Tick them on the Permissions tab of ` +
            "the app in Dropbox's App Console, and sign in again: tokens made before do not gain them.",
        ),
      ];
    case 'failed':
      return [fixed(`- ❌ ${codeSpan(why.message, LONGEST)}<br>${codeSpan(why.advice, LONGEST)}`)];
  }
}

function changeSection(title: string, changes: readonly Pick<Change, 'action' | 'address'>[]): Section {
  const lines = changes.map(({ action, address }) => `! ${action} ${showable(address, MOST_IN_NAME + 7)}`);
  const heading = `**${title}: ${countOf(changes.length, 'change')}.**`;
  return { forms: [`${heading}\n\n${fence('diff', lines)}`, heading], rank: 4 };
}

const LONGEST = 2_000;
const PLAN_AGAIN = 'Plan again and review that: open a pull request, or run the plan job of the last one again.';
