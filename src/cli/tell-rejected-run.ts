import type { Rejected } from '../app/outcome.js';
import type { Privacy } from '../render/privacy.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { TellRun } from './run-folder.js';
import type { Session } from './session.js';
import { tellDiagnostics, writeDiagnosticsJson } from './tell-diagnostics.js';

/** Tells what is wrong with a team file wherever the command tells things: run folder, JSON, standard error. */
export async function tellRejectedRun(
  session: Session,
  rejected: Rejected,
  {
    file,
    isJson,
    privacy,
    tell,
  }: {
    readonly file: string;
    readonly isJson: boolean;
    readonly privacy: Privacy;
    readonly tell: TellRun;
  },
): Promise<ExitCode> {
  const { hidePeople } = await import('../render/privacy.js');
  const diagnostics = hidePeople(rejected.diagnostics, privacy);
  tell(async () => (await import('../app/run-results.js')).makeInvalidResult(file, diagnostics));
  if (isJson) await writeDiagnosticsJson(session, diagnostics);
  // A line of the file would show whom the message hides.
  await tellDiagnostics(session, diagnostics, privacy.tag === 'full' ? rejected.sources : undefined);
  return exitCodes.error;
}
