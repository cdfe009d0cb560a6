import * as z from 'zod';
import { type Client, tooLarge } from './client.js';
import { GitHubError } from './github-error.js';

/** A file of a repository at a commit. */
export interface RepositoryFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Git's hash of what it holds. */
  readonly blob: string;
}

/** The files of a repository, read as data: nothing is checked out, and nothing of them is run. */
export interface Contents {
  /** The plain files at a commit, in or below a folder (`''`: all). Links and submodules are left out. */
  list(commit: string, folder?: string): Promise<readonly RepositoryFile[]>;
  /** What a listed file holds, at most `limitBytes`. */
  read(file: RepositoryFile, limitBytes?: number): Promise<Uint8Array>;
  /** What the file at a path holds at a commit; null where there is no plain file. */
  readPath(path: string, commit: string): Promise<Uint8Array | null>;
}

/** Far more than the file of a team of 100,000. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

const treeSchema = z.object({
  truncated: z.boolean().default(false),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string().default('100644'),
      type: z.string(),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
});
const blobSchema = z.object({ content: z.string(), encoding: z.string() });

export function makeContents(client: Client): Contents {
  const list: Contents['list'] = async (commit, folder = '') => {
    const doing = `list the files at commit ${commit}`;
    const answer = await client.call(
      treeSchema,
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      { tree_sha: commit, recursive: '1' },
      { doing, permission: 'contents: read' },
    );
    if (answer.truncated) {
      throw new GitHubError(
        'too-large',
        `The repository holds more files at commit ${commit} than GitHub lists.`,
        'Keep the team files in a repository of their own.',
      );
    }
    const prefix = folder === '' || folder === '.' ? '' : `${folder.replace(/\/+$/, '')}/`;
    return answer.tree
      .filter(({ type, mode, path }) => type === 'blob' && mode !== '120000' && path.startsWith(prefix))
      .map(({ path, size, sha }) => ({ path, sizeBytes: size ?? 0, blob: sha }));
  };
  const read: Contents['read'] = async ({ path, sizeBytes, blob }, limitBytes = LARGEST_FILE_BYTES) => {
    const doing = `read ${path}`;
    if (sizeBytes > limitBytes) throw tooLarge(doing, limitBytes);
    const { content, encoding } = await client.call(
      blobSchema,
      'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
      { file_sha: blob },
      { doing, permission: 'contents: read' },
    );
    return Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  };
  return {
    list,
    read,
    readPath: async (path, commit) => {
      const file = (await list(commit)).find((one) => one.path === path);
      return file === undefined ? null : read(file);
    },
  };
}
