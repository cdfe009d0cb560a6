import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/apply/report.js';
import { makePalette } from '../../src/render/colour.js';
import { reportToJson } from '../../src/render/report-json.js';
import { formatDuration, renderReportText } from '../../src/render/report-text.js';
import { addsTwoPeople } from './fixtures.js';
import { expectGolden } from './golden.js';
import { appliedReport, emptyReport, failedReport, interruptedReport, partialReport } from './report-fixtures.js';

const stories: Readonly<Record<string, Report>> = {
  'report-applied': appliedReport,
  'report-in-part': partialReport,
  'report-failed': failedReport,
  'report-interrupted': interruptedReport,
  'report-nothing-to-do': emptyReport,
};

const plain = makePalette(0);

describe('the report of a run', () => {
  it.each(Object.entries(stories))('tells the story: %s', (story, report) => {
    expectGolden(`${story}.txt`, renderReportText(report, { palette: plain, file: 'team.yaml', durationMs: 42_300 }));
  });

  it('names the file in the command to run next', () => {
    const text = renderReportText(failedReport, { palette: plain, file: 'teams/acme.yaml' });
    expect(text).toContain('rollcall apply -f teams/acme.yaml');
  });

  it('reads the same in colour', () => {
    const coloured = renderReportText(interruptedReport, { palette: makePalette(1), file: 'team.yaml' });
    const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
    expect(coloured).not.toBe(coloured.replace(codes, ''));
    expect(coloured.replace(codes, '')).toBe(
      renderReportText(interruptedReport, { palette: plain, file: 'team.yaml' }),
    );
  });

  it('is kept as JSON with every operation, its failure and times, and what undoing needs', () => {
    const json = reportToJson(partialReport, {
      rollcallVersion: '0.1.0',
      plan: addsTwoPeople,
      startedAt: 1_780_000_000_000,
      endedAt: 1_780_000_010_000,
      overriddenGuards: ['max_removals'],
    });
    expectGolden('report-in-part.json', `${JSON.stringify(json, null, 2)}\n`);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.7, '1 s'],
    [1_499, '1 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [200_000, '3 min 20 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('of %d ms reads %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
