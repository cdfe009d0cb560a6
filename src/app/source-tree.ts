import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import type { ReadText, SourceMatch, SourceProblem, SourceTree } from '../config/source-tree.js';

/** More than five times a team of 100,000; something else was named by mistake. */
const LARGEST_FILE_BYTES = 128 * 1024 * 1024;

/** Where a team file and what it includes are read from. */
export interface SourceTreeOptions {
  /** What paths are relative to; the process's own folder unless given. */
  readonly folder?: string;
  /** What the path `-` stands for. */
  readonly standardInput?: Uint8Array | string;
}

/** Reads team files from disk. Whatever cannot be read is told as a value. */
export function makeSourceTree(options: SourceTreeOptions = {}): SourceTree {
  const folder = resolve(options.folder ?? '.');
  return {
    readText: (path) =>
      path === '-' ? readStandardInput(options.standardInput, folder) : readFile(path, resolve(folder, path)),
    expand: (pattern, fromFile) => expandPattern(pattern, fromFile, folder),
  };
}

function readStandardInput(input: Uint8Array | string | undefined, folder: string): ReadText {
  // Names no file, but includes are relative to the folder it would be in.
  const realPath = join(folder, '-');
  if (typeof input === 'string') return { ok: true, text: input, realPath };
  if (input === undefined) {
    return refuse('file-not-found', 'Nothing was handed in on standard input.', 'Pipe a team file in, or name a file.');
  }
  return decode('standard input', input, realPath);
}

function readFile(path: string, absolute: string): ReadText {
  try {
    const stats = statSync(absolute);
    if (!stats.isFile()) return refuse('not-a-file', `${path} is not a file.`, 'Name the team file itself.');
    if (stats.size > LARGEST_FILE_BYTES) {
      const megabytes = Math.round(stats.size / 1024 / 1024);
      return refuse(
        'file-too-large',
        `${path} is ${megabytes} MB large.`,
        'A team file is at most 128 MB: name another.',
      );
    }
    return decode(path, readFileSync(absolute), realpathSync(absolute));
  } catch (cause) {
    return { ok: false, problem: describeFailure(path, cause) };
  }
}

function decode(name: string, bytes: Uint8Array, realPath: string): ReadText {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), realPath };
  } catch {
    // The decoder tells no place. UTF-16, the usual culprit, shows by its first two bytes.
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const found = isUtf16 ? 'UTF-16' : 'not UTF-8 text';
    return refuse('not-utf-8', `${name} is ${found}.`, 'Save it as UTF-8.');
  }
}

function describeFailure(path: string, cause: unknown): SourceProblem {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'file-not-found', message: `${path} does not exist.`, advice: 'Name the team file with --file.' };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'file-unreadable',
        message: `${path} may not be read.`,
        advice: 'Check the permissions of the file.',
      };
    case 'ELOOP':
      return { code: 'file-unreadable', message: `${path} is a link to itself.`, advice: 'Mend the symbolic link.' };
    default:
      return {
        code: 'file-unreadable',
        message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        advice: 'Check the path.',
      };
  }
}

function refuse(code: string, message: string, advice: string): ReadText {
  return { ok: false, problem: { code, message, advice } };
}

function expandPattern(pattern: string, fromFile: string, folder: string): readonly SourceMatch[] {
  const named = fromFile === '<stdin>' ? '.' : dirname(fromFile);
  const from = resolve(folder, named);
  // Links to folders are not followed: they could lead out of the tree, or in circles.
  const found = globSync(pattern, { cwd: from, expandDirectories: false, followSymbolicLinks: false, onlyFiles: true });
  const inside = realpathSync(from) + sep;
  return found.sort().map((name) => {
    const absolute = join(from, name);
    const realPath = resolveLinks(absolute);
    const path = join(named, name).split(sep).join('/');
    return { path, realPath, isInside: realPath.startsWith(inside) };
  });
}

/** Where a link leads; a link that leads nowhere is told when the file is read. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
