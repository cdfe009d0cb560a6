import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatJournalRecord,
  type JournalEntry,
  mayBeAlive,
  type RunTrace,
  readJournal,
  SILENT_RUN_MS,
} from '../../src/apply/journal-format.js';

const started: JournalEntry = { tag: 'run-started', pid: 7, host: 'ci-1' };
const launched = (job: string): JournalEntry => ({
  tag: 'job-launched',
  job,
  kind: 'member.add',
  operations: [{ id: 'member.ada@acme.com/add', address: 'member.ada@acme.com', summary: 'invite ada@acme.com' }],
});

/** A journal of (run, entry) pairs, one second apart. */
function journalOf(entries: readonly (readonly [run: string, entry: JournalEntry])[]): string {
  return entries.map(([run, entry], index) => formatJournalRecord({ run, at: index * 1000, ...entry })).join('');
}

describe('a journal', () => {
  it('tells the jobs whose end nobody saw, with what they were for', () => {
    const text = journalOf([
      ['a', started],
      ['a', launched('j1')],
      ['a', launched('j2')],
      ['a', { tag: 'job-ended', job: 'j1' }],
    ]);
    expect(readJournal(text).unfinishedJobs).toEqual([
      {
        jobId: 'j2',
        kind: 'member.add',
        launchedAt: 2000,
        operations: [{ id: 'member.ada@acme.com/add', address: 'member.ada@acme.com', summary: 'invite ada@acme.com' }],
      },
    ]);
  });

  it('takes a job for ended when a later run saw its end', () => {
    const text = journalOf([
      ['a', started],
      ['a', launched('j1')],
      ['b', started],
      ['b', { tag: 'job-ended', job: 'j1' }],
    ]);
    expect(readJournal(text).unfinishedJobs).toEqual([]);
  });

  it('is read as far as it goes, wherever the run that wrote it was killed', () => {
    const text = journalOf([
      ['a', started],
      ['a', launched('j1')],
      ['a', { tag: 'planned', digest: 'sha256:0', operations: 3 }],
      ['a', launched('j2')],
    ]);
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const whole = text.slice(0, length).split('\n').length - 1;
        const state = readJournal(text.slice(0, length));
        expect(state.unfinishedJobs.length).toBeGreaterThanOrEqual([0, 0, 1, 1, 2][whole] as number);
        expect(state.runs.length).toBeGreaterThanOrEqual(Math.min(1, whole));
      }),
    );
  });

  it('is read past half a line, and past what this version does not know', () => {
    const lines = [
      '{"run":"a","at":0,"tag":"run-started","pi',
      'null',
      '{"run":"a","at":1}',
      '{"run":"a","at":1,"tag":"job-launched","job":"j0","kind":"member.add","operations":[{"id":1}]}',
      '{"run":"a","at":1,"tag":"something-new"}',
      JSON.stringify({ run: 'b', at: 5, ...launched('j1') }),
    ];
    expect(readJournal(lines.join('\n')).unfinishedJobs.map(({ jobId }) => jobId)).toEqual(['j1']);
  });

  it('holds no more of an operation than its id and how it ended', () => {
    const line = formatJournalRecord({
      run: 'a',
      at: 1,
      tag: 'operation-ended',
      id: 'member.ada@acme.com/add',
      result: 'succeeded',
      failure: null,
      request: null,
    });
    expect(line).toBe(
      '{"run":"a","at":1,"tag":"operation-ended","id":"member.ada@acme.com/add","result":"succeeded","failure":null,"request":null}\n',
    );
  });
});

describe('a run', () => {
  const run: RunTrace = { run: 'a', pid: 7, host: 'ci-1', startedAt: 0, seenAt: 1000, hasEnded: false };
  const here = { host: 'ci-1', now: 2000, isProcessAlive: () => true };

  it.each<[string, boolean, Partial<RunTrace>, Partial<typeof here>]>([
    ['with a living process is alive', true, {}, {}],
    ['that was killed is over at once', false, {}, { isProcessAlive: () => false }],
    ['that said it ended is over', false, { hasEnded: true }, {}],
    [
      'on another machine is alive while it gives signs of life',
      true,
      { host: 'ci-2' },
      { isProcessAlive: () => false },
    ],
    [
      'on another machine is over when it has been silent for long',
      false,
      { host: 'ci-2' },
      { now: SILENT_RUN_MS + 1001 },
    ],
    ['whose number another process has by now is over when silent for long', false, {}, { now: SILENT_RUN_MS + 1001 }],
  ])('%s', (_, isAlive, trace, onlooker) => {
    expect(mayBeAlive({ ...run, ...trace }, { ...here, ...onlooker })).toBe(isAlive);
  });

  it('is as fresh as the last thing it wrote', () => {
    const [trace] = readJournal(
      journalOf([
        ['a', started],
        ['a', { tag: 'run-alive' }],
        ['a', { tag: 'run-alive' }],
      ]),
    ).runs;
    expect(trace).toMatchObject({ startedAt: 0, seenAt: 2000, hasEnded: false });
  });
});
