import type { Operation, OrderReason } from '../../model/operation.js';
import { orderReasonText } from '../../plan/order-rules.js';
import { countOf } from '../prose.js';
import { escapeHtml } from './escape-html.js';

/** What is drawn of an operation; one that went wrong stands out. */
export type DrawnOperation = Pick<Operation, 'id' | 'summary' | 'after'> & {
  readonly kind: string;
  readonly hasFailed?: boolean;
};

/** More operations than this are drawn by their kinds: nobody can follow so many arrows. */
const MOST_DRAWN = 60;

interface Node {
  readonly id: string;
  readonly label: string;
  readonly layer: number;
  readonly hasFailed: boolean;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly OrderReason[];
  readonly isSoft: boolean;
}

/**
 * Draws which operations wait for which, in columns from left to right, as an SVG with the reasons spelt out below it.
 * Operations that neither wait nor are waited for are counted, not drawn. Empty where nothing waits.
 */
export function renderOrderGraph(operations: readonly DrawnOperation[]): string[] {
  const tied = tiedOperations(operations);
  if (tied.length === 0) return [];
  const isDetailed = tied.length <= MOST_DRAWN;
  const { nodes, edges } = isDetailed ? detailed(tied) : byKind(tied);
  const free = operations.length - tied.length;
  const intro = [
    isDetailed ? '' : `${tied.length} operations are too many to draw one by one; they are drawn by kind.`,
    free === 0
      ? ''
      : `${countOf(free, 'operation waits', 'operations wait')} for nothing, and nothing waits for ${free === 1 ? 'it' : 'them'}.`,
    'An arrow leads from what is done first to what waits for it; a dashed one is a preference.',
  ].filter((sentence) => sentence !== '');
  const reasons = [...new Set(edges.flatMap((edge) => edge.reasons))].sort();
  return [
    `<p>${intro.join(' ')}</p>`,
    '<div class="scroll" role="region" aria-label="Order of operations" tabindex="0">',
    drawSvg(nodes, edges, countOf(tied.length, 'operation')),
    '</div>',
    '<ul class="why">',
    ...reasons.map(
      (reason) => `<li><b>${reason.replaceAll('-', ' ')}</b>: ${escapeHtml(orderReasonText[reason])}</li>`,
    ),
    '</ul>',
  ];
}

function tiedOperations(operations: readonly DrawnOperation[]): DrawnOperation[] {
  const awaited = new Set(operations.flatMap(({ after }) => after.map(({ id }) => id)));
  return operations.filter(({ id, after }) => after.length > 0 || awaited.has(id));
}

function detailed(operations: readonly DrawnOperation[]): { nodes: Node[]; edges: Edge[] } {
  const edges = operations.flatMap(({ id: to, after }) =>
    after.map(({ id: from, reason, isSoft }) => ({ from, to, reasons: [reason], isSoft })),
  );
  const names = operations.map(({ id, summary, hasFailed = false }) => ({ id, label: summary, hasFailed }));
  return { nodes: layered(names, edges), edges };
}

function byKind(operations: readonly DrawnOperation[]): { nodes: Node[]; edges: Edge[] } {
  const kindOf = new Map(operations.map(({ id, kind }) => [id, kind]));
  const counts = new Map<string, number>();
  const edges = new Map<string, { from: string; to: string; reasons: Set<OrderReason>; isSoft: boolean }>();
  for (const { kind: to, after } of operations) {
    counts.set(to, (counts.get(to) ?? 0) + 1);
    for (const { id, reason, isSoft } of after) {
      const from = kindOf.get(id);
      if (from === undefined || from === to) continue;
      const known = edges.get(`${from} ${to}`);
      if (known === undefined) edges.set(`${from} ${to}`, { from, to, reasons: new Set([reason]), isSoft });
      else {
        known.reasons.add(reason);
        known.isSoft &&= isSoft;
      }
    }
  }
  const found = [...edges.values()].map((edge) => ({ ...edge, reasons: [...edge.reasons] }));
  const names = [...counts].map(([id, count]) => ({
    id,
    label: `${count} × ${id.replace(/[._]/g, ' ')}`,
    hasFailed: operations.some((one) => one.kind === id && one.hasFailed === true),
  }));
  return { nodes: layered(names, found), edges: found };
}

/** Each as far right as its longest way; names come in an order that may be carried out, so edges back are left out. */
function layered(names: readonly Omit<Node, 'layer'>[], edges: readonly Edge[]): Node[] {
  const rank = new Map(names.map(({ id }, index) => [id, index]));
  const layers = new Map<string, number>();
  const incoming = new Map<string, Edge[]>();
  for (const edge of edges) incoming.set(edge.to, [...(incoming.get(edge.to) ?? []), edge]);
  return names.map((name, index) => {
    const { id } = name;
    const earlier = (incoming.get(id) ?? []).filter(({ from }) => (rank.get(from) ?? index) < index);
    const layer = earlier.reduce((most, { from }) => Math.max(most, (layers.get(from) ?? 0) + 1), 0);
    layers.set(id, layer);
    return { ...name, layer };
  });
}

const BOX = { width: 250, height: 30, gapX: 70, gapY: 12 } as const;
/** What fits in a box; the whole text is its title. */
const MOST_IN_BOX = 38;

function drawSvg(nodes: readonly Node[], edges: readonly Edge[], what: string): string {
  const rows = new Map<number, number>();
  const places = new Map(
    nodes.map(({ id, layer }) => {
      const row = rows.get(layer) ?? 0;
      rows.set(layer, row + 1);
      return [id, { x: 4 + layer * (BOX.width + BOX.gapX), y: 4 + row * (BOX.height + BOX.gapY) }] as const;
    }),
  );
  const width = 8 + rows.size * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = 8 + Math.max(...rows.values()) * (BOX.height + BOX.gapY) - BOX.gapY;
  const arrows = edges.flatMap(({ from, to, reasons, isSoft }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (start === undefined || end === undefined) return [];
    const [x1, y1] = [start.x + BOX.width, start.y + BOX.height / 2];
    const [x2, y2] = [end.x - 2, end.y + BOX.height / 2];
    const bend = Math.max(30, (x2 - x1) / 2);
    const title = escapeHtml(reasons.map((reason) => reason.replaceAll('-', ' ')).join(', '));
    const path = `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    return [`<path d="${path}"${isSoft ? ' class="soft"' : ''} marker-end="url(#tip)"><title>${title}</title></path>`];
  });
  const boxes = nodes.flatMap(({ id, label, hasFailed }) => {
    const place = places.get(id);
    if (place === undefined) return [];
    const letters = [...label];
    const short = letters.length > MOST_IN_BOX ? `${letters.slice(0, MOST_IN_BOX - 1).join('')}…` : label;
    return [
      `<g><title>${escapeHtml(label)}</title><rect x="${place.x}" y="${place.y}" width="${BOX.width}" height="${BOX.height}" rx="6"${hasFailed ? ' class="failed"' : ''}/>` +
        `<text x="${place.x + 8}" y="${place.y + 20}">${escapeHtml(short)}</text></g>`,
    ];
  });
  return [
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The order of ${what}; each change below says what it waits for.">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    ...arrows,
    ...boxes,
    '</svg>',
  ].join('\n');
}
