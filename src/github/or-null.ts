import { GitHubError } from './github-error.js';

/** Answers null where GitHub finds nothing, for things that may well not be there. */
export async function orNull<Found>(read: () => Promise<Found>): Promise<Found | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitHubError && error.tag === 'not-found') return null;
    throw error;
  }
}
