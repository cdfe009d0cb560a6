import { assertNever } from '../model/assert-never.js';
import type { Json } from '../model/plan.js';
import type { AttributeRow, Marker, MembershipRow } from './attribute-rows.js';
import type { Palette } from './colour.js';
import { displayWidth, padEndTo } from './display-width.js';
import { escapeText, quoteText } from './escape-text.js';
import type { BlockView, Verb } from './plan-view.js';
import { countOf, joinWords } from './prose.js';

/** Writes the block of one member or group the way Terraform does. Its lines are never wrapped. */
export function renderBlock(block: BlockView, palette: Palette): string[] {
  const painter = new BlockPainter(palette);
  return [...painter.heading(block), ...painter.body(block)];
}

/** Writes in one line what would have been done to a member or group: `member.bob@acme.com: removed`. Uncoloured. */
export function renderWithdrawal({ kind, address, name, verbs, rows }: BlockView): string {
  const who = name.includes(' ') ? `${kind}.${quoteText(name)}` : escapeText(address);
  const values = rows.flatMap((row) => {
    switch (row.kind) {
      case 'value':
        return [`${escapeText(row.name)} ${plain(row.before)} -> ${plain(row.after)}`];
      case 'set':
        return [`${escapeText(row.name)} ${row.entries.map((one) => one.marker + quoteText(one.value)).join(' ')}`];
      case 'memberships':
        return [row.entries.map(({ marker, email }) => `${marker} ${escapeText(email)}`).join(', ')];
      default:
        return assertNever(row);
    }
  });
  const isWhole = verbs.some(({ words }) => words !== 'changed in place');
  return isWhole || values.length === 0
    ? `${who}: ${joinWords(verbs.map(({ words }) => words))}`
    : `${who}: ${values.join('; ')}`;
}

function plain(value: Json): string {
  return typeof value === 'string' ? quoteText(value) : escapeText(JSON.stringify(value));
}

class BlockPainter {
  constructor(private readonly palette: Palette) {}

  heading({ kind, address, name, verbs, reasons, origins, source }: BlockView): string[] {
    const { bold, dim } = this.palette;
    const place = source === null ? [] : [dim(`  # ${escapeText(source.file)}:${source.line}`)];
    // Unquoted, a group called "Ops will be changed in place" would tell its own story.
    const who = name.includes(' ') ? `${kind}.${quoteText(name)}` : escapeText(address);
    return [
      `${bold(`  # ${who}`)} will be ${this.verbs(verbs)}`,
      ...reasons.map((reason) => `  # (${escapeText(reason)})`),
      ...origins.map((origin) => `  # ${escapeText(origin)}`),
      ...place,
    ];
  }

  body(block: BlockView): string[] {
    const { dim } = this.palette;
    const width = Math.max(0, ...block.rows.map((row) => displayWidth(escapeText(row.name))));
    const hidden =
      block.unchanged === 0 ? [] : [`        ${dim(`# (${countOf(block.unchanged, 'unchanged attribute')} hidden)`)}`];
    const leaving = block.leaving.map((phrase) => `        # ${escapeText(phrase)}`.trimEnd());
    return [
      `  ${this.marker(block.marker)} ${block.kind} ${quoteText(block.name)} {`,
      ...block.rows.flatMap((row) => this.row(row, width)),
      ...hidden,
      ...(leaving.length > 0 && block.rows.length + hidden.length > 0 ? [''] : []),
      ...leaving,
      '    }',
    ];
  }

  private verbs(verbs: readonly Verb[]): string {
    const painted = verbs.map(({ words, isLoss }) => (isLoss ? this.palette.alarming(words) : words));
    return joinWords(painted);
  }

  private row(row: AttributeRow, width: number): string[] {
    const start = `      ${this.marker(row.marker)} ${padEndTo(escapeText(row.name), width)} =`;
    switch (row.kind) {
      case 'value':
        return [`${start} ${this.value(row)}`];
      case 'set': {
        const entries = row.entries.map(({ marker, value }) => `          ${this.marker(marker)} ${quoteText(value)},`);
        const { dim } = this.palette;
        const hidden = `            ${dim(`# (${countOf(row.unchanged, 'unchanged element')} hidden)`)}`;
        return [`${start} [`, ...entries, ...(row.unchanged > 0 ? [hidden] : []), this.closing(']', row.marker)];
      }
      case 'memberships': {
        const columns = Math.max(...row.entries.map(({ email }) => displayWidth(escapeText(email))));
        const entries = row.entries.map((entry) => this.membership(entry, columns));
        return [`${start} {`, ...entries, this.closing('}', row.marker)];
      }
      default:
        return assertNever(row);
    }
  }

  private closing(bracket: string, marker: Marker): string {
    return `        ${bracket}${marker === '-' ? this.palette.dim(' -> null') : ''}`;
  }

  private value({ marker, before, after, unit }: Extract<AttributeRow, { kind: 'value' }>): string {
    const { dim, changed } = this.palette;
    if (marker === '+') return this.scalar(after, unit);
    if (marker === '-') return `${this.scalar(before, unit)}${dim(' -> null')}`;
    return `${this.scalar(before, unit)} ${changed('->')} ${this.scalar(after, unit)}`;
  }

  private scalar(value: Json, unit: string | null): string {
    if (typeof value === 'string') return quoteText(value);
    if (typeof value === 'number' && unit !== null) return `${value} ${unit}`;
    return escapeText(JSON.stringify(value));
  }

  private membership({ marker, email, before, after }: MembershipRow, columns: number): string {
    const start = `          ${this.marker(marker)} `;
    const who = escapeText(email);
    if (after === null) return start + who;
    const access =
      before === null ? escapeText(after) : `${escapeText(before)} ${this.palette.changed('->')} ${escapeText(after)}`;
    return `${start}${padEndTo(who, columns)}  ${access}`;
  }

  private marker(marker: Marker): string {
    switch (marker) {
      case '+':
        return this.palette.added(marker);
      case '~':
        return this.palette.changed(marker);
      case '-':
        return this.palette.removed(marker);
    }
  }
}
