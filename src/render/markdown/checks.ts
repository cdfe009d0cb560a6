import { type CheckRow, type CheckVerdict, countChecks } from '../check-rows.js';
import type { Section } from './budget.js';
import { details, fixed } from './document.js';

const signs = { failed: '⛔', overridden: '⚠️', passed: '✅' } as const satisfies Record<CheckVerdict, string>;

/** What the guards found, folded: those that refuse stand above, with their reasons. */
export function checkSection(rows: readonly CheckRow[]): Section {
  if (rows.length === 0) return fixed('');
  const lines = rows.map(({ verdict, what, result }) => `| ${signs[verdict]} ${what} | ${result} |`);
  const summary = `Checks: ${countChecks(rows)}`;
  const table = ['| Check | Result |', '| --- | --- |', ...lines].join('\n');
  return { forms: [details(summary, table), `${summary}.`], rank: 0 };
}
