import type { Diagnostic } from '../model/diagnostic.js';
import type { JsonObject } from '../model/plan.js';
import { compareText } from './compare-text.js';
import { escapeText } from './escape-text.js';

export interface SarifOptions {
  /** Named in the log as the tool's version. */
  readonly rollcallVersion?: string;
}

/**
 * Writes problems as a SARIF 2.1.0 log, for code scanning. A problem without a place has no location.
 * @see OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
 */
export function diagnosticsToSarif(
  diagnostics: readonly Diagnostic[],
  { rollcallVersion }: SarifOptions = {},
): JsonObject {
  const version = rollcallVersion === undefined ? {} : { semanticVersion: rollcallVersion };
  const rules = [...new Set(diagnostics.map(({ code }) => code))].sort(compareText);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rollcall', ...version, rules: rules.map((id) => ({ id })) } },
        // Our columns count as JavaScript and YAML parsers do.
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => makeResult(diagnostic, rules.indexOf(diagnostic.code))),
      },
    ],
  };
}

function makeResult(
  { code, severity, message, advice, position, endColumn }: Diagnostic,
  ruleIndex: number,
): JsonObject {
  const text = escapeText(advice === undefined ? message : `${message} ${advice}`);
  const result = { ruleId: code, ruleIndex, level: severity, message: { text } };
  if (position === null) return result;
  const region = {
    startLine: position.line,
    startColumn: position.column,
    ...(endColumn === undefined ? {} : { endColumn }),
  };
  return {
    ...result,
    locations: [{ physicalLocation: { artifactLocation: { uri: toUri(position.file) }, region } }],
  };
}

/** A relative path becomes a relative reference; an absolute one a file URI. */
function toUri(file: string): string {
  // encodeURIComponent throws at half a character.
  const path = file.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\u{FFFD}');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
