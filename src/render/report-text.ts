import type { OperationResult, Report } from '../apply/report.js';
import type { FailureReason } from '../provider.js';
import type { Palette } from './colour.js';
import { escapeText } from './escape-text.js';
import { describeFailure } from './failure-words.js';
import { countOf, DEFAULT_WIDTH, wrapProse } from './prose.js';

export interface ReportTextOptions {
  readonly palette: Palette;
  /** The team file as the user named it, for the command to run next. */
  readonly file: string;
  readonly durationMs?: number | undefined;
  readonly width?: number | undefined;
}

/**
 * Writes what a run did, for the person who has to act on it: the verdict, each failure with its cause and what to do,
 * what was skipped because of which failure, what an interruption left, and the next step. Names are never left out;
 * what succeeded is only counted. Ends in a newline.
 */
export function renderReportText(report: Report, options: ReportTextOptions): string {
  const writer = new ReportWriter(report, options);
  return `${writer.write().join('\n')}\n`;
}

type Failed = OperationResult & { readonly result: { readonly tag: 'failed' } };

class ReportWriter {
  private readonly palette: Palette;
  private readonly width: number;
  private readonly failed: readonly Failed[];
  private readonly skipped: ReadonlyMap<string, readonly OperationResult[]>;
  private readonly interrupted: readonly OperationResult[];

  constructor(
    private readonly report: Report,
    private readonly options: ReportTextOptions,
  ) {
    this.palette = options.palette;
    this.width = options.width ?? DEFAULT_WIDTH;
    this.failed = report.results.filter((one): one is Failed => one.result.tag === 'failed');
    this.skipped = skippedByCause(report);
    this.interrupted = report.results.filter(
      ({ result }) => result.tag === 'skipped' && result.cause.tag === 'interrupted',
    );
  }

  write(): string[] {
    const sections = [this.verdict(), ...this.failures(), ...this.skips(), ...this.leftovers(), ...this.next()];
    return sections.flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  }

  private verdict(): string[] {
    const { failed, succeeded, alreadyDone, skipped } = this.report.counts;
    const { bold, added, changed, alarming } = this.palette;
    const done = succeeded + alreadyDone;
    const paint = failed + skipped === 0 ? added : done === 0 ? alarming : changed;
    const verdict = this.verdictWord();
    const took = this.options.durationMs === undefined ? '' : ` It took ${formatDuration(this.options.durationMs)}.`;
    const [first = '', ...rest] = wrapProse(`${verdict}${this.counts()}${took}`, this.width);
    return [bold(paint(verdict)) + first.slice(verdict.length), ...rest];
  }

  private verdictWord(): string {
    const { failed, succeeded, alreadyDone, skipped } = this.report.counts;
    if (this.report.wasInterrupted) return 'Interrupted:';
    if (failed + skipped === 0) return succeeded + alreadyDone === 0 ? 'Nothing to do.' : 'Applied.';
    return succeeded + alreadyDone === 0 ? 'Not applied:' : 'Applied in part:';
  }

  private counts(): string {
    const { failed, succeeded, alreadyDone } = this.report.counts;
    const notStarted = this.interrupted.length;
    const skipped = this.report.counts.skipped - notStarted;
    const was = (count: number) => (count === 1 ? 'was' : 'were');
    const parts: readonly (readonly [number, string])[] = [
      [succeeded, 'succeeded'],
      [alreadyDone, `${was(alreadyDone)} already done`],
      [failed, 'failed'],
      [skipped, `${was(skipped)} skipped`],
      [notStarted, `${was(notStarted)} not started`],
    ];
    const told = parts.filter(([count]) => count > 0);
    if (told.length === 0) return '';
    // The first number says what is counted.
    const counts = told
      .map(([count, verb], index) => `${index === 0 ? countOf(count, 'operation') : count} ${verb}`)
      .join(', ');
    return ` ${counts}.`;
  }

  private failures(): string[][] {
    if (this.failed.length === 0) return [];
    const { alarming } = this.palette;
    const [first = [], ...rest] = groupByReason(this.failed).map((group) => this.failure(group));
    return [[alarming('Failed:'), ...first], ...rest];
  }

  /** What failed for one and the same reason is told together: two hundred people, one missing licence. */
  private failure(group: readonly Failed[]): string[] {
    const [first] = group;
    if (first === undefined) return [];
    const { reason } = first.result;
    const requestIds = [...new Set(group.flatMap(({ result }) => result.reason.requestId ?? []))];
    return [
      ...group.map(({ operation }) => `  ${this.palette.removed('-')} ${escapeText(operation.summary)}`),
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
    if (this.skipped.size === 0) return [];
    const summaries = new Map(this.report.results.map(({ operation }) => [operation.id, operation.summary]));
    return [...this.skipped].map(([rootId, results]) => {
      const cause = `because of "${escapeText(summaries.get(rootId) ?? rootId)}":`;
      return [`${this.palette.changed('Skipped')} ${cause}`, ...this.names(results)];
    });
  }

  private leftovers(): string[][] {
    if (this.interrupted.length === 0) return [];
    return [
      [`${this.palette.changed('Not started')} because the run was interrupted:`, ...this.names(this.interrupted)],
    ];
  }

  private names(results: readonly OperationResult[]): string[] {
    return results.map(({ operation }) => `  - ${escapeText(operation.summary)}`);
  }

  private next(): string[][] {
    const { failed, skipped } = this.report.counts;
    if (failed + skipped === 0) return [];
    const file = escapeText(this.options.file);
    const command = file === 'team.yaml' ? 'rollcall apply' : `rollcall apply -f ${file}`;
    const first = failed > 0 ? `Put right what failed, then run ${command} again` : `Run ${command} again`;
    return [wrapProse(`${first}: it reads the team first and does only what is still missing.`, this.width)];
  }
}

function skippedByCause(report: Report): ReadonlyMap<string, readonly OperationResult[]> {
  const byCause = new Map<string, OperationResult[]>();
  for (const one of report.results) {
    if (one.result.tag !== 'skipped' || one.result.cause.tag !== 'dependency') continue;
    const known = byCause.get(one.result.cause.operationId);
    if (known === undefined) byCause.set(one.result.cause.operationId, [one]);
    else known.push(one);
  }
  return byCause;
}

function groupByReason(failed: readonly Failed[]): readonly (readonly Failed[])[] {
  const groups = new Map<string, Failed[]>();
  for (const one of failed) {
    const key = reasonKey(one.result.reason);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function reasonKey({ tag, message, advice }: FailureReason): string {
  return JSON.stringify([tag, message, advice]);
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
