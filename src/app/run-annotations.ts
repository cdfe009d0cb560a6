import { isAbsolute } from 'node:path';
import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { Finding } from '../model/plan.js';
import type { Annotation } from '../model/run-summary.js';
import type { SourcePosition } from '../model/source-position.js';
import { escapeText } from '../render/escape-text.js';

const levels = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<
  Severity,
  Annotation['level']
>;

/** What a check shows on the lines of the team file: what is wrong with it. Problems without a line are left out. */
export function annotateDiagnostics(diagnostics: readonly Diagnostic[]): Annotation[] {
  return diagnostics.flatMap(({ code, severity, message, advice, position }) =>
    annotate(position, severity, code, advice === undefined ? message : `${message} ${advice}`),
  );
}

/** The same for what guards say of a plan. Notes are many, and nobody has to act on them. */
export function annotateFindings(findings: readonly Finding[]): Annotation[] {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .flatMap(({ guard, severity, message, source }) => annotate(source, severity, guard, message));
}

function annotate(place: SourcePosition | null, severity: Severity, title: string, message: string): Annotation[] {
  if (place === null || !isInRepository(place.file)) return [];
  const path = place.file.replace(/^\.\//, '');
  return [
    { path, line: place.line, level: levels[severity], title: `rollcall ${title}`, message: escapeText(message) },
  ];
}

/** GitHub knows files by their path from the root of the repository, which commands run in. */
function isInRepository(file: string): boolean {
  return file !== '<stdin>' && !isAbsolute(file) && !file.split('/').includes('..');
}
