import type { Diagnostic, Parsed } from '../model/diagnostic.js';

/**
 * Reads the bytes of a CSV file as text: UTF-8, or UTF-16 where it begins with its mark, as spreadsheets write "Unicode
 * text". Any other encoding is told with its first line, never guessed: a wrong guess would rename people.
 */
export function decodeCsv(bytes: Uint8Array, file: string): Parsed<string> {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return { ok: true, value: new TextDecoder(encoding, { fatal: true }).decode(bytes), diagnostics: [] };
  } catch {
    return { ok: false, diagnostics: [notUnicode(bytes, file)] };
  }
}

function notUnicode(bytes: Uint8Array, file: string): Diagnostic {
  return {
    code: 'csv-encoding',
    severity: 'error',
    message: `${file}:${firstForeignLine(bytes)}: this line is not UTF-8. The file was probably saved as Latin-1 or Windows-1252, and its accents cannot be told.`,
    advice: 'Save it again as "CSV UTF-8", or run: iconv -f windows-1252 -t utf-8.',
    position: null,
  };
}

function firstForeignLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; start <= bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return 1;
}
