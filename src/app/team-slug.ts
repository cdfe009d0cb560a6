import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';

const LONGEST = 64;
/** Eight hexadecimal digits and the hyphen before them. */
const HASH_LENGTH = 9;

/**
 * Names a team among those of one repository, by the path of its file: `team.yaml` is `team`, `teams/emea.yaml` is
 * `teams-emea`. Comments, checks, issues, environments and run folders carry it, so it keeps to `[a-z0-9-]`, at most 64.
 * Two paths may share one (`a/b.yaml` and `a-b.yaml`): `rollcall teams` tells.
 * @param folder the root of the repository, which `path` is relative to.
 */
export function teamSlug(path: string, folder = '.'): string {
  if (path === '-') return 'team';
  const name = relative(folder, resolve(folder, path)).replace(/\.ya?ml$/i, '');
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  // What the words lose of a name, as of one in Japanese, its hash keeps apart from others.
  const isWhole = words !== '' && words.length <= LONGEST && /^[\w\-./\\ ]+$/.test(name);
  if (isWhole) return words;
  const hash = createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 8);
  const start = words.slice(0, LONGEST - HASH_LENGTH).replace(/-$/, '');
  return start === '' ? `team-${hash}` : `${start}-${hash}`;
}
