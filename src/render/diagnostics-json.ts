import type { Diagnostic } from '../model/diagnostic.js';
import type { JsonObject } from '../model/plan.js';

export const DIAGNOSTICS_FORMAT_VERSION = 1;

/** Writes problems as data for tools: `validate --format json`. Positions are flat, and null where there are none. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonObject {
  const count = (severity: Diagnostic['severity']) => diagnostics.filter((one) => one.severity === severity).length;
  return {
    format_version: DIAGNOSTICS_FORMAT_VERSION,
    valid: count('error') === 0,
    counts: { error: count('error'), warning: count('warning'), note: count('note') },
    diagnostics: diagnostics.map(({ code, severity, message, advice, position, endColumn }) => ({
      code,
      severity,
      message,
      advice: advice ?? null,
      file: position?.file ?? null,
      line: position?.line ?? null,
      column: position?.column ?? null,
      end_column: endColumn ?? null,
    })),
  };
}
