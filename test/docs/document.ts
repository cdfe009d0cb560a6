import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..', '..');

/** The documents that people read, by path from the root. */
export const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'] as const;

/** Files under a folder of the repository that are kept in git, by path from the root. */
export function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== '.vitepress')
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** All pages that people read: the documents at the root and the documentation, by path from the root. */
export function listPages(): string[] {
  return [...documents, ...listFiles('docs').filter((path) => path.endsWith('.md'))];
}

/** Reads a text of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A fenced block that a comment above it says the origin of: `<!-- file: examples/short-team.yaml -->`. */
export interface MarkedBlock {
  /** `file`, `output` or `snippet`. */
  readonly kind: string;
  readonly origin: string;
  /** Without the fences; ends in a newline unless empty. */
  readonly content: string;
}

const MARKED = /<!-- (\w+): (.+?) -->\n```(\w+)\n([\s\S]*?)```\n/g;

/** Finds all marked blocks of a document. */
export function findMarkedBlocks(document: string): MarkedBlock[] {
  return [...readText(document).matchAll(MARKED)].map(([, kind = '', origin = '', , content = '']) => ({
    kind,
    origin,
    content,
  }));
}

/** Writes a marked block's content anew; for UPDATE_GOLDEN=1. */
export function replaceMarkedBlock(document: string, origin: string, content: string): void {
  const text = readText(document).replace(MARKED, (whole, kind: string, found: string, language: string) =>
    found === origin ? `<!-- ${kind}: ${found} -->\n\`\`\`${language}\n${content}\`\`\`\n` : whole,
  );
  writeFileSync(join(root, document), text);
}

/** The rows of all tables of a document whose first cell matches, as trimmed cells. */
export function findTableRows(document: string, firstCell: RegExp): string[][] {
  return readText(document)
    .split('\n')
    .filter((line) => line.trimStart().startsWith('|'))
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => firstCell.test(first));
}

/** Everything in backticks within running text, without code blocks. */
export function findCodeSpans(document: string): string[] {
  const prose = readText(document).replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}
