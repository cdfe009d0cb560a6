import type { ApplyReport } from '../model/apply-report.js';
import { escapeText } from '../render/escape-text.js';
import type { Privacy } from '../render/privacy.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { openSourceTree } from './read-files.js';
import { openLiveTeam } from './read-live-team.js';
import type { Session } from './session.js';
import { tellHidden } from './tell-diagnostics.js';
import { writeFilesWhole } from './write-file.js';

export interface UndoneFileOptions {
  /** The report. */
  readonly path: string;
  readonly privacy: Privacy;
  /** Whether the team file is to be edited, or only talked about. */
  readonly edits: boolean;
}

/** What is left to do once a run is undone on the team: its file still asks for it, and the next apply would do it again. */
export async function tellUndoneFile(
  session: Session,
  report: ApplyReport,
  { path, privacy, edits }: UndoneFileOptions,
): Promise<ExitCode> {
  const { io, err, options } = session;
  const tree = await openSourceTree(session);
  const file = escapeText(options.file);
  if (!tree.readText(options.file).ok) return exitCodes.done;
  if (!edits) {
    err.line(`Unless ${file} is reverted, the next apply does again what is undone now.`);
    err.line(`Revert the change in git, or edit the file: rollcall undo ${escapeText(path)} --edit`);
    return exitCodes.done;
  }
  const [{ editUndone }, live] = await Promise.all([import('../app/undo-file.js'), openLiveTeam(session, undefined)]);
  if (!live.ok) throw new Error('a team that is read from Dropbox is opened without a file');
  const outcome = await editUndone({ path: options.file, tree, report, readLive: live.value, now: io.clock.now() });
  if (outcome.tag === 'rejected') {
    await tellHidden(session, outcome, privacy);
    return exitCodes.error;
  }
  const { files } = outcome;
  const left = (await import('../render/privacy.js')).hidePeople(outcome.left, privacy);
  await writeFilesWhole(
    files.map((one) => ({ path: one.path, text: one.after })),
    io.cwd,
  );
  if (files.length === 0) err.line(`${file} asks for nothing of what is undone.`);
  else err.line(`Wrote ${files.map((one) => escapeText(one.path)).join(', ')}. Next: rollcall plan.`);
  for (const name of left) err.line(`A file cannot say it of ${escapeText(name)}: see rollcall plan.`);
  return exitCodes.done;
}
