import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What is read of the event that started a GitHub job; whatever else it holds is nobody's business here. */
const eventSchema = z.object({
  pull_request: z
    .object({
      number: z.int().positive(),
      head: z.object({ sha: commit }),
      base: z.object({ sha: commit }),
    })
    .optional()
    .catch(undefined),
  repository: z
    .object({ private: z.boolean(), visibility: z.enum(['public', 'private', 'internal']).optional() })
    .optional()
    .catch(undefined),
});

/** The event that started a GitHub job. */
export type GitHubEvent = z.infer<typeof eventSchema>;

/** Reads the file that `GITHUB_EVENT_PATH` names; null where there is none, or none that can be read. */
export async function readGitHubEvent(path: string | undefined): Promise<GitHubEvent | null> {
  if (path === undefined || path === '') return null;
  try {
    return eventSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Whoever asks has an answer for what is not known; the runner, and nobody of ours, wrote the file.
    return null;
  }
}

/** Whether everybody may read the repository that an event happened in; false where the event does not tell. */
export function isPublicRepository(event: GitHubEvent | null): boolean {
  const { repository } = event ?? {};
  return repository?.visibility === 'public' || repository?.private === false;
}
