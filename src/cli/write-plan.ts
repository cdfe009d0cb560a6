import { rollcallVersion } from '../app/rollcall-version.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Plan } from '../model/plan.js';
import { renderJson } from '../render/json-text.js';
import { runUrlOf } from './run-url.js';
import type { Session } from './session.js';
import { showPlan } from './show-plan.js';

export const planFormats = ['text', 'json', 'markdown', 'html'] as const;
export type PlanFormat = (typeof planFormats)[number];

export interface WritePlanOptions {
  readonly format: PlanFormat;
  readonly isYamlDiff: boolean;
  /** When the team was read, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Writes a plan on standard output.
 * @returns false when not everybody who loses access or gains power could be shown; it is told, and has to fail.
 */
export async function writePlan(
  session: Session,
  { plan, desired }: { readonly plan: Plan; readonly desired: DesiredState },
  { format, isYamlDiff, now }: WritePlanOptions,
): Promise<boolean> {
  switch (format) {
    case 'text':
      await showPlan(session, plan, { verb: 'plan', isYamlDiff });
      return true;
    case 'json': {
      const { makePlanJson } = await import('../app/plan-file.js');
      session.out.write(renderJson(makePlanJson(plan, desired)));
      return true;
    }
    case 'html': {
      const { renderPlanHtml } = await import('../render/html/plan-html.js');
      session.out.write(renderPlanHtml(plan, { now, rollcallVersion }));
      return true;
    }
    case 'markdown':
      return writeMarkdown(session, plan, now);
  }
}

async function writeMarkdown({ out, err, io }: Session, plan: Plan, now: number): Promise<boolean> {
  const { renderPlanMarkdown } = await import('../render/markdown/plan-markdown.js');
  const { text, isComplete } = renderPlanMarkdown(plan, { now, rollcallVersion, runUrl: runUrlOf(io.env) });
  out.write(text);
  if (!isComplete) {
    err.line(
      'Error: too many people lose access or gain power for the size of a comment. Do not approve the plan by this ' +
        'text: split the change, or read the whole plan with --format text or html.',
    );
  }
  return isComplete;
}
