import { Lexer } from 'yaml';

/**
 * Deeper than this, no file is read: near the end of the call stack the parser fails in ways that no `catch` catches (V8
 * aborts the process when a regular expression is compiled there).
 */
const DEEPEST = 100;

/** Finds the offset where a text nests deeper than a parser can follow; -1 where it does not. */
export function findTooDeep(text: string): number {
  return isPlainlyShallow(text) ? -1 : findTooDeepToken(text);
}

/**
 * A bound that is cheap and nearly always enough: no level without an indicator, and no deep block level without
 * indentation or indicators at the beginning of its line.
 */
function isPlainlyShallow(text: string): boolean {
  let open = 0;
  let inLine = 0;
  let isBeginning = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) {
      inLine = 0;
      isBeginning = true;
    } else if (code === BRACKET || code === BRACE) open += 1;
    else if (code === BRACKET_END || code === BRACE_END) open = Math.max(0, open - 1);
    else if (open > 0 && HIDES_BRACKETS.has(code)) return false;
    else if (code === SPACE) inLine += isBeginning ? 1 : 0;
    else if (code === DASH || code === QUESTION || code === COLON) inLine += 1;
    else isBeginning = false;
    if (open + inLine > DEEPEST / 2) return false;
  }
  return true;
}

/** After these a bracket may be text, so that only the lexer can count: " ' # ! */
const HIDES_BRACKETS: ReadonlySet<number> = new Set([0x22, 0x27, 0x23, 0x21]);
const NEWLINE = 0x0a;
const SPACE = 0x20;
const DASH = 0x2d;
const COLON = 0x3a;
const QUESTION = 0x3f;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** What the lexer puts between the pieces of the text: document, end of a broken collection, scalar. */
const MARKS: ReadonlySet<string> = new Set(['\x02', '\x18', '\x1f']);

/** The same by the parser's own tokens, so that brackets in text and in comments do not count. */
function findTooDeepToken(text: string): number {
  /** Columns of the lines that the current one is nested in. Each may hold two levels: a key, and a list right below. */
  const columns: number[] = [];
  let flow = 0;
  let indicators = 0;
  let lineStart = 0;
  let isFirst = true;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue;
    const isContent = token.trim() !== '' && !token.startsWith('#');
    if (isContent && isFirst && flow === 0) {
      const column = offset - lineStart;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      isFirst = false;
    }
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0 && (token === '-' || token === '?' || token === ':')) indicators += 1;
    if (2 * columns.length + indicators + flow > DEEPEST) return offset;
    const newline = token.lastIndexOf('\n');
    if (newline !== -1) {
      lineStart = offset + newline + 1;
      indicators = 0;
      isFirst = true;
    }
    offset += token.length;
  }
  return -1;
}
