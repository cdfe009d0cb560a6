import type { SourcePosition } from '../model/source-position.js';

/**
 * What a YAML file holds, with the place of everything, independent of the parser that read it. Offsets count UTF-16
 * units in {@link SourceText.text}; `end` is exclusive. An empty value (`role:`) is a null scalar of no width.
 */
export type SourceNode = ScalarNode | MappingNode | SequenceNode;

/** A text, a number, true, false or null. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly start: number;
  readonly end: number;
}

/** Keys and values. */
export interface MappingNode {
  readonly kind: 'mapping';
  /** In the file's order, duplicates included: whoever reads a mapping judges its keys. */
  readonly entries: readonly SourceEntry[];
  readonly start: number;
  readonly end: number;
}

/** A list. */
export interface SequenceNode {
  readonly kind: 'sequence';
  readonly elements: readonly SourceNode[];
  readonly start: number;
  readonly end: number;
}

/** One key of a mapping with its value. */
export interface SourceEntry {
  /** As text, whatever YAML took it for. */
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SourceNode;
}

/** A stretch of one file. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** How far a line is looked for near the one found last, before all lines are searched. */
const LINES_AHEAD = 16;

/** One file's name and text. Lines are counted only when the first position is asked for. */
export class SourceText {
  #lineStarts: readonly number[] | null = null;
  /** The line found last: whoever asks for many positions asks for them in the file's order. */
  #lastLine = 0;

  constructor(
    /** As the user named it. */
    readonly file: string,
    /** Without a byte order mark. */
    readonly text: string,
  ) {}

  /** Finds line and column of an offset by binary search. */
  positionAt(offset: number): SourcePosition {
    const line = this.#lineAt(offset);
    return { file: this.file, line: line + 1, column: offset - this.#startOf(line) + 1 };
  }

  /** The exclusive end column of a range on the line where it starts, so that it can be underlined there. */
  endColumnOf(range: SourceRange): number {
    const line = this.#lineAt(range.start);
    const lineStart = this.#startOf(line);
    const newline = this.text.indexOf('\n', range.start);
    const lineEnd = newline === -1 ? this.text.length : newline;
    const written = this.text.slice(range.start, Math.min(range.end, lineEnd)).trimEnd();
    return range.start - lineStart + 1 + Math.max(written.length, 1);
  }

  #lineAt(offset: number): number {
    const starts = this.#starts();
    const near = this.#lastLine;
    let low = 0;
    let high = starts.length - 1;
    if ((starts[near] ?? 0) <= offset) {
      low = near;
      const isNear = (starts[near + LINES_AHEAD] ?? 0) > offset;
      if (isNear) high = near + LINES_AHEAD;
    }
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    this.#lastLine = low;
    return low;
  }

  #startOf(line: number): number {
    return this.#starts()[line] ?? 0;
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== null) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

/** A file that was read: its text, and what it holds. */
export interface SourceDocument {
  readonly source: SourceText;
  readonly root: SourceNode;
}

/** Finds an entry by its key; the first one where the key is written twice. Mappings of a team file are short. */
export function entryOf(node: MappingNode, key: string): SourceEntry | undefined {
  for (const entry of node.entries) if (entry.key === key) return entry;
  return undefined;
}

/** Where an entry's value stands; where it has none, its key. */
export function valueRange(entry: SourceEntry): SourceRange {
  return entry.value.end > entry.value.start ? entry.value : { start: entry.keyStart, end: entry.keyEnd };
}

/** Where an entry's key stands. */
export function keyRange(entry: SourceEntry): SourceRange {
  return { start: entry.keyStart, end: entry.keyEnd };
}
