import { type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { readTeamFile } from '../config/parse.js';
import { readSource } from '../config/read-source.js';
import { includedFileFields, teamFileFields } from '../config/schema.js';
import { entryOf } from '../config/source.js';
import type { SourceTree } from '../config/source-tree.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { teamSlug } from './team-slug.js';

/** One team file of a repository. */
export interface TeamFile {
  /** Names the team in GitHub; see {@link teamSlug}. */
  readonly slug: string;
  /** Relative to the folder that commands run in. */
  readonly file: string;
  /** What the file holds; null where it has errors, which `validate` tells. */
  readonly desired: DesiredState | null;
}

/** The team files under a folder, and what is wrong with them as a whole. */
export interface TeamFiles {
  /** Sorted by path. */
  readonly teams: readonly TeamFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the team files under a folder. A team file is a YAML file with at least two of the format's keys, one of which
 * only the main file may have; files that another one includes are parts of that one. Hidden folders and `node_modules`
 * are left out, and links are not followed. A path that names a file is taken at its word.
 * @param path relative to `cwd`; `cwd` is the root of the repository, as slugs begin there.
 */
export function findTeamFiles(path: string, cwd: string, tree: SourceTree): TeamFiles {
  const stats: Stats | undefined = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (stats === undefined) return { teams: [], diagnostics: [describeMissing(path, 'does not exist')] };
  if (!stats.isDirectory()) return { teams: [readTeam(path, cwd, tree).team], diagnostics: [] };
  const kinds = listYaml(path, cwd).map((file) => ({ file, kind: findKind(file, tree) }));
  const readings = kinds.filter(({ kind }) => kind === 'team').map(({ file }) => readTeam(file, cwd, tree));
  const included = new Set(readings.flatMap(({ includes }) => includes));
  const teams = readings.map(({ team }) => team).filter(({ file }) => !included.has(file));
  const loose = kinds.filter(({ file, kind }) => kind === 'part' && !included.has(file)).map(({ file }) => file);
  const none = teams.length === 0 ? [describeMissing(path, 'holds no team file')] : [];
  return {
    teams,
    diagnostics: [...none, ...findSameSlugs(teams), ...findSameTeams(teams), ...loose.map(describeLoose)],
  };
}

function listYaml(folder: string, cwd: string): readonly string[] {
  const options = { ignore: ['**/node_modules/**'], followSymbolicLinks: false, caseSensitiveMatch: false };
  return globSync('**/*.{yaml,yml}', { ...options, cwd: resolve(cwd, folder) })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .sort();
}

function readTeam(file: string, cwd: string, tree: SourceTree) {
  const { parsed, sources } = readTeamFile(file, tree);
  const team: TeamFile = { slug: teamSlug(file, cwd), file, desired: parsed.ok ? parsed.value : null };
  return { team, includes: [...sources.keys()].filter((source) => source !== file) };
}

/** What a file is by its keys: a team file, a part that one may include, or something else altogether. */
type Kind = 'team' | 'part' | 'other';

function findKind(file: string, tree: SourceTree): Kind {
  const read = tree.readText(file);
  if (!read.ok) return 'other';
  const keys = readKeys(file, read.text).filter((key) => Object.hasOwn(teamFileFields, key));
  const isMain = keys.some((key) => !Object.hasOwn(includedFileFields, key));
  if (isMain) return keys.length > 1 ? 'team' : 'other';
  return keys.length > 1 ? 'part' : 'other';
}

/** The keys of a file's first level. A file with errors in it is still the file of a team: its lines tell. */
function readKeys(file: string, text: string): readonly string[] {
  const parsed = readSource(file, text);
  if (!parsed.ok) return [...text.matchAll(/^(['"]?)(\w+)\1[ \t]*:/gm)].map(([, , key = '']) => key);
  const { root } = parsed.value;
  if (root.kind !== 'mapping') return [];
  const version = entryOf(root, 'version')?.value;
  // Compose files and others have a version too, as text.
  const isOurs = version === undefined || (version.kind === 'scalar' && Number.isInteger(version.value));
  return isOurs ? root.entries.map(({ key }) => key) : [];
}

function describeMissing(path: string, problem: string): Diagnostic {
  return {
    code: 'no-team-file',
    severity: 'error',
    message: `${path} ${problem}.`,
    advice: 'Name the folder that holds the team files, or one of them. A team file begins with version: 1.',
    position: null,
  };
}

function findSameSlugs(teams: readonly TeamFile[]): Diagnostic[] {
  return findDoubles(teams, ({ slug }) => slug).map(([first, second]) => ({
    code: 'same-slug',
    severity: 'error',
    message: `${first.file} and ${second.file} would both be called ${first.slug} in GitHub.`,
    advice: 'Rename one of them: the environments, comments and runs of a team are found by that name.',
    position: null,
  }));
}

function findSameTeams(teams: readonly TeamFile[]): Diagnostic[] {
  return findDoubles(teams, ({ desired }) => desired?.team.id ?? null).map(([first, second]) => ({
    code: 'same-team',
    severity: 'error',
    message: `${first.file} and ${second.file} are both for the Dropbox team ${first.desired?.team.id}.`,
    advice: 'Keep a team in one file, which may include others: each of the two would undo what the other does.',
    position: second.desired?.team.source ?? null,
  }));
}

/** Each team whose key an earlier one has, with that one. */
function findDoubles(teams: readonly TeamFile[], keyOf: (team: TeamFile) => string | null): [TeamFile, TeamFile][] {
  const first = new Map<string, TeamFile>();
  const doubles: [TeamFile, TeamFile][] = [];
  for (const team of teams) {
    const key = keyOf(team);
    if (key === null) continue;
    const other = first.get(key);
    if (other === undefined) first.set(key, team);
    else doubles.push([other, team]);
  }
  return doubles;
}

function describeLoose(file: string): Diagnostic {
  return {
    code: 'included-nowhere',
    severity: 'warning',
    message: `${file} holds members and groups, but no team file includes it: nothing in it is applied.`,
    advice: 'Name it under include: of a team file; or make it one, beginning with version: 1.',
    position: { file, line: 1, column: 1 },
  };
}
