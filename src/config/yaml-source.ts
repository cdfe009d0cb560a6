import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { type DiagnosticWords, diagnosticAt } from './diagnostic-list.js';
import { findTooDeep } from './nesting.js';
import type { SourceDocument, SourceEntry, SourceNode, SourceRange, SourceText } from './source.js';
import { describeYamlErrors } from './yaml-problem.js';

/** No team file is deeper than a handful of levels; the rest of Rollcall may recurse. */
const DEEPEST = 32;
/** How many nodes aliases may stand for in one file, so that a few lines cannot grow into gigabytes. */
const MOST_ALIASED_NODES = 100_000;

/**
 * Reads YAML 1.2 into a {@link SourceDocument}. Never throws for what a file can hold: bad syntax, a tag, a second
 * document, an alias that grows without end, and too deep a nesting are diagnostics. An empty file is null at offset 0.
 */
export function parseYamlSource(source: SourceText): Parsed<SourceDocument> {
  const deepAt = findTooDeep(source.text);
  if (deepAt !== -1) {
    return { ok: false, diagnostics: [diagnosticAt('error', source, { start: deepAt, end: deepAt + 1 }, tooDeep)] };
  }
  // The package's own check for duplicate keys compares every key with every other; ours is done while reading fields.
  // With logLevel 'silent' it would also keep quiet about a second document.
  const document = parseDocument(source.text, {
    logLevel: 'error',
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    uniqueKeys: false,
    version: '1.2',
  });
  const problems = [...describeYamlErrors(source, [...document.errors, ...document.warnings]), ...directives(document)];
  if (problems.length > 0) return { ok: false, diagnostics: problems };
  if (document.contents === null) {
    return { ok: true, value: { source, root: { kind: 'scalar', value: null, start: 0, end: 0 } }, diagnostics: [] };
  }
  const converter = new Converter(source);
  const { node } = converter.convert(document.contents, 0);
  return converter.problem === null
    ? { ok: true, value: { source, root: node }, diagnostics: [] }
    : { ok: false, diagnostics: [converter.problem] };

  function directives({ directives }: Document.Parsed): readonly Diagnostic[] {
    // Under %YAML 1.1, `no` is false and 12:30 is 750.
    if (!directives.yaml.explicit || directives.yaml.version === '1.2') return [];
    const words = {
      code: 'yaml-directive',
      message: `The file asks to be read as YAML ${directives.yaml.version}; Rollcall reads YAML 1.2.`,
      advice: 'Remove the %YAML line.',
    };
    const start = Math.max(source.text.indexOf('%YAML'), 0);
    return [diagnosticAt('error', source, { start, end: start + '%YAML'.length }, words)];
  }
}

interface Converted {
  readonly node: SourceNode;
  /** How many nodes it stands for, aliases counted out. */
  readonly size: number;
}

/** Turns the package's nodes into ours, once each: an alias shares the nodes of its anchor. */
class Converter {
  readonly #anchors = new Map<string, Converted | 'open'>();
  #aliasedNodes = 0;
  /** The first thing that cannot be turned into a tree; whatever was converted is then of no use. */
  problem: Diagnostic | null = null;

  constructor(private readonly source: SourceText) {}

  convert(node: ParsedNode, depth: number): Converted {
    const range = { start: node.range[0], end: Math.max(node.range[0], node.range[1]) };
    if (this.problem !== null) return nothing(range);
    if (depth > DEEPEST) return this.#refuse(range, tooDeep);
    if (isAlias(node)) return this.#resolve(node.source, range);
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const converted = this.#convertContent(node, range, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, converted);
    return converted;
  }

  #convertContent(node: ParsedNode, range: SourceRange, depth: number): Converted {
    if (isScalar(node)) {
      const { value } = node;
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
        return { node: { kind: 'scalar', value, ...range }, size: 1 };
      }
      return this.#refuse(range, unknownScalar);
    }
    let size = 1;
    const take = (child: ParsedNode) => {
      const converted = this.convert(child, depth + 1);
      size += converted.size;
      return converted.node;
    };
    if (isSeq(node)) {
      const elements = node.items.map((element) => {
        if (!isPair(element)) return take(element);
        return this.#refuse(range, unknownScalar).node;
      });
      return { node: { kind: 'sequence', elements, ...range }, size };
    }
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): SourceEntry => {
        const [keyStart, keyEnd] = [key.range[0], Math.max(key.range[0], key.range[1])];
        if (!isScalar(key)) this.#refuse({ start: keyStart, end: keyEnd }, complexKey);
        const text = isScalar(key) ? keyText(key.value, this.source.text.slice(keyStart, keyEnd)) : '';
        const empty = { kind: 'scalar', value: null, start: keyEnd, end: keyEnd } as const;
        return { key: text, keyStart, keyEnd, value: value === null ? empty : take(value) };
      });
      return { node: { kind: 'mapping', entries, ...range }, size };
    }
    return this.#refuse(range, unknownScalar);
  }

  #resolve(anchor: string, range: SourceRange): Converted {
    const target = this.#anchors.get(anchor);
    if (target === undefined) {
      return this.#refuse(range, {
        code: 'yaml-alias',
        message: `The alias *${anchor} has no anchor &${anchor} before it.`,
        advice: 'Put quotes around text that begins with an asterisk, or define the anchor first.',
      });
    }
    if (target === 'open') return this.#refuse(range, endlessAlias(anchor));
    this.#aliasedNodes += target.size;
    if (this.#aliasedNodes > MOST_ALIASED_NODES) return this.#refuse(range, tooManyAliased);
    // What the alias stands for is told at the alias; what is inside it, where it is written.
    return { node: { ...target.node, ...range }, size: target.size };
  }

  #refuse(range: SourceRange, words: DiagnosticWords): Converted {
    this.problem ??= diagnosticAt('error', this.source, range, words);
    return nothing(range);
  }
}

function nothing(range: SourceRange): Converted {
  return { node: { kind: 'scalar', value: null, ...range }, size: 1 };
}

/** A key as people see it: `007` stays `007`, whatever number YAML makes of it. */
function keyText(value: unknown, written: string): string {
  return typeof value === 'string' ? value : written;
}

const tooDeep: DiagnosticWords = {
  code: 'yaml-syntax',
  message: 'This nests too deeply to be read.',
  advice: 'A team file is at most a few levels deep: check the brackets and the indentation.',
};
const unknownScalar: DiagnosticWords = {
  code: 'yaml-syntax',
  message: 'This kind of value cannot be read.',
  advice: 'Rollcall reads text, numbers, true, false, null, lists and mappings only.',
};
const complexKey: DiagnosticWords = {
  code: 'yaml-syntax',
  message: 'A key is a list, a mapping or an alias here.',
  advice: 'Write a plain word before the colon.',
};
const tooManyAliased: DiagnosticWords = {
  code: 'yaml-alias',
  message: `The aliases of this file stand for more than ${MOST_ALIASED_NODES.toLocaleString('en')} values.`,
  advice: 'Write the values out, or use defaults:.',
};
const endlessAlias = (anchor: string): DiagnosticWords => ({
  code: 'yaml-alias',
  message: `The alias *${anchor} stands inside its own anchor, so it has no end.`,
  advice: 'Write the value out.',
});
