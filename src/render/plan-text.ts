import type { Finding, Plan } from '../model/plan.js';
import type { Marker } from './attribute-rows.js';
import { renderBlock, renderWithdrawal } from './block-text.js';
import type { Palette } from './colour.js';
import { escapeText, quoteText } from './escape-text.js';
import { type NamedEntry, type NamedLists, namedListLabels } from './named-lists.js';
import { type BlockView, type Count, makePlanView, type PlanView } from './plan-view.js';
import { countOf, DEFAULT_WIDTH, HANGING_INDENT, wrapList, wrapPieces, wrapProse } from './prose.js';

export interface PlanTextOptions {
  readonly palette: Palette;
  /** Columns that sentences are wrapped at; the blocks' lines never are. */
  readonly width?: number | undefined;
  /** Whether the plan is only shown, or about to be carried out; decides the words of a refusal. */
  readonly verb?: 'plan' | 'apply';
}

/**
 * Writes a plan for the terminal and for logs, after Terraform's: legend, one block per member or group, summary, then
 * by name whoever loses access or gains power, then what the guards found. Ends in a newline. Whoever loses something
 * is never left out, and nothing is cut short. Equal plans give equal bytes.
 */
export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const writer = new PlanWriter(makePlanView(plan), options);
  return `${writer.write().join('\n')}\n`;
}

const legend = { '+': 'add', '~': 'change in place', '-': 'remove' } as const satisfies Record<Marker, string>;

class PlanWriter {
  private readonly palette: Palette;
  private readonly width: number;
  private readonly verb: 'plan' | 'apply';

  constructor(
    private readonly view: PlanView,
    { palette, width = DEFAULT_WIDTH, verb = 'plan' }: PlanTextOptions,
  ) {
    this.palette = palette;
    this.width = width;
    this.verb = verb;
  }

  write(): string[] {
    const sections =
      this.view.blocks.length === 0
        ? [this.nothing(), ...this.withdrawn()]
        : [this.legend(), ...this.blocks(), this.summary()];
    return [...sections, ...this.findings()].flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  }

  private nothing(): string[] {
    const { bold, added, alarming } = this.palette;
    const errors = this.view.errors.length;
    if (errors > 0) {
      return [`${alarming('Nothing is planned:')} see the ${errors === 1 ? 'error' : `${errors} errors`} below.`];
    }
    return [`${added(bold('No changes.'))} ${bold(`The team matches ${escapeText(this.view.file)}.`)}`];
  }

  private legend(): string[] {
    const { view } = this;
    const occurring = new Set(view.blocks.map(({ marker }) => marker));
    const intro = [
      // One piece, so that no line can begin with a name that somebody else chose.
      `Rollcall compared ${escapeText(view.file)}`,
      ...'with the Dropbox team'.split(' '),
      quoteText(view.team.name),
      ...'and made the following plan. Actions are indicated with these symbols:'.split(' '),
    ];
    return [
      ...wrapPieces(intro, this.width),
      ...(['+', '~', '-'] as const)
        .filter((marker) => occurring.has(marker))
        .map((marker) => `  ${this.paintMarker(marker)} ${legend[marker]}`),
    ];
  }

  private paintMarker(marker: Marker): string {
    const { added, changed, removed } = this.palette;
    return { '+': added, '~': changed, '-': removed }[marker](marker);
  }

  private blocks(): string[][] {
    const isRefused = this.view.errors.length > 0;
    const heading = isRefused
      ? 'Rollcall planned the following actions, but they are refused (see the end):'
      : 'Rollcall will perform the following actions:';
    const { base } = this.view;
    if (base === null) return [wrapProse(heading, this.width), ...this.renderBlocks(this.view.blocks)];
    const [bold, before] = [this.palette.bold, escapeText(base.file)];
    const nothing = `Nothing: every change below was due before it, by ${before}.`;
    return [
      wrapProse(heading, this.width),
      [bold('Caused by this change of the file:'), ...(base.caused.length === 0 ? [`  ${nothing}`] : [])],
      ...this.renderBlocks(base.caused),
      ...(base.drifted.length === 0 ? [] : [[bold('Already different before it:'), `  ${before} leads to these too.`]]),
      ...this.renderBlocks(base.drifted),
      ...this.withdrawn(),
    ];
  }

