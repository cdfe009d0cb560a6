import type { Sources } from '../app/outcome.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { ProviderError } from '../provider.js';
import { renderJson } from '../render/json-text.js';
import type { Privacy } from '../render/privacy.js';
import { CommandError } from './command-error.js';
import type { Session } from './session.js';

/** Tells diagnostics on standard error, each with its line; nothing where there are none. */
export async function tellDiagnostics(
  { err }: Session,
  diagnostics: readonly Diagnostic[],
  sources: Sources = new Map(),
): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderDiagnosticsText } = await import('../render/diagnostics-text.js');
  err.write(renderDiagnosticsText(diagnostics, sources, err.palette));
}

/** Tells diagnostics with their people hidden; a line of the file would show whom the message hides. */
export async function tellHidden(
  session: Session,
  { diagnostics, sources }: { readonly diagnostics: readonly Diagnostic[]; readonly sources?: Sources },
  privacy: Privacy,
): Promise<void> {
  const { hidePeople } = await import('../render/privacy.js');
  await tellDiagnostics(session, hidePeople(diagnostics, privacy), privacy.tag === 'full' ? sources : undefined);
}

/** Writes diagnostics as the one JSON document of a command. */
export async function writeDiagnosticsJson({ out }: Session, diagnostics: readonly Diagnostic[]): Promise<void> {
  const { diagnosticsToJson } = await import('../render/diagnostics-json.js');
  out.write(renderJson(diagnosticsToJson(diagnostics)));
}

/**
 * Lets a command that promised a JSON document keep its word when it cannot go on: the error is written as one, and
 * goes on to where it ends the command.
 */
export async function tellErrorsAsJson<Result>(
  session: Session,
  isJson: boolean,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (isJson) await writeDiagnosticsJson(session, [describeError(error)]);
    throw error;
  }
}

function describeError(error: unknown): Diagnostic {
  const base = { severity: 'error', position: null } as const;
  if (error instanceof CommandError) return { ...base, code: 'command', message: error.message, advice: error.advice };
  if (error instanceof ProviderError) return { ...base, code: 'team', message: error.message, advice: error.advice };
  return { ...base, code: 'internal-error', message: error instanceof Error ? error.message : String(error) };
}
