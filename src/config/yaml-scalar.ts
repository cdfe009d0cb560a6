/** Text that means itself without quotes, in block and in flow style: it begins with a letter or digit. */
const PLAIN = /^[\p{L}\p{N}_/](?:[\p{L}\p{M}\p{N}_ ./@+'()&%*-]|:(?=[\p{L}\p{N}_]))*$/u;
/** Words that YAML 1.2, or a YAML 1.1 parser in somebody's tool, takes for something else than text. */
const OTHER_THAN_TEXT = /^(?:~|null|true|false|y|yes|n|no|on|off|[0-9][0-9_.,:eE+-]*|0[xob][0-9a-f_]+)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** What a reader cannot see, or what ends a line. */
const INVISIBLE = /[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff\ud800-\udfff]/u;

/** Writes a scalar: plain where that is safe in every context and to every parser, else in quotes. */
export function writeScalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  if (isPlain(value)) return value;
  if (!INVISIBLE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  // JSON's escapes are YAML's too; what JSON leaves as it is, but nobody can see, is escaped on top.
  return JSON.stringify(value).replaceAll(
    /[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isPlain(text: string): boolean {
  if (!PLAIN.test(text) || text.endsWith(' ')) return false;
  return !OTHER_THAN_TEXT.test(text) || DATE.test(text);
}
