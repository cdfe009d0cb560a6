/**
 * The tag of a Stone union, read laxly: a void variant may be a bare string, and whatever has no tag is `other`,
 * as open unions gain tags any day.
 */
export function tagOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const tag = fieldOf(value, '.tag');
  return typeof tag === 'string' ? tag : 'other';
}

/** One field of what may be an object; undefined where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** What a variant holds under its own name: `{".tag":"id_not_found","id_not_found":"dbmid:…"}` gives `dbmid:…`. */
export function payloadOf(value: unknown): unknown {
  return fieldOf(value, tagOf(value));
}

/** The payload as a string, or null where it is something else. */
export function stringPayloadOf(value: unknown): string | null {
  const payload = payloadOf(value);
  return typeof payload === 'string' ? payload : null;
}

/** The payload as a list of strings; empty where it is something else. */
export function stringsPayloadOf(value: unknown): readonly string[] {
  const payload = payloadOf(value);
  return Array.isArray(payload) ? payload.filter((entry) => typeof entry === 'string') : [];
}
