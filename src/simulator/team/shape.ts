/** A JSON document from the user that is not what it should be; the message says where and what would be right. */
export class ShapeError extends Error {
  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
    this.name = 'ShapeError';
  }
}

/** Checks one value and throws a `ShapeError` that names the place. */
export type ShapeCheck = (value: unknown, where: string) => void;

export const isText: ShapeCheck = (value, where) => {
  if (typeof value !== 'string') throw new ShapeError(where, `expected a text, found ${describe(value)}`);
};

export const isFlag: ShapeCheck = (value, where) => {
  if (typeof value !== 'boolean') throw new ShapeError(where, `expected true or false, found ${describe(value)}`);
};

export const isRecord: ShapeCheck = (value, where) => {
  asRecord(value, where);
};

export const anything: ShapeCheck = () => {};

/** A number that is at least `min`. */
export function isNumber(min: number): ShapeCheck {
  return (value, where) => {
    if (typeof value !== 'number' || Number.isNaN(value) || value < min) {
      throw new ShapeError(where, `expected a number of at least ${min}, found ${describe(value)}`);
    }
  };
}

export const isMoment: ShapeCheck = (value, where) => {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw new ShapeError(where, `expected a time like 2026-01-31T09:00:00Z, found ${describe(value)}`);
  }
};

export const isAddress: ShapeCheck = (value, where) => {
  if (typeof value !== 'string' || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) {
    throw new ShapeError(where, `expected an e-mail address, found ${describe(value)}`);
  }
};

export function isOneOf(...words: readonly string[]): ShapeCheck {
  return (value, where) => {
    if (typeof value !== 'string' || !words.includes(value)) {
      throw new ShapeError(where, `expected one of ${words.join(', ')}, found ${describe(value)}`);
    }
  };
}

export function isListOf(item: ShapeCheck): ShapeCheck {
  return (value, where) => {
    if (!Array.isArray(value)) throw new ShapeError(where, `expected a list, found ${describe(value)}`);
    value.forEach((inner, index) => {
      item(inner, `${where}[${index}]`);
    });
  };
}

/** Either check may accept; the second one's message is the one shown. */
export function isEither(first: (value: unknown) => boolean, check: ShapeCheck, otherwise: ShapeCheck): ShapeCheck {
  return (value, where) => (first(value) ? check(value, where) : otherwise(value, where));
}

/** A record with these keys and no others; those in `required` must be there. */
export function hasKeys(keys: Readonly<Record<string, ShapeCheck>>, required: readonly string[] = []): ShapeCheck {
  return (value, where) => {
    const record = asRecord(value, where);
    for (const key of required) {
      if (record[key] === undefined) throw new ShapeError(where, `"${key}" is missing`);
    }
    for (const [key, inner] of Object.entries(record)) {
      const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (check === undefined) {
        throw new ShapeError(where, `unknown key "${key}"; known are ${Object.keys(keys).join(', ')}`);
      }
      if (inner !== undefined) check(inner, where === '' ? key : `${where}.${key}`);
    }
  };
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ShapeError(where, `expected an object, found ${describe(value)}`);
  }
  return value as Record<string, unknown>;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
