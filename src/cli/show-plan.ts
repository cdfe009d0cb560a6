import type { Plan } from '../model/plan.js';
import type { Session } from './session.js';

/** Writes a plan as text on standard output; with `isYamlDiff`, before it what changes as a diff of YAML. */
export async function showPlan(
  { out }: Session,
  plan: Plan,
  options: { readonly verb: 'plan' | 'apply'; readonly isYamlDiff: boolean },
): Promise<void> {
  const { renderPlanText } = await import('../render/plan-text.js');
  if (options.isYamlDiff && plan.changes.length > 0) {
    const [{ makeYamlDiffEntries }, { renderYamlDiff }] = await Promise.all([
      import('../app/yaml-diff-entries.js'),
      import('../render/yaml-diff.js'),
    ]);
    out.write(`${renderYamlDiff(makeYamlDiffEntries(plan.changes), out.palette)}\n`);
  }
  out.write(renderPlanText(plan, { palette: out.palette, verb: options.verb, ...widthOf(out.width) }));
}

function widthOf(width: number | undefined): { width?: number } {
  return width === undefined ? {} : { width };
}
