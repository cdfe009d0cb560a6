import type { ExplainedDifference } from '../plan/drift-cause.js';
import type { DriftReport } from '../plan/drift-report.js';
import type { Palette } from './colour.js';
import { describeDriftNotes } from './drift-notes.js';
import { type DriftRow, type DriftTable, type DriftView, makeDriftView } from './drift-view.js';
import { describeCause, describeSides, driftEffectLabels, formatLogTime, isOwnChoice } from './drift-words.js';
import { escapeText, quoteText } from './escape-text.js';
import { nameOf } from './named-lists.js';
import { countOf, DEFAULT_WIDTH, HANGING_INDENT, joinWords, wrapList, wrapProse } from './prose.js';

export interface DriftTextOptions {
  readonly palette: Palette;
  /** Columns that sentences are wrapped at. */
  readonly width?: number | undefined;
}

/** Those whom no file names are told by name up to here. */
const NAMED_AT_MOST = 20;

/**
 * Writes drift for the terminal: what it means for people, each difference with who made it, and both answers to it. Ends
 * in a newline; nothing that differs is left out.
 */
export function renderDriftText(report: DriftReport, { palette, width = DEFAULT_WIDTH }: DriftTextOptions): string {
  const writer = new DriftWriter(report, palette, width);
  return `${writer
    .write()
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]))
    .join('\n')}\n`;
}

class DriftWriter {
  private readonly view: DriftView;

  constructor(
    private readonly report: DriftReport,
    private readonly palette: Palette,
    private readonly width: number,
  ) {
    this.view = makeDriftView(report);
  }

  write(): string[][] {
    const { differences, file } = this.report;
    const { added, bold } = this.palette;
    const clean = [`${added(bold('No drift.'))} ${bold(`The team matches ${escapeText(file)}.`)}`];
    if (differences.length === 0) return [clean, ...this.unmanaged()];
    return [
      this.heading(),
      ...this.view.tables.map((table) => this.table(table)),
      ...this.notes(),
      ...this.unmanaged(),
      this.answers(),
      [`Fingerprint: ${escapeText(this.report.digest)}`],
    ];
  }

  private heading(): string[] {
    const { team, file, differences } = this.report;
    const ways = countOf(differences.length, 'way');
    const start = `The Dropbox team ${quoteText(team.name)} differs from ${escapeText(file)} in ${ways}:`;
    return [`${this.palette.alarming('Drift.')} ${start}`, ...wrapProse(`${this.view.verdict}.`, this.width)];
  }

  private table({ effect, rows }: DriftTable): string[] {
    return [this.palette.bold(`${driftEffectLabels[effect]}:`), ...rows.flatMap((row) => this.row(row))];
  }

  private row({ who, differences }: DriftRow): string[] {
    const [{ source, cause }] = differences;
    const { changed, dim } = this.palette;
    const place = source === null ? '' : dim(`  # ${escapeText(source.file)}:${source.line}`);
    const sides = differences.map((difference) => describeSides(difference, quoteText));
    const reasons = differences.flatMap(({ reason }) => reason ?? []);
    return [
      `  ${changed('~')} ${escapeText(who)}${place}`,
      ...this.detail(`team: ${sides.map(({ live }) => live).join('; ')}`),
      ...this.detail(`file: ${sides.map(({ file }) => file).join('; ')}`),
      ...[...new Set(reasons)].map((reason) => `      (${escapeText(reason)})`),
      ...this.detail(`by:   ${describeCause(cause, quoteName, formatAt)}`),
      ...(differences.some(isOwnChoice) ? [`      ${changed('Ask before you undo it.')}`] : []),
    ];
  }

  /** What follows a label of six columns. */
  private detail(text: string): string[] {
    return wrapProse(`      ${text}`, this.width, '            ');
  }

  private notes(): string[][] {
    const notes = describeDriftNotes(this.report, this.view, escapeText, formatAt);
    return notes.length === 0 ? [] : [notes.flatMap((note) => wrapProse(`Note: ${note}`, this.width, HANGING_INDENT))];
  }

  private unmanaged(): string[][] {
    const { unmanaged } = this.report;
    const list = (kind: ExplainedDifference['kind'], label: string) => {
      const found = unmanaged.filter((one) => one.kind === kind).map((one) => this.newcomer(one));
      if (found.length === 0) return [];
      const shown = found.slice(0, NAMED_AT_MOST);
      const more = found.length > shown.length ? [`and ${found.length - shown.length} more`] : [];
      return wrapList(label, [...shown, ...more], this.width, HANGING_INDENT);
    };
    const lines = [
      ...list('member', 'Members in no file, left alone'),
      ...list('group', 'Groups in no file, left alone'),
    ];
    return lines.length === 0 ? [] : [lines];
  }

  private newcomer(resource: ExplainedDifference): string {
    const name = escapeText(nameOf(resource));
    if (resource.cause.tag !== 'logged') return name;
    return `${name} (${describeCause(resource.cause, quoteName, formatAt)})`;
  }

  private answers(): string[] {
    const { revert, file } = this.report;
    const operations = countOf(revert.operations, 'operation');
    const refused = `would be refused now by ${joinWords(revert.refusedBy.map(escapeText))}: see rollcall plan`;
    const allowed =
      revert.operations === 0 ? 'undoes none of it now' : `undoes all that is left, with ${operations} now`;
    const undo = revert.refusedBy.length > 0 ? refused : allowed;
    return [
      this.palette.bold('Two answers, and both can be given:'),
      ...wrapProse(
        `  Keep:  rollcall drift --adopt [NAME...] writes what the team is into ${escapeText(file)}; --format patch shows how.`,
        this.width,
        '         ',
      ),
      ...wrapProse(`  Undo:  rollcall apply ${undo}. Adopt first whatever is to stay.`, this.width, '         '),
    ];
  }
}

/** Where a name of several words ends has to be seen. */
function quoteName(name: string): string {
  return name.includes(' ') ? quoteText(name) : escapeText(name);
}

function formatAt(at: string): string {
  return escapeText(formatLogTime(at));
}
