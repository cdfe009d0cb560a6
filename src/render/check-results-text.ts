import type { CheckFinding, CheckResult, CheckStatus } from '../model/check-result.js';
import { formatPosition } from '../model/source-position.js';
import type { Palette } from './colour.js';
import { escapeText } from './escape-text.js';
import { countOf, DEFAULT_WIDTH, wrapProse } from './prose.js';

const words = {
  ok: 'ok',
  warning: 'warning',
  problem: 'problem',
  unseen: 'cannot see',
} as const satisfies Record<CheckStatus, string>;

const INDENT = '    ';

/** Writes what checks say, a line each, and below each one that is not well what to do and why. */
export function renderCheckResults(
  results: readonly CheckResult[],
  { palette, width = DEFAULT_WIDTH }: { readonly palette: Palette; readonly width?: number | undefined },
): string {
  const status = Math.max(...Object.values(words).map((word) => word.length));
  const name = Math.max(...results.map(({ id }) => id.length));
  const lines = results.flatMap((result) => {
    const head = `${words[result.status].padEnd(status)}  ${result.id.padEnd(name)}`;
    const painted = paintOf(result.status, palette)(head);
    const said = result.findings.length === 0 ? [result.summary] : [];
    return [
      ...(said.length === 0 ? [painted.trimEnd()] : startingWith(painted, head.length, said[0] ?? '', width)),
      ...result.findings.flatMap((finding) => renderFinding(finding, palette, width)),
      ...(result.findings.length === 0 ? [] : wrapProse(`${INDENT}Why: ${result.why}`, width, INDENT)),
    ];
  });
  return `${lines.join('\n')}\n\n${summarise(results)}\n`;
}

/** Puts a sentence behind its head; below it where there is no room. */
function startingWith(painted: string, headWidth: number, sentence: string, width: number): string[] {
  const text = escapeText(sentence);
  if (headWidth + 2 + text.length <= width) return [`${painted}  ${text}`];
  return [painted.trimEnd(), ...wrapProse(`${INDENT}${text}`, width, INDENT)];
}

function renderFinding({ found, mend, position }: CheckFinding, palette: Palette, width: number): string[] {
  const place = position === null ? [] : [`${INDENT}${palette.place(escapeText(formatPosition(position)))}`];
  return [
    ...place,
    ...wrapProse(`${INDENT}${escapeText(found)}`, width, INDENT),
    ...wrapProse(`${INDENT}${escapeText(mend)}`, width, INDENT),
  ];
}

function paintOf(status: CheckStatus, palette: Palette): (text: string) => string {
  return { ok: palette.added, warning: palette.changed, problem: palette.alarming, unseen: palette.dim }[status];
}

function summarise(results: readonly CheckResult[]): string {
  const count = (status: CheckStatus) => results.filter((result) => result.status === status).length;
  const parts = [
    count('problem') === 0 ? 'No problem' : countOf(count('problem'), 'problem'),
    countOf(count('warning'), 'warning'),
    `${count('ok')} ok`,
    ...(count('unseen') === 0 ? [] : [`${count('unseen')} that cannot be seen from here`]),
  ];
  return `${parts.join(', ')}.`;
}
