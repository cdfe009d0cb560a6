import type { Adopted } from '../app/drift-adopt.js';
import type { Privacy } from '../render/privacy.js';
import { CommandError } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { Session } from './session.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { writeFilesWhole } from './write-file.js';

/**
 * Writes the files so that they say what the team is, all of them or none, and shows on standard output what was edited,
 * unless that is to hide people.
 * @throws CommandError, with nothing written, when somebody was named of whom nothing differs.
 */
export async function writeAdoption(session: Session, adopted: Adopted, privacy: Privacy): Promise<ExitCode> {
  const { files, unknown } = adopted;
  const { out, err, io } = session;
  const [{ hidePeople }, { renderPatch }, { escapeText }, { joinWords }] = await Promise.all([
    import('../render/privacy.js'),
    import('../render/adoption-patch.js'),
    import('../render/escape-text.js'),
    import('../render/prose.js'),
  ]);
  if (unknown.length > 0) {
    throw new CommandError(
      `Nothing differs about ${joinWords(unknown)}.`,
      'Nothing was written. Name people by their address and groups by their name; rollcall drift lists them.',
    );
  }
  const { left, problems } = hidePeople({ left: adopted.left, problems: adopted.problems }, privacy);
  await tellDiagnostics(session, problems);
  await writeFilesWhole(
    files.map(({ path, after }) => ({ path, text: after })),
    io.cwd,
  );
  if (privacy.tag === 'full') out.write(renderPatch(files) ?? '');
  const names = files.map(({ path }) => path).join(', ');
  err.line(
    files.length === 0 ? 'Nothing to write.' : escapeText(`Wrote ${names}. Next: rollcall plan, then commit it.`),
  );
  if (left.length === 0) return exitCodes.done;
  const addresses = [...new Set(left.map(({ address }) => address))].join(', ');
  err.line(escapeText(`Left as they differ, for a person to decide: ${addresses}.`));
  return exitCodes.changesPending;
}
