import type { GatedPlan, LeftOut } from '../app/reviewed-gate.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { escapeText } from '../render/escape-text.js';
import { countOf } from '../render/prose.js';
import { NOTHING_CHANGED } from './apply-obstacles.js';
import type { Session } from './session.js';

/** Nobody reviewed what would be done, or not all of it. */
export function tellUnreviewed({ err }: Session, gated: GatedPlan): void {
  const { operations, leftOut } = gated;
  tellUnusable(err.line.bind(err), gated);
  const which = operations.length === 0 ? 'nobody reviewed what would be done' : 'not all of it was reviewed';
  err.line(`Error: ${which}. ${NOTHING_CHANGED}${operations.length === 0 ? '' : ' Not reviewed:'}`);
  if (operations.length > 0) for (const one of leftOut) err.line(`  ${describeLeftOut(one)}`);
  err.line('Open a pull request with this state of the file, or run rollcall plan --out FILE; review that plan, and');
  err.line('apply with it: rollcall apply --reviewed FILE.');
}

/** Tells, before a run begins, what of the plan above will not be carried out. */
export function tellParted({ err }: Session, gated: GatedPlan): void {
  const { operations, leftOut } = gated;
  tellUnusable(err.line.bind(err), gated);
  if (leftOut.length === 0) return;
  const all = operations.length + leftOut.length;
  err.line(
    `Of ${countOf(all, 'operation')}, ${operations.length} will be carried out. Left out, as they were not reviewed:`,
  );
  for (const one of leftOut) err.line(`  ${describeLeftOut(one)}`);
}

/** Tells what was reviewed and needed no run, so that nobody looks for it in the report. */
export function tellAroundRun({ out }: Session, { alreadyDone, withdrawn }: GatedPlan): void {
  const list = (title: string, operations: GatedPlan['alreadyDone']) => {
    if (operations.length === 0) return;
    out.line();
    out.line(title);
    for (const { summary } of operations) out.line(`  - ${escapeText(summary)}`);
  };
  list('Reviewed, and done already before this run:', alreadyDone);
  list('Reviewed, and not asked for by the file any more:', withdrawn);
}

function describeLeftOut({ operation, cause }: LeftOut): string {
  const summary = escapeText(operation.summary);
  switch (cause.tag) {
    case 'unreviewed':
      return summary;
    case 'conflict':
      return `${summary} (reviewed from another value, or to another)`;
    case 'dependency':
      return `${summary} (waits for one that is left out)`;
  }
}

/** Reviewed plans that cannot be made again on this team. */
function tellUnusable(line: (text: string) => void, { unusable }: GatedPlan): void {
  for (const { digest, diagnostics } of unusable) {
    line(`Warning: the reviewed plan ${digest.slice(0, 19)}… permits nothing: ${firstOf(diagnostics)}`);
  }
}

function firstOf([first]: readonly Diagnostic[]): string {
  return escapeText(first?.message ?? 'it cannot be made again on this team.');
}
