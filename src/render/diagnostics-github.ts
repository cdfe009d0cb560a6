import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { escapeText } from './escape-text.js';

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<Severity, string>;

/**
 * Writes problems as GitHub workflow commands, which become annotations on the changed files. Ends in a newline unless
 * there is nothing to tell.
 * @see GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
 */
export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${renderCommand(diagnostic)}\n`).join('');
}

function renderCommand({ code, severity, message, advice, position, endColumn }: Diagnostic): string {
  const place =
    position === null
      ? {}
      : { file: position.file, line: position.line, col: position.column, ...(endColumn ? { endColumn } : {}) };
  const properties = Object.entries({ ...place, title: `rollcall ${code}` }).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const text = advice === undefined ? message : `${message} ${advice}`;
  return `::${commands[severity]} ${properties.join(',')}::${escapeData(text)}`;
}

/** A name that held a line feed could otherwise begin a command of its own. */
function escapeData(text: string): string {
  return escapeText(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
