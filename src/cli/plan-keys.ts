import { Option } from 'commander';
import type { SavedPlanFile } from '../app/run-folder.js';
import { CommandError } from './command-error.js';
import { keepSecret } from './redactor.js';
import type { Session } from './session.js';

/** Whom a saved plan is sealed to. */
export function sealToOption(): Option {
  return new Option(
    '--seal-to <recipient>',
    'seal the saved plan with age, so that apply alone can read it (env ROLLCALL_PLAN_RECIPIENT)',
  );
}

/**
 * Finds out whom a saved plan is to be sealed to; null for nobody.
 * @throws CommandError when it is no recipient of age.
 */
export async function findRecipient({ io }: Session, named: string | undefined): Promise<string | null> {
  const recipient = (named ?? io.env.ROLLCALL_PLAN_RECIPIENT)?.trim() ?? '';
  if (recipient === '') return null;
  const where = named === undefined ? 'ROLLCALL_PLAN_RECIPIENT' : '--seal-to';
  if (/AGE-SECRET-KEY/i.test(recipient)) {
    keepSecret(io, recipient);
    throw new CommandError(
      `${where} holds a secret key of age, and a plan is sealed to the public one.`,
      'Take the line that begins with age1. Whoever could read the secret key here can open every plan: make a new one.',
    );
  }
  const { isRecipient } = await import('../app/sealed-plan.js');
  if (isRecipient(recipient)) return recipient;
  throw new CommandError(
    `${where} is not a recipient of age: it is cut short, or not one at all.`,
    'Make a key with age-keygen, and take its public key, which begins with age1.',
  );
}

/** A saved plan as it may lie about: sealed where somebody is named to seal it to. */
export async function sealFor(recipient: string | null, text: string): Promise<SavedPlanFile> {
  if (recipient === null) return { tag: 'plain', text };
  const { sealText } = await import('../app/sealed-plan.js');
  return { tag: 'sealed', bytes: await sealText(text, recipient) };
}

/**
 * The text of a saved plan; a sealed one is opened with the key of the environment. Null where that key does not open it.
 * @throws CommandError when it is sealed, and there is no key.
 */
export async function openPlan(session: Session, bytes: Uint8Array, path: string): Promise<string | null> {
  const { isSealed, openSealed } = await import('../app/sealed-plan.js');
  if (!isSealed(bytes)) return Buffer.from(bytes).toString('utf8');
  return openSealed(bytes, await readIdentities(session, path));
}

/** @throws CommandError when there is no key, or none of age. */
async function readIdentities({ io }: Session, path: string): Promise<readonly string[]> {
  const { areIdentities, identitiesIn } = await import('../app/sealed-plan.js');
  const text = io.env.ROLLCALL_PLAN_KEY?.trim() ?? '';
  const identities = identitiesIn(text);
  for (const identity of identities) keepSecret(io, identity);
  if (areIdentities(identities)) return identities;
  throw new CommandError(
    text === ''
      ? `The plan ${path} is sealed, and ROLLCALL_PLAN_KEY, which opens it, is not set.`
      : `The plan ${path} is sealed, and ROLLCALL_PLAN_KEY holds no secret key of age.`,
    'Set it to the secret key (AGE-SECRET-KEY-1…) whose public key plans are sealed to.',
  );
}
