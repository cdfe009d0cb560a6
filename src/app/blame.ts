import { basename, dirname, resolve } from 'node:path';
import type { SourcePosition } from '../model/source-position.js';
import type { LineHistory } from '../render/access-text.js';
import { runGit } from './run-git.js';

/** What git says of lines, by `file:line`. A line that git cannot tell anything of is not in it. */
export type Blame = ReadonlyMap<string, LineHistory>;

/** The key of a position in a {@link Blame}. */
export function blameKey({ file, line }: Pick<SourcePosition, 'file' | 'line'>): string {
  return `${file}:${line}`;
}

/**
 * Asks git since which commit lines are as they are, one call for each file. Where there is no repository, no git, or the
 * text came from standard input, nothing is known, which is no failure.
 * @param folder what the files' names are relative to.
 */
export async function readBlame(positions: readonly SourcePosition[], folder: string): Promise<Blame> {
  const files = new Map<string, Set<number>>();
  for (const { file, line } of positions) files.set(file, (files.get(file) ?? new Set()).add(line));
  const histories = await Promise.all([...files].map(([file, lines]) => readFileBlame(file, [...lines], folder)));
  return new Map(histories.flat());
}

async function readFileBlame(
  file: string,
  lines: readonly number[],
  folder: string,
): Promise<readonly (readonly [string, LineHistory])[]> {
  if (file === '<stdin>') return [];
  const path = resolve(folder, file);
  const git = (...args: readonly string[]) => runGit(['-C', dirname(path), ...args]);
  const ranges = lines.flatMap((line) => ['-L', `${line},${line}`]);
  const blamed = await git('blame', '--line-porcelain', ...ranges, '--', basename(path));
  if (blamed !== null) return parsePorcelain(blamed).map(([line, history]) => [blameKey({ file, line }), history]);
  // In a repository a file that git knows nothing of is one that was never committed.
  const isInRepository = (await git('rev-parse', '--is-inside-work-tree'))?.trim() === 'true';
  return isInRepository ? lines.map((line) => [blameKey({ file, line }), { tag: 'uncommitted' }]) : [];
}

/** Reads `git blame --line-porcelain`: a header for each line, and the line itself after a tab. */
export function parsePorcelain(text: string): readonly (readonly [number, LineHistory])[] {
  const histories: (readonly [number, LineHistory])[] = [];
  let head: { readonly commit: string; readonly line: number } | null = null;
  let fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, commit, number] = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line) ?? [];
    if (head === null && commit !== undefined) {
      head = { commit, line: Number(number) };
      fields = new Map();
    } else if (line.startsWith('\t') && head !== null) {
      histories.push([head.line, historyOf(head.commit, fields)]);
      head = null;
    } else {
      const space = line.indexOf(' ');
      fields.set(line.slice(0, space), line.slice(space + 1));
    }
  }
  return histories;
}

function historyOf(commit: string, fields: ReadonlyMap<string, string>): LineHistory {
  if (/^0+$/.test(commit)) return { tag: 'uncommitted' };
  return {
    tag: 'committed',
    commit,
    author: fields.get('author') ?? '',
    on: new Date(Number(fields.get('author-time') ?? 0) * 1000).toISOString(),
    summary: fields.get('summary') ?? '',
  };
}
