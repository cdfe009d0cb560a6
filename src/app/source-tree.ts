import { lstatSync, type PathLike, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type FileSystemAdapter, globSync } from 'tinyglobby';
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
    if (stats.isDirectory()) {
      const advice = 'Name a file in it; a folder whose files are included must be readable.';
      return refuse('not-a-file', `${path} is a folder.`, advice);
    }
    if (!stats.isFile()) return refuse('not-a-file', `${path} is not a file.`, 'Use - to read standard input.');
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
      return {
        code: 'file-not-found',
        message: `${path} does not exist.`,
        advice: 'Check the path, and the link if it is one.',
      };
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
  const unreadable: string[] = [];
  const found = globSync(pattern, {
    cwd: from,
    expandDirectories: false,
    onlyFiles: true,
    fs: makeStrictFileSystem((path) => unreadable.push(relative(from, path))),
  });
  const inside = realpathSync(from) + sep;
  return [...found, ...unreadable].sort().map((name) => {
    const realPath = resolveLinks(join(from, name));
    return { path: join(named, name).split(sep).join('/'), realPath, isInside: `${realPath}${sep}`.startsWith(inside) };
  });
}

/**
 * The file system as the glob library needs it, but telling what the library passes over in silence: folders that cannot
 * be read are handed to `onUnreadable`, and a link that leads nowhere counts as a file, which then cannot be read.
 */
function makeStrictFileSystem(onUnreadable: (path: string) => void): FileSystemAdapter {
  const readFolder = (path: PathLike, options: { withFileTypes: true }) => {
    try {
      return readdirSync(path, options);
    } catch (cause) {
      // A folder that is not there holds no match, which is told as such.
      const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (!isMissing) onUnreadable(String(path));
      throw cause;
    }
  };
  return {
    readdirSync: readFolder as typeof readdirSync,
    realpathSync: ((path: PathLike) => resolveLinks(String(path))) as typeof realpathSync,
    statSync: ((path: PathLike) => {
      try {
        return statSync(path);
      } catch {
        return lstatSync(path);
      }
    }) as typeof statSync,
  };
}

/** Where a link leads; the path itself where it leads nowhere, which is told when the file is read. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
