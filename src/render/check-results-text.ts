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

const INDENT = '  ';
/** Columns between two columns of the overview. */
const GAP = 2;

interface Style {
  readonly palette: Palette;
  readonly width?: number | undefined;
}

/** Writes what checks say: a line each, then what to mend and why, then what would have to be seen, then the sum. */
export function renderCheckResults(results: readonly CheckResult[], style: Style): string {
  const bad = (['problem', 'warning'] as const).flatMap((wanted) => results.filter(({ status }) => status === wanted));
  const blocks = [
    renderOverview(results, style),
    ...bad.map((result) => renderBad(result, style)),
    ...renderUnseen(results, style),
    `${summarise(results)}\n`,
  ];
  return blocks.join('\n');
}

/** What every check found, the sentences in a column of their own: they are read one below the other. */
function renderOverview(results: readonly CheckResult[], { width = DEFAULT_WIDTH }: Style): string {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length)) + GAP;
  const statusWidth = widest(Object.values(words));
  const idWidth = widest(results.map(({ id }) => id));
  const lines = results.flatMap(({ status, id, summary }) =>
    wrapProse(
      `${words[status].padEnd(statusWidth)}${id.padEnd(idWidth)}${escapeText(summary)}`,
      width,
      ' '.repeat(statusWidth + idWidth),
    ),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function renderBad({ id, status, why, findings }: CheckResult, style: Style): string {
  const { palette } = style;
  const paint = status === 'problem' ? palette.alarming : palette.changed;
  return [
    `${paint(`${words[status]}:`)} ${palette.bold(id)}`,
    ...groupBy(findings, ({ mend }) => mend).flatMap(([mend, group]) => [
      ...groupBy(group, ({ found }) => found).flatMap(([found, alike]) => renderFound(found, alike, style)),
      ...indented(`To mend: ${mend}`, style),
    ]),
    ...indented(`Why: ${why}`, style),
    '',
  ].join('\n');
}

/** What is told of several findings is told once. */
function groupBy(findings: readonly CheckFinding[], textOf: (finding: CheckFinding) => string) {
  const groups = new Map<string, CheckFinding[]>();
  for (const finding of findings) {
    const group = groups.get(textOf(finding)) ?? [];
    groups.set(textOf(finding), [...group, finding]);
  }
  return [...groups];
}

function renderFound(found: string, alike: readonly CheckFinding[], style: Style): string[] {
  const places = alike.flatMap(({ position }) => (position === null ? [] : [escapeText(formatPosition(position))]));
  return [...places.map((place) => `${INDENT}${style.palette.place(place)}`), ...indented(found, style)];
}

/** What several checks could not see for one reason, told once. */
function renderUnseen(results: readonly CheckResult[], style: Style): string[] {
  const reasons = new Map<string, string[]>();
  for (const { status, id, summary } of results) {
    if (status === 'unseen') reasons.set(summary, [...(reasons.get(summary) ?? []), id]);
  }
  return [...reasons].map(([reason, ids]) =>
    [
      style.palette.bold(`${words.unseen}: ${ids.length === 1 ? ids[0] : `${ids[0]} and ${ids.length - 1} more`}`),
      ...indented(reason, style),
      '',
    ].join('\n'),
  );
}

function indented(sentence: string, { width = DEFAULT_WIDTH }: Style): string[] {
  return wrapProse(`${INDENT}${escapeText(sentence)}`, width, INDENT);
}

function summarise(results: readonly CheckResult[]): string {
  const count = (status: CheckStatus) => results.filter((result) => result.status === status).length;
  const parts = [
    count('problem') === 0 ? 'No problem' : countOf(count('problem'), 'problem'),
    countOf(count('warning'), 'warning'),
    `${count('ok')} ok`,
    ...(count('unseen') === 0 ? [] : [`${count('unseen')} not to be seen from here`]),
  ];
  return `${parts.join(', ')}.`;
}
