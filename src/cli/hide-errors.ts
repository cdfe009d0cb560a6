import type { Privacy } from '../render/privacy.js';
import { CommandError, TokenError } from './command-error.js';

/** Hides people in what ends a command, too: a message can repeat what Dropbox or the file says. */
export async function hidingErrors<Result>(privacy: Privacy, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (privacy.tag === 'full') throw error;
    const [{ hidePeople }, { ProviderError }] = await Promise.all([
      import('../render/privacy.js'),
      import('../provider.js'),
    ]);
    if (!(error instanceof CommandError || error instanceof ProviderError)) throw error;
    const { message, advice } = hidePeople({ message: error.message, advice: error.advice }, privacy);
    const options = { cause: error };
    if (error instanceof TokenError) throw new TokenError(message, advice, options);
    if (error instanceof CommandError) throw new CommandError(message, advice, options);
    throw new ProviderError(message, advice, { ...options, ...(error.tag !== null && { tag: error.tag }) });
  }
}
