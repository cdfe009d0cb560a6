import type { MappingNode, SequenceNode, SourceEntry, SourceNode, SourceText } from './source.js';

/**
 * Where things stand in the text of one file, as whoever edits it in place has to know: line ends, colons, and where a
 * value really ends, without the blank lines and comments that a parser counts to a block.
 */
export class SourceLayout {
  /** The file's own line end. */
  readonly newline: string;

  constructor(readonly source: SourceText) {
    this.newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  }

  get text(): string {
    return this.source.text;
  }

  /** Whether a mapping or list is written in brackets. */
  isFlow(node: MappingNode | SequenceNode): boolean {
    return this.text[node.start] === '{' || this.text[node.start] === '[';
  }

  /** Whether each key is followed by its colon, and lies where the mapping is and not in some anchor. */
  isEditable(mapping: MappingNode): boolean {
    return mapping.entries.every(
      (entry) => entry.keyStart >= mapping.start && entry.value.end <= mapping.end && this.colonOf(entry) !== -1,
    );
  }

  /** The offset of the colon after a key; -1 for a key in a style that no one writes by hand. */
  colonOf({ keyEnd }: SourceEntry): number {
    const blank = /\s*/y;
    blank.lastIndex = keyEnd;
    blank.exec(this.text);
    return this.text[blank.lastIndex] === ':' ? blank.lastIndex : -1;
  }

  /** Where an entry ends: its value, or the colon where it has none. */
  endOf(entry: SourceEntry): number {
    return Math.max(this.colonOf(entry) + 1, this.contentEnd(entry.value));
  }

  /** Where a value ends, without the line ends and comments that the parser counts to a block. */
  contentEnd(node: SourceNode): number {
    const last = node.kind === 'mapping' ? node.entries.at(-1) : undefined;
    const isWhole = node.kind === 'scalar' || '[{*'.includes(this.text[node.start] ?? '');
    if (!isWhole && last !== undefined) return this.endOf(last);
    const element = node.kind === 'sequence' ? node.elements.at(-1) : undefined;
    if (!isWhole && element !== undefined) return this.contentEnd(element);
    return node.start + this.text.slice(node.start, node.end).trimEnd().length;
  }

  /** The end of the line, a comment included, on which something ends. */
  lineEnd(offset: number): number {
    const newline = this.text.indexOf('\n', offset);
    if (newline === -1) return this.text.length;
    return this.text[newline - 1] === '\r' ? newline - 1 : newline;
  }

  /** The end of the line before, so that the last line of a file needs no care when a line is taken out. */
  lineEndBefore(offset: number): number {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1;
    if (lineStart === 0) return 0;
    return lineStart - (this.text.startsWith('\r\n', lineStart - 2) ? 2 : 1);
  }

  /** How many columns stand before an offset on its line. */
  indentAt(offset: number): number {
    return this.source.positionAt(offset).column - 1;
  }
}
