/** Dropbox's server checks requests in Python, and its messages quote values as Python prints them. */

/** The server's word for the type of a JSON value. */
export function nameType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'list';
  return 'builtins.dict';
}

/** Python's `repr` of a JSON value. */
export function quotePython(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quoteText(value);
  if (Array.isArray(value)) return `[${value.map(quotePython).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, inner]) => `${quoteText(key)}: ${quotePython(inner)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}

/** Python's `str` of a JSON value: like `repr`, but a string stands for itself. */
export function printPython(value: unknown): string {
  return typeof value === 'string' ? value : quotePython(value);
}

function quoteText(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replace(/'/g, "\\'")}'`;
}
