import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import type { CliIo } from '../../src/cli/cli-io.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { Clock } from '../../src/provider.js';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';

/** How one command ended, and all that it said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Real time, in which nobody waits. */
export const impatientClock: Clock = {
  now: () => Date.now(),
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
};

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 80;

  constructor(
    isTTY: boolean,
    private readonly onText: (text: string) => void = () => undefined,
  ) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    this.onText(this.text);
    done();
  }
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Text on standard input, which is then no terminal. */
  readonly stdin?: string | Readable;
  /** What a person types when they are asked; null closes the input (Ctrl-D). Makes all streams terminals. */
  readonly types?: string | null;
  readonly isTty?: boolean;
  /** Called as soon as standard error says something; answers whether to interrupt now. */
  readonly interruptWhen?: (stderr: string) => boolean;
  readonly clock?: Clock;
}

/** A folder for the files of one test, and commands that run in it. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
  readonly exits: number[] = [];

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs one `rollcall` command inside this process. */
  async run(argv: readonly string[], surroundings: Surroundings = {}): Promise<CommandResult> {
    const isAsked = surroundings.types !== undefined;
    const isTty = surroundings.isTty ?? isAsked;
    const listeners = new Set<() => void>();
    const typed = new PassThrough();
    let isInterrupted = false;
    let hasTyped = false;
    const stdout = new Sink(isTty);
    const stderr = new Sink(isTty, (text) => {
      if (!hasTyped && isAsked && text.includes('Only "yes"')) {
        hasTyped = true;
        if (surroundings.types === null) typed.end();
        else typed.write(surroundings.types);
      }
      if (!isInterrupted && surroundings.interruptWhen?.(text) === true) {
        isInterrupted = true;
        setImmediate(() => {
          for (const listener of [...listeners]) listener();
        });
      }
    });
    const io: CliIo = {
      stdin: isAsked ? Object.assign(typed, { isTTY: true }) : openInput(surroundings.stdin),
      stdout,
      stderr,
      env: { XDG_STATE_HOME: this.path('state'), ...this.env, ...surroundings.env },
      cwd: this.folder,
      clock: surroundings.clock ?? impatientClock,
      onInterrupt: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      exitNow: (code) => this.exits.push(code),
    };
    const code = await runCli(argv, io);
    return { code, stdout: stdout.text, stderr: stderr.text };
  }
}

function openInput(stdin: string | Readable = ''): Readable {
  return typeof stdin === 'string' ? Readable.from([stdin]) : stdin;
}

/** A simulated team, and a workplace whose environment leads to it. */
export async function startTeam(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ seed: acme, jobPolls: 1, ...options });
  const env = { DROPBOX_API_URL: simulator.url, DROPBOX_ACCESS_TOKEN: simulator.token };
  const workplace = new Workplace(env);
  return {
    simulator,
    workplace,
    close: async () => {
      workplace.remove();
      await simulator.close();
    },
  };
}

/** Ada and Grace run a team of eight; Bob and Eve are ordinary members, and so are the rest. */
export const acme = {
  team: { id: 'dbtid:AAHacme', name: 'Acme Inc', licences: 10 },
  acting_admin: 'ada@acme.com',
  members: [
    { email: 'ada@acme.com', given_name: 'Ada', surname: 'Lovelace', external_id: 'E1', role: 'Team' },
    { email: 'grace@acme.com', given_name: 'Grace', surname: 'Hopper', external_id: 'E2', role: 'Team' },
    { email: 'bob@acme.com', given_name: 'Bob', surname: 'Builder', external_id: 'E3' },
    { email: 'eve@acme.com', given_name: 'Eve', surname: 'Moneypenny', external_id: 'E4' },
    ...['w', 'x', 'y', 'z'].map((name) => ({ email: `${name}@acme.com`, given_name: name, surname: 'Other' })),
  ],
  groups: [
    { name: 'Engineering', management: 'company_managed' as const, members: ['ada@acme.com', 'bob@acme.com'] },
    { name: 'Sales', management: 'company_managed' as const, members: ['eve@acme.com'] },
  ],
};

/** Invites Tom into Engineering, renames Bob's surname, suspends Eve. */
export const changesFile = `version: 1
members:
  - {email: ada@acme.com, role: team_admin, groups: [Engineering]}
  - {email: grace@acme.com, role: team_admin}
  - {email: bob@acme.com, surname: Baumeister, groups: [Engineering]}
  - {email: eve@acme.com, status: suspended}
  - {email: tom@acme.com, given_name: Tom, surname: Tester, groups: [Engineering]}
groups:
  - {name: Engineering}
`;
