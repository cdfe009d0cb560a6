import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultJournalPath, type JournalOptions, openJournal } from '../../src/app/journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-journal-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const operation = { id: 'member.ada@acme.com/add', address: 'member.ada@acme.com', summary: 'invite ada@acme.com' };

function open(wish: Partial<JournalOptions> = {}) {
  const path = join(folder, 'state', 'team.ndjson');
  const failures: unknown[] = [];
  const clock = { now: () => Date.now() };
  const opening = openJournal({ path, clock, onFailure: (cause) => failures.push(cause), ...wish });
  return { opening, path, failures };
}

function opened(wish: Partial<JournalOptions> = {}) {
  const { opening, ...rest } = open(wish);
  if (opening.tag !== 'open') throw new Error(`the journal is ${opening.tag}`);
  return { journal: opening.journal, ...rest };
}

const dead = { isProcessAlive: () => false };

describe('the journal of a team', () => {
  it('is for the eyes of its owner only', () => {
    const { path, journal } = opened();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    journal.close();
  });

  it('hands a killed run’s jobs to the next run, until one of them has seen their end', () => {
    opened(dead).journal.jobLaunched('j1', 'member.add', [operation]);
    const second = opened(dead).journal;
    expect(second.unfinishedJobs).toMatchObject([{ jobId: 'j1', kind: 'member.add', operations: [operation] }]);
    second.jobEnded('j1');
    expect(opened(dead).journal.unfinishedJobs).toEqual([]);
  });

  it('keeps a job that was launched after half a line, and one before it', () => {
    const first = opened(dead);
    first.journal.jobLaunched('j1', 'member.add', [operation]);
    appendFileSync(first.path, '{"run":"half a li');
    opened(dead).journal.jobLaunched('j2', 'member.add', [operation]);
    expect(opened(dead).journal.unfinishedJobs.map(({ jobId }) => jobId)).toEqual(['j1', 'j2']);
  });

  it('lets nobody in beside a run that is alive, and everybody after it has ended', () => {
    const first = opened();
    expect(open().opening).toMatchObject({ tag: 'busy', run: { pid: process.pid } });
    expect(open().opening.tag).toBe('busy');
    first.journal.close();
    first.journal.close();
    opened().journal.close();
  });

  it('is kept fresh while the run goes on', () => {
    vi.useFakeTimers();
    const { journal } = opened({ pid: 1 });
    vi.advanceTimersByTime(3_600_000);
    expect(open().opening.tag).toBe('busy');
    journal.close();
  });

  it('does not end a run when it cannot be written any more, and says so once', () => {
    let isBroken = false;
    const now = () => {
      if (isBroken) throw new Error('the disk is full');
      return 0;
    };
    const { journal, failures } = opened({ clock: { now } });
    isBroken = true;
    journal.jobLaunched('j1', 'member.add', [operation]);
    journal.jobEnded('j1');
    journal.close();
    expect(failures).toEqual([new Error('the disk is full')]);
  });

  it('that cannot be made is told, and not thrown', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(open({ path: join(folder, 'file', 'team.ndjson') }).opening).toMatchObject({ tag: 'unusable' });
  });

  it('is begun anew when it is long and nothing in it is open', () => {
    const first = opened();
    first.journal.jobLaunched('j1', 'member.add', [operation]);
    first.journal.close();
    appendFileSync(first.path, `${' '.repeat(9_000_000)}\n`);
    const second = opened();
    expect(second.journal.unfinishedJobs).toHaveLength(1);
    second.journal.jobEnded('j1');
    second.journal.close();
    opened().journal.close();
    expect(readFileSync(first.path, 'utf8').length).toBeLessThan(1000);
  });
});

describe('without --journal', () => {
  it.each([
    [{ XDG_STATE_HOME: '/state', HOME: '/home/ada' }, '/state/rollcall/dbtid-AAH_1.ndjson'],
    [{ HOME: '/home/ada' }, '/home/ada/.local/state/rollcall/dbtid-AAH_1.ndjson'],
    [{}, null],
  ])('the journal is under the state directory: %j', (env, path) => {
    expect(defaultJournalPath(env, 'dbtid:AAH_1', null)).toBe(path);
  });

  it('a team cannot choose a place outside of it by its id', () => {
    expect(defaultJournalPath({ XDG_STATE_HOME: '/state' }, '../../etc/x', null)).toBe(
      '/state/rollcall/..-..-etc-x.ndjson',
    );
  });

  it('two simulators that serve teams of one id do not share a journal', () => {
    const at = (apiUrl: string) => defaultJournalPath({ XDG_STATE_HOME: '/state' }, 'dbtid:AAH', apiUrl);
    expect(at('http://127.0.0.1:4000')).toBe('/state/rollcall/dbtid-AAH-at-127.0.0.1-4000.ndjson');
    expect(at('http://127.0.0.1:4001/')).toBe('/state/rollcall/dbtid-AAH-at-127.0.0.1-4001.ndjson');
  });
});
