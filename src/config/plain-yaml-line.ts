import type { MappingNode, ScalarNode, SequenceNode, SourceEntry, SourceNode } from './source.js';

/** Deeper files are left to the parser. A team file in the style that is read here has six levels. */
export const DEEPEST = 10;

/**
 * Reads what stands within a line of plain YAML: texts, quotes, brackets. Every method answers null, or -1, for what is
 * unusual; a line is never left.
 */
export class LineReader {
  readonly #words = new Map<string, string>();

  constructor(private readonly text: string) {}

  /** Reads a value within a line. */
  readValue(at: number, depth: number, isInBrackets: boolean): SourceNode | null {
    if (depth > DEEPEST) return null;
    switch (this.text.charCodeAt(at)) {
      case BRACKET:
        return this.#readFlowSequence(at, depth + 1);
      case BRACE:
        return this.#readFlowMapping(at, depth + 1);
      case SINGLE_QUOTE:
        return this.#readSingleQuoted(at);
      case DOUBLE_QUOTE:
        return this.#readDoubleQuoted(at);
      default:
        return this.#readPlain(at, isInBrackets);
    }
  }

  #readFlowSequence(start: number, depth: number): SequenceNode | null {
    const elements: SourceNode[] = [];
    let at = this.afterSpaces(start + 1);
    if (this.text.charCodeAt(at) === BRACKET_END) return { kind: 'sequence', elements, start, end: at + 1 };
    for (;;) {
      const element = this.readValue(at, depth, true);
      if (element === null) return null;
      elements.push(element);
      at = this.afterSpaces(element.end);
      const code = this.text.charCodeAt(at);
      if (code === BRACKET_END) return { kind: 'sequence', elements, start, end: at + 1 };
      if (code !== COMMA) return null;
      at = this.afterSpaces(at + 1);
    }
  }

  #readFlowMapping(start: number, depth: number): MappingNode | null {
    const entries: SourceEntry[] = [];
    let keyStart = this.afterSpaces(start + 1);
    if (this.text.charCodeAt(keyStart) === BRACE_END) return { kind: 'mapping', entries, start, end: keyStart + 1 };
    for (;;) {
      const keyEnd = this.endOfKey(keyStart);
      if (keyEnd === -1 || this.text.charCodeAt(keyEnd + 1) !== SPACE) return null;
      const value = this.readValue(this.afterSpaces(keyEnd + 1), depth, true);
      if (value === null) return null;
      entries.push({ key: this.word(keyStart, keyEnd), keyStart, keyEnd, value });
      const at = this.afterSpaces(value.end);
      const code = this.text.charCodeAt(at);
      if (code === BRACE_END) return { kind: 'mapping', entries, start, end: at + 1 };
      if (code !== COMMA) return null;
      keyStart = this.afterSpaces(at + 1);
    }
  }

  #readSingleQuoted(start: number): ScalarNode | null {
    const { text } = this;
    const lineEnd = this.endOfLine(start);
    let hasQuotes = false;
    for (let at = start + 1; at < lineEnd; at += 1) {
      if (text.charCodeAt(at) !== SINGLE_QUOTE) continue;
      if (text.charCodeAt(at + 1) === SINGLE_QUOTE) {
        hasQuotes = true;
        at += 1;
        continue;
      }
      const written = text.slice(start + 1, at);
      return { kind: 'scalar', value: hasQuotes ? written.replaceAll("''", "'") : written, start, end: at + 1 };
    }
    return null;
  }

  #readDoubleQuoted(start: number): ScalarNode | null {
    const { text } = this;
    const lineEnd = this.endOfLine(start);
    for (let at = start + 1; at < lineEnd; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) return null;
      if (code === DOUBLE_QUOTE) return { kind: 'scalar', value: text.slice(start + 1, at), start, end: at + 1 };
    }
    return null;
  }

  #readPlain(start: number, isInBrackets: boolean): ScalarNode | null {
    const { text } = this;
    if (RESERVED.has(text.charCodeAt(start))) return null;
    let end = start;
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === SPACE) continue;
      if (code === NEWLINE || code === RETURN) break;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code === COLON && !isInWord(text.charCodeAt(at + 1))) return null;
      if (isInBrackets) {
        if (code === COMMA || code === BRACKET_END || code === BRACE_END) break;
        if (code === BRACKET || code === BRACE) return null;
      }
      end = at + 1;
    }
    if (end === start) return null;
    const value = plainValueOf(text.slice(start, end));
    return value === undefined ? null : { kind: 'scalar', value, start, end };
  }

  /** The end of a plain key, whose colon stands right after it and before a blank; -1 for anything else. */
  endOfKey(start: number): number {
    const { text } = this;
    let at = start;
    let code = text.charCodeAt(at);
    if (!isLetter(code)) return -1;
    while ((isLetter(code) || isDigit(code)) && at - start < LONGEST_KEY) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== COLON) return -1;
    const after = text.charCodeAt(at + 1);
    return after === SPACE || after === NEWLINE || after === RETURN || at + 1 === text.length ? at : -1;
  }

  /** A key, as one string however often it is written. */
  word(start: number, end: number): string {
    const written = this.text.slice(start, end);
    const known = this.#words.get(written);
    if (known !== undefined) return known;
    this.#words.set(written, written);
    return written;
  }

  afterSpaces(offset: number): number {
    let at = offset;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  /** Whether nothing but a comment follows on the line. */
  isEndOfContent(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === NEWLINE || code === RETURN || code === HASH || at >= this.text.length;
  }

  endOfLine(at: number): number {
    const newline = this.text.indexOf('\n', at);
    return newline === -1 ? this.text.length : newline;
  }

  afterLine(at: number): number {
    return Math.min(this.endOfLine(at) + 1, this.text.length);
  }
}

/** YAML has a limit of its own, and no key of a team file is near either. */
const LONGEST_KEY = 100;

/** What a plain text means in YAML 1.2's core schema; undefined for numbers other than the simplest. */
function plainValueOf(text: string): ScalarNode['value'] | undefined {
  const first = text.charCodeAt(0);
  if (isDigit(first)) {
    if (/^[0-9]{1,15}$/.test(text)) return Number(text);
    return OTHER_NUMBER.test(text) ? undefined : text;
  }
  if (first === PLUS || first === DOT) return undefined;
  if (text.length > LONGEST_CONSTANT) return text;
  return constants.has(text) ? constants.get(text) : text;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);
const LONGEST_CONSTANT = 'false'.length;
/** Octal, hexadecimal, with a point or an exponent, or of many digits; or nearly so. */
const OTHER_NUMBER = /^0[ox]|^[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]*)?$/;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters of plain keys. */
function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** What may follow a colon that is part of a text. */
function isInWord(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === SLASH;
}

export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const PLUS = 0x2b;
const COMMA = 0x2c;
export const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
/** A plain text that begins like this is something else, or an error, or a negative number. */
const RESERVED: ReadonlySet<number> = new Set([...'-?:,[]{}#&*!|>\'"%@`='].map((character) => character.charCodeAt(0)));