  private renderBlocks(blocks: readonly BlockView[]): string[][] {
    return blocks.map((block) => renderBlock(block, this.palette));
  }

  /** What the file before would have done: nothing happens, so one line each is enough. */
  private withdrawn(): string[][] {
    const { base } = this.view;
    if (base === null || base.withdrawn.length === 0) return [];
    const lines = base.withdrawn.map((block) => `  ${renderWithdrawal(block)}`);
    return [[this.palette.bold(`No longer asked for (${escapeText(base.file)} would do it):`), ...lines]];
  }

  private summary(): string[] {
    const { counts, lists, licences, digest } = this.view;
    const { bold } = this.palette;
    const members = counts.members.length === 0 ? 'members stay as they are.' : sentence(counts.members);
    const names = Object.keys(namedListLabels) as (keyof NamedLists)[];
    return [
      `${bold('Plan:')} ${members}`,
      ...this.causes(),
      ...(counts.groups.length === 0 ? [] : [`Groups: ${sentence(counts.groups)}`]),
      ...(counts.memberships.length === 0 ? [] : [`Memberships: ${sentence(counts.memberships)}`]),
      ...names.flatMap((name) => this.list(name, lists[name])),
      `Licences: ${describeLicences(licences)}`,
      `Digest: ${escapeText(digest)}`,
    ];
  }

  private causes(): string[] {
    const { base } = this.view;
    if (base === null) return [];
    const { caused, drifted, withdrawn } = base;
    const ends = withdrawn.length === 0 ? '' : ` No longer asked for: ${withdrawn.length}.`;
    return [`Members and groups: ${caused.length} by this change, ${drifted.length} already different.${ends}`];
  }

  private list(name: keyof NamedLists, entries: readonly NamedEntry[]): string[] {
    if (entries.length === 0) return [];
    const label = namedListLabels[name];
    const arrow = name === 'changesAddress';
    const texts = entries.map((entry) => describeEntry(entry, arrow));
    const [first = '', ...rest] = wrapList(label, texts, this.width, HANGING_INDENT);
    const paint = name === 'losesAccess' || name === 'groupsDeleted' ? this.palette.alarming : this.palette.bold;
    return [paint(`${label}:`) + first.slice(label.length + 1), ...rest];
  }

  private findings(): string[][] {
    const { errors, warnings, notes } = this.view;
    const { alarming, changed, bold } = this.palette;
    return [
      ...errors.map((finding) => this.finding('Error', alarming, finding)),
      ...warnings.map((finding) => this.finding('Warning', (text) => bold(changed(text)), finding)),
      ...(notes.length === 0 ? [] : [notes.flatMap((finding) => this.finding('Note', bold, finding))]),
      ...(errors.length === 0 || this.view.blocks.length === 0 ? [] : [this.refusal()]),
    ];
  }

  private finding(label: string, paint: (text: string) => string, { message, source }: Finding): string[] {
    const place = source === null ? '' : ` (${escapeText(source.file)}:${source.line})`;
    const [first = '', ...rest] = wrapProse(`${label}: ${escapeText(message)}${place}`, this.width, HANGING_INDENT);
    return [paint(`${label}:`) + first.slice(label.length + 1), ...rest];
  }

  private refusal(): string[] {
    const found = countOf(this.view.errors.length, 'error');
    const consequence = this.verb === 'apply' ? 'nothing is carried out' : 'apply would carry out nothing';
    return [this.palette.alarming(`Refused: ${found}, so ${consequence}.`)];
  }
}

function sentence(counts: readonly Count[]): string {
  return `${counts.map(({ count, what }) => `${count} ${what}`).join(', ')}.`;
}

function describeEntry({ name, notes }: NamedEntry, isArrow: boolean): string {
  const text = notes.map(escapeText).join(', ');
  if (isArrow) return `${escapeText(name)} -> ${text}`;
  return text === '' ? escapeText(name) : `${escapeText(name)} (${text})`;
}

function describeLicences({ before, after, available }: Plan['licences']): string {
  const used = before === after ? `${after}` : `${before} -> ${after}`;
  // A team that reports no licences at all does not count them.
  if (available === 0) return `${used}.`;
  const short = after > available ? ` (${after - available} too many)` : '';
  return `${used} of ${available}${short}.`;
}
