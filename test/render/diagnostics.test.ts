import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import { makePalette } from '../../src/render/colour.js';
import { renderDiagnosticsGithub } from '../../src/render/diagnostics-github.js';
import { diagnosticsToJson } from '../../src/render/diagnostics-json.js';
import { diagnosticsToSarif } from '../../src/render/diagnostics-sarif.js';
import { renderDiagnosticsText } from '../../src/render/diagnostics-text.js';
import { problems, teamFile } from './fixtures.js';
import { expectGolden } from './golden.js';

const sources = new Map([['team.yaml', teamFile]]);
const plain = makePalette(0);

function problem(more: Partial<Diagnostic>): Diagnostic {
  return { code: 'unknown-key', severity: 'error', message: 'm.', position: null, ...more };
}

/** The line of carets and the line above it, without the gutter. */
function excerptOf(text: string): readonly [string, string] {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => /\|\s*\^+$/.test(line));
  const [shown = '', carets = ''] = [lines[index - 1], lines[index]];
  return [shown.slice(shown.indexOf('| ') + 2), carets.slice(carets.indexOf('| ') + 2)];
}

describe('problems in a file', () => {
  it('are shown with their line, the offending text underlined, and what to do', () => {
    expectGolden('diagnostics.txt', renderDiagnosticsText(problems, sources, plain));
  });

  it('are JSON for tools', () => {
    expectGolden('diagnostics.json', `${JSON.stringify(diagnosticsToJson(problems), null, 2)}\n`);
  });

  it('are annotations on GitHub', () => {
    expectGolden('diagnostics-github.txt', renderDiagnosticsGithub(problems));
  });

  it('are a SARIF log for code scanning', () => {
    const log = diagnosticsToSarif(problems, { rollcallVersion: '0.1.0' });
    expectGolden('diagnostics.sarif', `${JSON.stringify(log, null, 2)}\n`);
  });

  it('are nothing where there are none', () => {
    expect(renderDiagnosticsText([], sources, plain)).toBe('');
    expect(renderDiagnosticsGithub([])).toBe('');
    expect(diagnosticsToJson([])).toMatchObject({ valid: true, diagnostics: [] });
  });

  it('stand over carets also where characters are wide, hidden, or tabs', () => {
    const text = '\tname: "日本\u202e" x';
    const [, carets] = excerptOf(
      renderDiagnosticsText(
        [problem({ position: { file: 'f', line: 1, column: 13 }, endColumn: 14 })],
        new Map([['f', text]]),
        plain,
      ),
    );
    // \t is two columns, the two East Asian letters are four, the escaped mark is not before the text.
    expect(carets).toBe(`${' '.repeat('\\tname: "'.length + 4 + '\\u{202e}" '.length - 1)}^`);
  });

  it('in a very long line are shown with a stretch around them', () => {
    const text = `${'a'.repeat(5000)}BAD${'b'.repeat(5000)}`;
    const [shown, carets] = excerptOf(
      renderDiagnosticsText(
        [problem({ position: { file: 'f', line: 1, column: 5001 }, endColumn: 5004 })],
        new Map([['f', text]]),
        plain,
      ),
    );
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(carets.indexOf('^'), carets.length)).toBe('BAD');
  });

  it('outside their line or file are still told', () => {
    const far = problem({ position: { file: 'f', line: 99, column: 7 } });
    expect(renderDiagnosticsText([far], new Map([['f', 'x']]), plain)).toBe('f:99:7 error: m.\n\n1 error.\n');
    const beyond = problem({ position: { file: 'f', line: 1, column: 700 }, endColumn: 900 });
    expect(excerptOf(renderDiagnosticsText([beyond], new Map([['f', 'x']]), plain))).toEqual(['x', ' ^']);
  });

  it('cannot forge a GitHub command, nor a property of one', () => {
    const text = renderDiagnosticsGithub([
      problem({ message: 'a\n::error::b 100%', position: { file: 'a,line=9:b.yaml', line: 1, column: 1 } }),
    ]);
    expect(text).toBe(
      '::error file=a%2Cline=9%3Ab.yaml,line=1,col=1,title=rollcall unknown-key::a\\n::error::b 100%25\n',
    );
  });

  it.each([
    ['people/a b#1.yaml', 'people/a%20b%231.yaml'],
    ['/srv/team.yaml', 'file:///srv/team.yaml'],
    ['C:\\teams\\team.yaml', 'file:///C:/teams/team.yaml'],
    ['half\ud800.yaml', 'half%EF%BF%BD.yaml'],
  ])('in SARIF name the file %s as a URI', (file, uri) => {
    const log = JSON.stringify(diagnosticsToSarif([problem({ position: { file, line: 1, column: 1 } })]));
    expect(log).toContain(`"artifactLocation":{"uri":"${uri}"}`);
  });
});
