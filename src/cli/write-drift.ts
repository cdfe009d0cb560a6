import type { DriftFound } from '../app/drift-team.js';
import { rollcallVersion } from '../app/rollcall-version.js';
import type { PatchedFile } from '../render/adoption-patch.js';
import { renderJson } from '../render/json-text.js';
import { CommandError } from './command-error.js';
import { runUrlOf } from './run-url.js';
import type { Session } from './session.js';

export const driftFormats = ['text', 'json', 'markdown', 'patch'] as const;
export type DriftFormat = (typeof driftFormats)[number];

export interface WriteDriftOptions {
  readonly format: DriftFormat;
  /** When the team was read, in milliseconds since the epoch. */
  readonly now: number;
  /** The files as they have to read to keep what the team is; null where nothing differs, or people are hidden. */
  readonly files: readonly PatchedFile[] | null;
}

/**
 * Writes drift on standard output.
 * @throws CommandError when a patch is asked for that cannot be made.
 */
export async function writeDrift(
  { out, io }: Session,
  report: DriftFound['report'],
  { format, now, files }: WriteDriftOptions,
): Promise<void> {
  switch (format) {
    case 'text': {
      const { renderDriftText } = await import('../render/drift-text.js');
      out.write(renderDriftText(report, { palette: out.palette, width: out.width }));
      break;
    }
    case 'json': {
      const { driftToJson } = await import('../render/drift-json.js');
      out.write(renderJson(driftToJson(report, { rollcallVersion, adoption: files })));
      break;
    }
    case 'markdown': {
      const { renderDriftMarkdown } = await import('../render/markdown/drift-markdown.js');
      out.write(renderDriftMarkdown(report, { now, rollcallVersion, runUrl: runUrlOf(io.env), adoption: files }).text);
      break;
    }
    case 'patch':
      out.write(await makePatch(report, files));
  }
}

async function makePatch({ differences }: DriftFound['report'], files: readonly PatchedFile[] | null): Promise<string> {
  if (differences.length === 0) return '';
  if (files === null) {
    throw new CommandError(
      'A patch that hid people could not be applied.',
      'Leave --privacy out, or choose another format.',
    );
  }
  const { renderPatch } = await import('../render/adoption-patch.js');
  const patch = renderPatch(files);
  if (patch !== null) return patch;
  throw new CommandError(
    'The files would change too much for a patch.',
    'Use rollcall drift --adopt, which edits them.',
  );
}
