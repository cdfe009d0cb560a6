import { documentFromLive, omissionsFromLive } from '../config/document-from-live.js';
import { readTeamFile } from '../config/parse.js';
import type { SourceTree } from '../config/source-tree.js';
import { splitDocument } from '../config/split-document.js';
import { writeIncludedFile, writeTeamFile } from '../config/write.js';
import type { LiveState } from '../model/live-state.js';
import { makePlan } from '../plan/plan.js';
import { readEverything } from '../plan/read-needs.js';
import type { LiveReader, ReadProgress } from '../provider.js';
import { makePartNamer, type SplitBy } from './split-by.js';

/** A file that an exported team file includes. */
export interface ExportedPart {
  /** Without folder and ending: `sales`. */
  readonly name: string;
  readonly text: string;
}

/** A team as a team file. */
export interface Exported {
  /** YAML. Planning it against `live` changes nothing. */
  readonly text: string;
  /** Only where the people are split. */
  readonly parts: readonly ExportedPart[];
  readonly live: LiveState;
  /** What the file cannot say and so leaves out; one sentence each, empty as a rule. Holds names as the team has them. */
  readonly omissions: readonly string[];
}

/**
 * Reads a whole team, with owners and quotas, for an export or a snapshot.
 * @throws ProviderError when the team cannot be read completely.
 */
export function readWholeTeam(reader: LiveReader, onProgress?: (progress: ReadProgress) => void): Promise<LiveState> {
  return reader.readLiveState(readEverything, onProgress);
}

/** The first line of every part: a later export may replace or remove such a file. */
export const PART_HEADING =
  'Written by rollcall export --split-by. Edit freely; an export with --force writes it anew.';

/** Into what files the people go. */
export interface ExportSplit {
  readonly by: SplitBy;
  /** The folder of the parts, relative to the team file. */
  readonly folder: string;
}

/**
 * Writes a live team as a team file, and proves it: the text is read again and planned against the same team, and that
 * plan must be empty.
 * @param now milliseconds since the epoch.
 * @throws Error when the proof fails, which is a bug: the text must then not be used.
 */
export function exportTeam(live: LiveState, now: number, split: ExportSplit | null = null): Exported {
  const document = documentFromLive(live);
  const omissions = omissionsFromLive(live);
  if (split === null) {
    const text = writeTeamFile(document);
    prove(live, now, new Map([[MAIN, text]]));
    return { text, parts: [], live, omissions };
  }
  const { main, parts: people } = splitDocument(document, makePartNamer(document, split.by), `${split.folder}/*.yaml`);
  const text = writeTeamFile(main);
  const parts = [...people].map(([name, members]) => ({ name, text: writeIncludedFile(members, [PART_HEADING]) }));
  prove(
    live,
    now,
    new Map([[MAIN, text], ...parts.map((part) => [`${split.folder}/${part.name}.yaml`, part.text] as const)]),
  );
  return { text, parts, live, omissions };
}

const MAIN = 'team.yaml';

function prove(live: LiveState, now: number, texts: ReadonlyMap<string, string>): void {
  const { parsed } = readTeamFile(MAIN, treeOf(texts));
  if (!parsed.ok) {
    throw new Error(`the exported file cannot be read: ${parsed.diagnostics.map(({ message }) => message).join(' ')}`);
  }
  const plan = makePlan({ desired: parsed.value, live, now });
  if (!plan.ok) {
    throw new Error(`the exported file cannot be planned: ${plan.diagnostics.map(({ message }) => message).join(' ')}`);
  }
  if (plan.value.changes.length > 0) {
    const addresses = plan.value.changes.map(({ action, address }) => `${action} ${address}`);
    throw new Error(`the exported file would change the team it was made from: ${addresses.join(', ')}`);
  }
}

/** The files of an export, as its include finds them. */
function treeOf(texts: ReadonlyMap<string, string>): SourceTree {
  return {
    readText: (path) => ({ ok: true, text: texts.get(path) ?? '', realPath: path }),
    expand: () =>
      [...texts.keys()].filter((path) => path !== MAIN).map((path) => ({ path, realPath: path, isInside: true })),
  };
}
