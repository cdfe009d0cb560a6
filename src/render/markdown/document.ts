import { fitSections, type Section } from './budget.js';
import { codeSpan } from './code-span.js';
import { formatMinute } from './format-day.js';

/** A text for GitHub. */
export interface Markdown {
  readonly text: string;
  /**
   * False where something that a reviewer has to see was reduced or cut: then nobody can decide by this text, and the
   * command has to fail.
   */
  readonly isComplete: boolean;
}

/** What every text tells of its making, at its end. */
export interface MarkdownOptions {
  /** When the team was read, or the run ended, in milliseconds since the epoch: undo is told by date. */
  readonly now: number;
  readonly rollcallVersion: string;
  /** Address of the CI run, shown only if it looks like one of GitHub's. */
  readonly runUrl?: string | undefined;
  /** Full hash of the commit that was planned, and of the one it is compared with. */
  readonly head?: string | null;
  readonly base?: string | null;
  /** UTF-8 bytes; a comment's by default. */
  readonly mostBytes?: number;
}

/** A section that is never shortened. An empty text is left out. */
export function fixed(text: string): Section {
  return { forms: [text], rank: null };
}

/** A part that is folded at first. The summary is always our own words. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** At most one of each kind stands in a text: alerts lose force. The lines are our own words. */
export function alert(kind: 'CAUTION' | 'WARNING', lines: readonly string[]): string {
  return lines.length === 0 ? '' : `> [!${kind}]\n${lines.map((line) => `> ${line}`).join('\n>\n')}`;
}

/** The commit by its first letters, as GitHub shows it; nothing where it is not known. */
export function shortCommit(commit: string | null | undefined): string | null {
  return commit && /^[0-9a-f]{7,64}$/.test(commit) ? commit.slice(0, 7) : null;
}

const RUN_URL = /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/;

/** A link to the CI run, where its address is one. */
export function runLink({ runUrl }: Pick<MarkdownOptions, 'runUrl'>, words = 'run'): string | null {
  return runUrl !== undefined && RUN_URL.test(runUrl) ? `[${words}](${runUrl})` : null;
}

/** The small print: what was planned or done, of which commit, when, by which version, in which run. */
export function footer(
  options: MarkdownOptions,
  { digest, when, last }: { readonly digest?: string; readonly when: string; readonly last?: string },
): string {
  const [head, base, run] = [shortCommit(options.head), shortCommit(options.base), runLink(options)];
  const parts = [
    ...(digest === undefined ? [] : [`Digest ${codeSpan(digest)}`]),
    ...(head === null ? [] : [`head \`${head}\``]),
    ...(base === null ? [] : [`base \`${base}\``]),
    `${when} ${formatMinute(options.now)}`,
    `Rollcall ${codeSpan(options.rollcallVersion)}`,
    ...(run === null ? [] : [run]),
    ...(last === undefined ? [] : [last]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** Fits sections that need no more care than their own forms. */
export function write(sections: readonly Section[], mostBytes: number): Markdown {
  const text = fitSections(sections, mostBytes);
  if (text === null) throw new Error('the shortest forms of a text are longer than its budget');
  return { text, isComplete: true };
}
