import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { diagnosticAt } from './diagnostic-list.js';
import { readPlainYaml } from './plain-yaml.js';
import { type SourceDocument, SourceText } from './source.js';
import { parseYamlSource } from './yaml-source.js';

/** What no YAML file may hold, not even between quotes; a NUL tells a binary file. */
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;
/** Characters that turn text around on the screen, so that a reviewer reads something else than a program does. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Reads the text of one file into nodes; whatever the text is, the outcome is nodes or diagnostics. */
export function readSource(file: string, content: string): Parsed<SourceDocument> {
  // Editors on Windows write a byte order mark, which is not part of the text.
  const source = new SourceText(file, content.startsWith('\ufeff') ? content.slice(1) : content);
  // Whatever is forbidden is unusual too, so a file that was read as plain need not be searched for it.
  const plain = readPlainYaml(source);
  const forbidden = plain === null ? FORBIDDEN.exec(source.text) : null;
  if (forbidden !== null) return { ok: false, diagnostics: [describeForbidden(source, forbidden)] };
  const warnings = [...source.text.matchAll(REORDERING)].slice(0, 3).map(({ index }) =>
    diagnosticAt(
      'warning',
      source,
      { start: index, end: index + 1 },
      {
        code: 'hidden-character',
        message:
          'An invisible character here changes the direction of the text, so that it reads differently than it is.',
        advice: 'Delete it and type the text anew.',
      },
    ),
  );
  if (plain !== null) return { ok: true, value: plain, diagnostics: warnings };
  const parsed = parseYamlSource(source);
  return { ...parsed, diagnostics: [...warnings, ...parsed.diagnostics] };
}

function describeForbidden(source: SourceText, { 0: character, index }: RegExpExecArray): Diagnostic {
  const range = { start: index, end: index + 1 };
  if (character === '\0') {
    return diagnosticAt('error', source, range, {
      code: 'binary-file',
      message: 'This is not a text file: it holds a NUL character.',
      advice: 'Save the file as UTF-8 text.',
    });
  }
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return diagnosticAt('error', source, range, {
    code: 'control-character',
    message: `The control character U+${code} stands here, which YAML does not allow.`,
    advice: 'Delete it; it is invisible in most editors.',
  });
}
