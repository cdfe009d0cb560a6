import type { WaitOwner } from '../app/remembered-wait.js';
import { escapeText } from '../render/escape-text.js';
import { describeFileFailure } from './command-error.js';
import type { Session } from './session.js';

/** What links one command's wait to the next command. */
export interface WaitMemory {
  /** When the first call may be sent, where an earlier command was told to wait; milliseconds since the epoch. */
  readonly notBefore: number | null;
  /** Keeps a wait that Dropbox asked for. */
  readonly remember: (waitMs: number) => void;
}

/**
 * Keeps to the wait that an earlier command was told, and tells of it; and keeps what this one is told, so that whoever
 * starts it again after it was killed does not call inside the wait.
 */
export async function openWaitMemory({ io, err, progress }: Session, owner: WaitOwner): Promise<WaitMemory> {
  const { readRememberedWait, rememberedWaitPath, rememberWait } = await import('../app/remembered-wait.js');
  const path = rememberedWaitPath(io.env, owner);
  if (path === null) return { notBefore: null, remember: () => undefined };
  const notBefore = readRememberedWait(path, io.clock);
  if (notBefore !== null) {
    const seconds = Math.ceil((notBefore - io.clock.now()) / 1000);
    progress.line(`Dropbox asked an earlier command for a pause, which is not over: going on in ${seconds} s.`);
  }
  let hasFailed = false;
  return {
    notBefore,
    remember(waitMs) {
      if (hasFailed) return;
      try {
        rememberWait(path, io.clock, waitMs);
      } catch (cause) {
        hasFailed = true;
        err.line(
          `Warning: the next command will not know of Dropbox's pause: ${escapeText(`${path}: ${describeFileFailure(cause)}`)}.`,
        );
      }
    },
  };
}
