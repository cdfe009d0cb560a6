import type { Palette } from './colour.js';
import { escapeText } from './escape-text.js';
import { describeFailure } from './failure-words.js';
import { DEFAULT_WIDTH, wrapProse } from './prose.js';
import {
  describeCounts,
  describeNextStep,
  leftOutWords,
  makeReportView,
  type ReportedFailure,
  type ReportVerdict,
  type ReportView,
  type ShownResult,
  type ShownRun,
} from './report-view.js';

export interface ReportTextOptions {
  readonly palette: Palette;
  /** The team file as the user named it, for the command to run next. */
  readonly file: string;
  /** That command, where it is no apply of the file. */
  readonly again?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly width?: number | undefined;
}

/**
 * Writes what a run did, for the person who has to act on it: the verdict, each failure with its cause and what to do,
 * what was skipped because of which failure, what an interruption left, and the next step. Names are never left out;
 * what succeeded is only counted. Ends in a newline.
 */
export function renderReportText(report: ShownRun, options: ReportTextOptions): string {
  const writer = new ReportWriter(makeReportView(report), options);
  return `${writer.write().join('\n')}\n`;
}

const verdictWords = {
  'nothing-to-do': 'Nothing to do.',
  applied: 'Applied.',
  'applied-in-part': 'Applied in part:',
  'not-applied': 'Not applied:',
  interrupted: 'Interrupted:',
} as const satisfies Record<ReportVerdict, string>;

class ReportWriter {
  private readonly palette: Palette;
  private readonly width: number;

  constructor(
    private readonly view: ReportView,
    private readonly options: ReportTextOptions,
  ) {
    this.palette = options.palette;
    this.width = options.width ?? DEFAULT_WIDTH;
  }

  write(): string[] {
    const sections = [this.verdict(), ...this.failures(), ...this.skips(), ...this.leftovers(), ...this.next()];
    return sections.flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  }

  private verdict(): string[] {
    const { counts } = this.view;
    const { bold, added, changed, alarming } = this.palette;
    const done = counts.succeeded + counts.alreadyDone;
    const paint = done === counts.all ? added : done === 0 ? alarming : changed;
    const verdict = verdictWords[this.view.verdict];
    const told = describeCounts(counts);
    const took = this.options.durationMs === undefined ? '' : ` It took ${formatDuration(this.options.durationMs)}.`;
    const [first = '', ...rest] = wrapProse(`${verdict}${told === '' ? '' : ` ${told}.`}${took}`, this.width);
    return [bold(paint(verdict)) + first.slice(verdict.length), ...rest];
  }

  private failures(): string[][] {
    if (this.view.failures.length === 0) return [];
    const [first = [], ...rest] = this.view.failures.map((failure) => this.failure(failure));
    return [[this.palette.alarming('Failed:'), ...first], ...rest];
  }

  private failure({ reason, results, requestIds }: ReportedFailure): string[] {
    return [
      ...results.map(({ operation }) => `  ${this.palette.removed('-')} ${escapeText(operation.summary)}`),
      ...this.indented(describeFailure(reason)),
      ...this.indented(escapeText(reason.advice)),
      ...(requestIds.length === 0
        ? []
        : this.indented(`Request ${requestIds.length === 1 ? 'id' : 'ids'}: ${requestIds.map(escapeText).join(', ')}`)),
    ];
  }

  private indented(text: string): string[] {
    return wrapProse(text, this.width - 4).map((line) => `    ${line}`);
  }

  private skips(): string[][] {
    return this.view.skips.map(({ because, results }) => [
      `${this.palette.changed('Skipped')} because of "${escapeText(because)}":`,
      ...this.names(results),
    ]);
  }

  private leftovers(): string[][] {
    const { notStarted, leftOut } = this.view;
    const { changed } = this.palette;
    const stopped = [`${changed('Not started')} because the run was interrupted:`, ...this.names(notStarted)];
    return [
      ...(notStarted.length === 0 ? [] : [stopped]),
      ...leftOut.map(({ why, results }) => [`${changed(leftOutWords[why])}:`, ...this.names(results)]),
    ];
  }

  private names(results: readonly ShownResult[]): string[] {
    return results.map(({ operation }) => `  - ${escapeText(operation.summary)}`);
  }

  private next(): string[][] {
    const step = describeNextStep(this.view, this.options.file, this.options.again);
    if (step === null) return [];
    const { before, command, after } = step;
    return [wrapProse(escapeText(`${before} ${command ?? ''} ${after}`.replace(/ {2,}/g, ' ').trim()), this.width)];
  }
}

/** `420 ms`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
