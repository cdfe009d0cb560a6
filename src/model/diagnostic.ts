import type { SourcePosition } from './source-position.js';

export type Severity = 'error' | 'warning' | 'note';

/**
 * A problem in what the user wrote: what was found, where, and what to do.
 * Diagnostics are values: all of them are collected and shown together.
 */
export interface Diagnostic {
  /** Stable kebab-case name of the rule, e.g. `unknown-key`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that names the offending thing and the rule it breaks. */
  readonly message: string;
  /** What to do about it; a full sentence. */
  readonly advice?: string;
  readonly position: SourcePosition | null;
  /** Exclusive end column on the same line, so that the offending text can be underlined. */
  readonly endColumn?: number;
}

/** The outcome of reading something a user wrote: a value, perhaps with warnings, or at least one error. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
