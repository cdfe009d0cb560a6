import { DASH, DEEPEST, HASH, LineReader, NEWLINE, RETURN, SPACE } from './plain-yaml-line.js';
import type { MappingNode, SequenceNode, SourceDocument, SourceEntry, SourceNode, SourceText } from './source.js';

/** Tabs and other blanks, byte order marks, and line ends that parsers disagree on. */
const UNUSUAL = /[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

/**
 * Reads the plain style of YAML, in which `export` and most people write: block mappings with plain keys, block lists,
 * texts on one line, and lists and mappings in brackets on one line. Some thirty times faster than the parser, in a
 * tenth of its memory.
 *
 * Null for everything else, wrong or merely unusual: then the parser decides what the text means or what to say about
 * it. Whatever is read here, the parser reads the same, with the same positions; a property test holds it to that.
 */
export function readPlainYaml(source: SourceText): SourceDocument | null {
  if (UNUSUAL.test(source.text)) return null;
  const root = new PlainReader(source.text).read();
  return root === null ? null : { source, root };
}

/** Reads line by line. Every method answers null for what is unusual, and the whole reading ends with it. */
class PlainReader {
  /** Where the content of the current line begins; the end of the text when there is no further line. */
  #at = 0;
  #lineStart = 0;
  /** Columns before the content of the current line; -1 when there is no further line. */
  #indent = -1;
  /** The largest indentation of the comments between the line before and the current one; -1 without any. */
  #commentIndent = -1;
  /** Where the value read last ends, with the blanks, the comment and the line end after it. */
  #valueEnd = 0;
  readonly #line: LineReader;

  constructor(private readonly text: string) {
    this.#line = new LineReader(text);
  }

  read(): MappingNode | null {
    this.#goToContent(0);
    const root = this.#indent === 0 ? this.#readMapping(this.#at, 0, 0) : null;
    return this.#at === this.text.length ? root : null;
  }

  /** Goes to the first line from an offset on, which begins a line, that holds more than blanks and a comment. */
  #goToContent(offset: number): void {
    const { text } = this;
    this.#commentIndent = -1;
    let lineStart = offset;
    while (lineStart < text.length) {
      let at = lineStart;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const code = text.charCodeAt(at);
      if (code === HASH) {
        this.#commentIndent = Math.max(this.#commentIndent, at - lineStart);
        at = this.#line.endOfLine(at);
      } else if (at < text.length && code !== NEWLINE && code !== RETURN) {
        this.#at = at;
        this.#indent = at - lineStart;
        this.#lineStart = lineStart;
        return;
      }
      lineStart = this.#line.afterLine(at);
    }
    this.#at = text.length;
    this.#indent = -1;
  }

  #readMapping(start: number, column: number, depth: number): MappingNode | null {
    if (depth > DEEPEST) return null;
    const entries: SourceEntry[] = [];
    let keyStart = start;
    do {
      const keyEnd = this.#line.endOfKey(keyStart);
      if (keyEnd === -1) return null;
      const value = this.#readEntryValue(keyEnd + 1, column, depth);
      if (value === null) return null;
      entries.push({ key: this.#line.word(keyStart, keyEnd), keyStart, keyEnd, value });
      keyStart = this.#at;
    } while (this.#indent === column);
    // A line that is indented further would continue the last value.
    if (this.#indent > column || !this.#isCommentOutside(column)) return null;
    return { kind: 'mapping', entries, start, end: this.#valueEnd };
  }

  /** Reads what stands after the colon of a block mapping, on its line or below it. */
  #readEntryValue(afterColon: number, column: number, depth: number): SourceNode | null {
    const at = this.#line.afterSpaces(afterColon);
    if (!this.#line.isEndOfContent(at)) return this.#readInline(at, depth);
    this.#goToContent(this.#line.afterLine(at));
    if (this.#indent > column) return this.#readBlock(depth);
    if (this.#indent === column && this.text.charCodeAt(this.#at) === DASH) return this.#readSequence(depth);
    // A comment after a block's last value belongs to the block, but not to a value that is empty.
    const isCommented = this.text.charCodeAt(at) === HASH || this.#commentIndent !== -1;
    if (isCommented && this.#indent !== column) return null;
    this.#valueEnd = at;
    return { kind: 'scalar', value: null, start: at, end: at };
  }

  #readBlock(depth: number): SourceNode | null {
    return this.text.charCodeAt(this.#at) === DASH
      ? this.#readSequence(depth)
      : this.#readMapping(this.#at, this.#indent, depth + 1);
  }

  #readSequence(depth: number): SequenceNode | null {
    const [start, column] = [this.#at, this.#indent];
    const elements: SourceNode[] = [];
    while (this.#indent === column && this.text.charCodeAt(this.#at) === DASH) {
      if (this.text.charCodeAt(this.#at + 1) !== SPACE) return null;
      const at = this.#line.afterSpaces(this.#at + 1);
      if (this.#line.isEndOfContent(at)) return null;
      const element =
        this.#line.endOfKey(at) === -1
          ? this.#readInline(at, depth)
          : this.#readMapping(at, at - this.#lineStart, depth + 2);
      if (element === null) return null;
      elements.push(element);
    }
    // At the same column the mapping may go on whose key and dashes stand below each other.
    if (this.#indent > column || !this.#isCommentOutside(column)) return null;
    return { kind: 'sequence', elements, start, end: this.#valueEnd };
  }

  /**
   * Whether the comments above the current line are outside of a block that ends there: one that is indented like the
   * block belongs to it, and moves its end. With the outermost block, only one that is indented further does.
   */
  #isCommentOutside(column: number): boolean {
    return this.#commentIndent < Math.max(column, 1);
  }

  /** Reads a value on the rest of a line, and goes to the next line. */
  #readInline(at: number, depth: number): SourceNode | null {
    const node = this.#line.readValue(at, depth, false);
    if (node === null) return null;
    const rest = this.#line.afterSpaces(node.end);
    if (!this.#line.isEndOfContent(rest) || (rest === node.end && this.text.charCodeAt(rest) === HASH)) return null;
    this.#valueEnd = this.#line.afterLine(rest);
    this.#goToContent(this.#valueEnd);
    return node;
  }
}
