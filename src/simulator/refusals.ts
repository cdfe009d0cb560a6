/** A union value as Dropbox writes it: the tag, and a key of the tag's name or flattened fields beside it. */
export type Tagged = { readonly '.tag': string } & Readonly<Record<string, unknown>>;

/** A 409: the route understood the request and refuses it. */
export class RouteRefusal extends Error {
  constructor(readonly error: Tagged) {
    super(error['.tag']);
  }
}

/** A 400 with a text body; `text` follows the words `Error in call to API function "…": `. */
export class BadRequest extends Error {
  constructor(readonly text: string) {
    super(text);
  }
}

/** A 401 or 403 with a JSON body. */
export class AccessRefusal extends Error {
  constructor(
    readonly status: 401 | 403,
    readonly error: Tagged,
  ) {
    super(error['.tag']);
  }
}

/** Ends a route with one of its error tags; a payload goes under a key of the tag's own name. */
export function refuse(tag: string, payload?: unknown): never {
  throw new RouteRefusal(payload === undefined ? { '.tag': tag } : { '.tag': tag, [tag]: payload });
}

/** The tags of a union and of the unions inside it, as `error_summary` joins them. */
export function pathOfTags(error: Tagged): string {
  const tag = error['.tag'];
  const payload = error[tag];
  return isTagged(payload) ? `${tag}/${pathOfTags(payload)}` : tag;
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)['.tag'] === 'string';
}
