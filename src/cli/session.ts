import { Writable } from 'node:stream';
import type { DropboxProviderOptions, TokenConnection } from '../app/connect.js';
import type { Provider } from '../provider.js';
import type { CliIo } from './cli-io.js';
import { type Access, findAccess } from './credentials.js';
import type { GlobalOptions } from './options.js';
import { makeRedactor } from './redactor.js';
import { Terminal } from './terminal.js';
import { openWaitMemory } from './wait-memory.js';

/** One run of one command: where its results and its notes go. */
export interface Session {
  readonly io: CliIo;
  readonly options: GlobalOptions;
  /** Whether `--file` was given, rather than left at its default. */
  readonly isFileNamed: boolean;
  /** Results. */
  readonly out: Terminal;
  /** Notes, warnings and errors. */
  readonly err: Terminal;
  /** How far some work is: the same as `err`, or nowhere with `--quiet`. */
  readonly progress: Terminal;
}

/** Opens both outputs, each with as much colour as it bears. */
export async function openSession(io: CliIo, options: GlobalOptions, isFileNamed: boolean): Promise<Session> {
  const { colourLevel, makePalette } = await import('../render/colour.js');
  const redact = await makeRedactor(io);
  const open = (stream: CliIo['stdout']) => {
    const level = colourLevel({ mode: options.color, isTty: stream.isTTY === true, env: io.env });
    return new Terminal({ stream, palette: makePalette(level), redact });
  };
  const err = open(io.stderr);
  const progress = options.quiet === true ? open(new Writable({ write: (_chunk, _encoding, done) => done() })) : err;
  return { io, options, isFileNamed, out: open(io.stdout), err, progress };
}

/** Whoever waits for longer than this is told why. */
const LONG_WAIT_MS = 10_000;

/**
 * Makes the provider that the environment or the stored sign-in leads to, hands it over, and closes it again.
 * @throws CommandError when there is no token; ProviderError when the address of the API is not one.
 */
export async function withProvider<Result>(
  session: Session,
  use: (provider: Provider) => Promise<Result>,
  { parallelism }: { readonly parallelism?: number } = {},
): Promise<Result> {
  const access = await findAccess(session);
  const { createDropboxProvider } = await import('../app/connect.js');
  return useAndClose(
    createDropboxProvider({
      ...(await connectionOptions(session, access)),
      ...(parallelism !== undefined && { connections: parallelism }),
    }),
    use,
  );
}

/** Asks the team log, through a provider of its own; nothing of a provider that keeps none. */
export function askLog(session: Session): NonNullable<Provider['readTeamLog']> {
  return (filter) => withProvider(session, async (provider) => (await provider.readTeamLog?.(filter)) ?? []);
}

/**
 * The same for what is asked of a token, and not of a team.
 * @throws ProviderError when the address of the API is not one.
 */
export async function withToken<Result>(
  session: Session,
  access: Pick<Access, 'apiUrl' | 'credentials'>,
  use: (connection: TokenConnection) => Promise<Result>,
): Promise<Result> {
  const { connectToken } = await import('../app/connect.js');
  return useAndClose(connectToken(await connectionOptions(session, access)), use);
}

async function connectionOptions(
  session: Session,
  { apiUrl, credentials }: Pick<Access, 'apiUrl' | 'credentials'>,
): Promise<DropboxProviderOptions> {
  const { io, options, err, progress } = session;
  warnOfPlainHttp(session, apiUrl);
  const waits = await openWaitMemory(session, { apiUrl, credentials });
  return {
    apiUrl,
    credentials,
    clock: io.clock,
    ...(waits.notBefore !== null && { notBefore: waits.notBefore }),
    onWait: (reason, waitMs) => {
      if (reason === 'rate-limit') waits.remember(waitMs);
      if (waitMs < LONG_WAIT_MS && options.verbose !== true) return;
      const why = reason === 'rate-limit' ? 'Dropbox asks for a pause' : 'Dropbox had trouble, or the network';
      progress.line(`${why}: going on in ${Math.ceil(waitMs / 1000)} s.`);
    },
    ...(options.verbose === true && {
      onCall: (call) => {
        const end = call.status === null ? 'no answer' : `${call.status}, ${call.bytes} characters`;
        const again = call.attempt > 1 ? `, attempt ${call.attempt}` : '';
        const request = call.requestId === null ? '' : `, request ${call.requestId}`;
        err.line(`${call.route}: ${end}, ${call.ms} ms${again}${request}`);
      },
    }),
  };
}

async function useAndClose<Connection extends { close(): Promise<void> }, Result>(
  connection: Connection,
  use: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await use(connection);
    await connection.close();
    return result;
  } catch (error) {
    // Closing waits for calls that still hang; what went wrong is told now, and is more than closing could add.
    connection.close().catch(() => undefined);
    throw error;
  }
}

/** Tells that a token will travel unprotected, where it will. */
export function warnOfPlainHttp({ err }: Session, apiUrl: string): void {
  if (!URL.canParse(apiUrl)) return;
  const { hostname, protocol } = new URL(apiUrl);
  if (protocol !== 'http:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  err.line(`Warning: the token is sent to ${hostname} without encryption. Use https: for anything but a simulator.`);
}
