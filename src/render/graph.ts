import type { Operation, OrderReason } from '../model/operation.js';
import { orderReasonText } from '../plan/order-rules.js';
import { escapeText } from './escape-text.js';

/** How operations and what they wait for can be drawn. */
export type GraphFormat = 'mermaid' | 'dot';

/** Mermaid refuses to draw more edges than this unless its settings allow it. */
export const MOST_MERMAID_EDGES = 500;

const NOTHING = 'No changes.';

/**
 * Draws operations as the source text of a graph: an arrow leads from what comes first to what waits for it, and says
 * why; a dashed one is a preference, which is never the reason for skipping something. A legend spells the reasons out.
 */
export function renderGraph(operations: readonly Operation[], format: GraphFormat): string {
  const lines = format === 'mermaid' ? drawMermaid(operations) : drawDot(operations);
  return `${lines.join('\n')}\n`;
}

/** How many arrows a graph of these operations has. */
export function countEdges(operations: readonly Operation[]): number {
  return operations.reduce((count, { after }) => count + after.length, 0);
}

function drawMermaid(operations: readonly Operation[]): string[] {
  const text = (words: string) =>
    `"${escapeText(words).replace(/[^\p{L}\p{M}\p{N} .,:;@_+'()/…→-]/gu, mermaidEntity)}"`;
  const nodes = numberNodes(operations);
  return [
    'flowchart LR',
    ...(operations.length === 0 ? [`  nothing[${text(NOTHING)}]`] : []),
    ...operations.map(({ id, summary }) => `  ${nodes.get(id)}[${text(summary)}]`),
    ...edgesOf(operations).map(({ from, to, reason, isSoft }) => {
      const arrow = isSoft ? '-.->' : '-->';
      return `  ${nodes.get(from)} ${arrow}|${text(wordsOf(reason))}| ${nodes.get(to)}`;
    }),
    ...legendOf(operations, (entries) => [
      `  subgraph why[${text('Why')}]`,
      ...entries.map(([reason, sentence], index) => `    why${index + 1}[${text(`${wordsOf(reason)}: ${sentence}`)}]`),
      '  end',
    ]),
  ];
}

/** Everything that is not plainly text is written as a numbered entity: Mermaid takes brackets, quotes and # as its own. */
function mermaidEntity(character: string): string {
  return `#${character.codePointAt(0)};`;
}

function drawDot(operations: readonly Operation[]): string[] {
  const text = (words: string) => `"${escapeText(words).replace(/["\\]/g, (character) => `\\${character}`)}"`;
  const nodes = numberNodes(operations);
  return [
    'digraph plan {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...(operations.length === 0 ? [`  nothing [label=${text(NOTHING)}];`] : []),
    ...operations.map(({ id, summary }) => `  ${nodes.get(id)} [label=${text(summary)}, tooltip=${text(id)}];`),
    ...edgesOf(operations).map(({ from, to, reason, isSoft }) => {
      const style = isSoft ? ', style=dashed' : '';
      const label = `label=${text(wordsOf(reason))}, tooltip=${text(orderReasonText[reason])}${style}`;
      return `  ${nodes.get(from)} -> ${nodes.get(to)} [${label}];`;
    }),
    ...legendOf(operations, (entries) => [
      '  subgraph cluster_why {',
      `    label=${text('Why')};`,
      ...entries.map(
        ([reason, sentence], index) =>
          `    why${index + 1} [shape=plaintext, label=${text(`${wordsOf(reason)}: ${sentence}`)}];`,
      ),
      '  }',
    ]),
    '}',
  ];
}

function numberNodes(operations: readonly Operation[]): ReadonlyMap<string, string> {
  return new Map(operations.map(({ id }, index) => [id, `n${index + 1}`]));
}

function edgesOf(operations: readonly Operation[]) {
  return operations.flatMap((operation) =>
    operation.after.map(({ id, reason, isSoft }) => ({ from: id, to: operation.id, reason, isSoft })),
  );
}

function legendOf(
  operations: readonly Operation[],
  draw: (entries: readonly (readonly [OrderReason, string])[]) => readonly string[],
): readonly string[] {
  const used = new Set(operations.flatMap(({ after }) => after.map(({ reason }) => reason)));
  return used.size === 0 ? [] : draw([...used].sort().map((reason) => [reason, orderReasonText[reason]] as const));
}

function wordsOf(reason: OrderReason): string {
  return reason.replaceAll('-', ' ');
}
