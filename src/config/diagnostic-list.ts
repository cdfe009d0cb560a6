import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { SourceRange, SourceText } from './source.js';

/** Words for one diagnostic. */
export interface DiagnosticWords {
  /** Stable kebab-case name of the rule. */
  readonly code: string;
  readonly message: string;
  readonly advice?: string;
}

/** Collects the problems of all files that make up one team file, so that they are shown together. */
export class DiagnosticList {
  readonly #diagnostics: Diagnostic[] = [];
  #errors = 0;

  /** Whether anything found so far forbids using the file. */
  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  get errorCount(): number {
    return this.#errors;
  }

  error(source: SourceText, range: SourceRange, words: DiagnosticWords): void {
    this.add(diagnosticAt('error', source, range, words));
  }

  warn(source: SourceText, range: SourceRange, words: DiagnosticWords): void {
    this.add(diagnosticAt('warning', source, range, words));
  }

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.#diagnostics.push(diagnostic);
      if (diagnostic.severity === 'error') this.#errors += 1;
    }
  }

  /** Everything found, by file in the given order, then by line and column. */
  sorted(files: readonly string[]): readonly Diagnostic[] {
    const rank = new Map(files.map((file, index) => [file, index]));
    const rankOf = ({ position }: Diagnostic) => (position === null ? -1 : (rank.get(position.file) ?? files.length));
    return [...this.#diagnostics].sort(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
        (a.position?.column ?? 0) - (b.position?.column ?? 0),
    );
  }
}

/** Makes a diagnostic about a stretch of a file. */
export function diagnosticAt(
  severity: Severity,
  source: SourceText,
  range: SourceRange,
  words: DiagnosticWords,
): Diagnostic {
  return { ...words, severity, position: source.positionAt(range.start), endColumn: source.endColumnOf(range) };
}
