import type { CliIo } from './cli-io.js';
import { secretVariables } from './credentials-from-env.js';

/** Secrets that commands came by, besides those of the environment, by what they run in. */
const learnt = new WeakMap<object, Set<string>>();

/** Has a secret taken out of whatever is printed from now on. */
export function keepSecret(io: Pick<CliIo, 'env'>, secret: string): void {
  learnt.set(io, (learnt.get(io) ?? new Set()).add(secret));
}

/** Takes the secrets of the environment, and those that were learnt, out of whatever is printed. */
export async function makeRedactor(io: Pick<CliIo, 'env'>): Promise<(text: string) => string> {
  const { redact } = await import('../app/secrets.js');
  const secrets = secretVariables.flatMap((name) => io.env[name]?.trim() || []);
  return (text) => redact(text, [...secrets, ...(learnt.get(io) ?? [])]);
}
