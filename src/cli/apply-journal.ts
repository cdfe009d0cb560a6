import { resolve } from 'node:path';
import type { EarlierJobResult } from '../app/earlier-jobs.js';
import type { Journal, JournalOpening } from '../app/journal.js';
import { escapeText } from '../render/escape-text.js';
import { describeFileFailure } from './command-error.js';
import { askedApiUrl } from './credentials.js';
import type { Session } from './session.js';

/** The journal of one apply: the file named by `--journal`, or the team's own under the state directory. */
export class ApplyJournal {
  readonly #session: Session;
  readonly #named: string | undefined;
  #journal: Journal | null = null;

  /** @param hide hides people in what is told of earlier jobs. */
  constructor(
    session: Session,
    named: string | undefined,
    private readonly hide: <Value>(value: Value) => Value,
  ) {
    this.#session = session;
    this.#named = named;
  }

  /** Opens it. Null, with a warning, where no place for it was named and the usual one cannot be used. */
  readonly open = async (readTeamId: () => Promise<string>): Promise<JournalOpening | null> => {
    const { io, err } = this.#session;
    const { defaultJournalPath, openJournal } = await import('../app/journal.js');
    const path =
      this.#named === undefined
        ? defaultJournalPath(io.env, await readTeamId(), askedApiUrl(this.#session))
        : resolve(io.cwd, this.#named);
    if (path === null) {
      this.#warn('neither XDG_STATE_HOME nor HOME says where');
      return null;
    }
    const opening = openJournal({
      path,
      clock: io.clock,
      onFailure: (cause) =>
        err.line(`Warning: the journal ${escapeText(path)} is not kept any more: ${describe(cause)}.`),
    });
    if (opening.tag === 'open') this.#journal = opening.journal;
    if (opening.tag !== 'unusable' || this.#named !== undefined) return opening;
    this.#warn(`${escapeText(path)}: ${describe(opening.cause)}`);
    return null;
  };

  readonly tellEarlierJobs = (
    jobs: readonly { readonly operations: readonly { readonly summary: string }[] }[],
  ): void => {
    const { err } = this.#session;
    err.line(
      `An earlier run left ${jobs.length === 1 ? 'a job' : `${jobs.length} jobs`} at Dropbox; waiting for the end first:`,
    );
    for (const { operations } of this.hide(jobs)) err.line(`  ${summarise(operations)}`);
  };

  readonly tellEarlierJobEnded = (result: EarlierJobResult): void => {
    const { err } = this.#session;
    const { job, end } = this.hide(result);
    const what = summarise(job.operations);
    if (end.tag === 'complete') err.line(`The earlier job has ended: ${what}.`);
    else
      err.line(
        `Warning: the earlier job ended badly: ${what}: ${escapeText(`${end.reason.message} ${end.reason.advice}`)}`,
      );
  };

  /** For a command that ends before the use-case does. */
  close(): void {
    this.#journal?.close();
  }

  #warn(why: string): void {
    const { err } = this.#session;
    err.line(`Warning: no journal is kept (${why}). If this run is killed, the next one cannot wait for its jobs.`);
    err.line('Name a file for it with --journal.');
  }
}

function summarise(operations: readonly { readonly summary: string }[]): string {
  const first = escapeText(operations[0]?.summary ?? 'nothing that is known');
  return operations.length > 1 ? `${first} and ${operations.length - 1} more` : first;
}

function describe(cause: unknown): string {
  return escapeText(describeFileFailure(cause));
}
