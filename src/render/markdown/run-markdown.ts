import { assertNever } from '../../model/assert-never.js';
import { MOST_BYTES } from './budget.js';
import { type Markdown, type MarkdownOptions, write } from './document.js';
import { noPlanSections } from './no-plan.js';
import { notAppliedSections } from './not-applied.js';
import { renderPlanMarkdown } from './plan-markdown.js';
import { receiptSections } from './receipt.js';
import type { RunStory } from './run-story.js';

/** UTF-8 bytes of a job summary; GitHub takes 1,048,576 of each step. */
export const MOST_SUMMARY_BYTES = 1_000_000;

/**
 * Writes in GitHub's Markdown how a run ended, for a comment: the verdict first, then what a reviewer has to see, then
 * what to do. Fits into `mostBytes` by shortening whole parts, the least important first. What others chose stands in
 * code spans and fences only. Equal stories and options give equal bytes.
 */
export function renderRunMarkdown(story: RunStory, options: MarkdownOptions): Markdown {
  const { mostBytes = MOST_BYTES } = options;
  switch (story.tag) {
    case 'planned':
      return renderPlanMarkdown(story.plan, options);
    case 'not-applied': {
      const above = notAppliedSections(story, options);
      return story.plan === null ? write(above, mostBytes) : renderPlanMarkdown(story.plan, { ...options, above });
    }
    case 'applied':
      return write(receiptSections(story, options), mostBytes);
    case 'valid':
    case 'invalid':
    case 'unread':
    case 'superseded':
    case 'ended-early':
      return write(noPlanSections(story, options), mostBytes);
    default:
      return assertNever(story);
  }
}

/** The same for the summary of a job, which has room for far more. */
export function renderJobSummary(story: RunStory, options: Omit<MarkdownOptions, 'mostBytes'>): Markdown {
  return renderRunMarkdown(story, { ...options, mostBytes: MOST_SUMMARY_BYTES });
}
