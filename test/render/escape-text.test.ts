import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, quoteText } from '../../src/render/escape-text.js';

describe('text from the file or the team', () => {
  it.each([
    ['a line feed', 'a\nb', 'a\\nb'],
    ['carriage return and tab', '\r\t', '\\r\\t'],
    ['an escape sequence', '\u001b[31mred', '\\u{001b}[31mred'],
    ['a C1 control', '\u009b31m', '\\u{009b}31m'],
    ['a delete', '\u007f', '\\u{007f}'],
    ['a right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
    ['an isolate', '\u2066\u2069', '\\u{2066}\\u{2069}'],
    ['an Arabic letter mark', '\u061c', '\\u{061c}'],
    ['zero-width blanks and joiners', '\u200b\u200d\ufeff', '\\u{200b}\\u{200d}\\u{feff}'],
    ['a soft hyphen', 'a\u00adb', 'a\\u{00ad}b'],
    ['a tag character', '\u{e0041}', '\\u{e0041}'],
    ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['half a character', '\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
  ])('has made visible: %s', (_, text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  it.each(['ada@acme.com', 'Größe 日本語 العربية', '🎉 Team', '\u2764\ufe0f', 'O\'Brien \\ "x"'])(
    'is left as it is where everything can be seen: %s',
    (text) => {
      expect(escapeText(text)).toBe(text);
    },
  );

  it('is quoted so that its end can be told', () => {
    expect(quoteText('say "hi" \\ \n')).toBe('"say \\"hi\\" \\\\ \\n"');
  });

  it('once escaped, has nothing left to escape', () => {
    const anything = fc.string({
      unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    });
    fc.assert(
      fc.property(anything, (text) => {
        expect(escapeText(escapeText(text))).toBe(escapeText(text));
      }),
    );
  });
});
