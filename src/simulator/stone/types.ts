import { nameType, printPython, quotePython } from './python-words.js';
import { StoneViolation } from './violation.js';

/** A declared type of the API: checks a JSON value as strictly as the server does, and fills in defaults. */
export interface StoneType<T> {
  /** @throws StoneViolation with the server's own message. */
  decode(value: unknown): T;
  /** What an absent field means; a type without it is required. */
  readonly absent?: { readonly value: T };
  /** Scalars are checked by the field that holds them, so a union does not add its tag to their path. */
  readonly isScalar?: boolean;
  readonly isVoid?: boolean;
}

export type Decoded<S> = S extends StoneType<infer T> ? T : never;

type Fields = Readonly<Record<string, StoneType<unknown>>>;
type DecodedFields<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };
type DecodedUnion<V extends Fields> = { [K in keyof V]: { readonly tag: K; readonly value: Decoded<V[K]> } }[keyof V];

export const voidType: StoneType<null> = {
  isVoid: true,
  decode(value) {
    if (value !== null && value !== undefined) throw new StoneViolation('expected null, got value');
    return null;
  },
};

export const booleanType: StoneType<boolean> = {
  isScalar: true,
  decode(value) {
    if (typeof value !== 'boolean') throw new StoneViolation(`${quotePython(value)} is not a valid boolean`);
    return value;
  },
};

/** UInt32, or a narrower range of it. */
export function integerType(min = 0, max = 4294967295): StoneType<number> {
  return {
    isScalar: true,
    decode(value) {
      // Python counts True as 1, and so does the server.
      const number = typeof value === 'boolean' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number)) {
        throw new StoneViolation(`expected integer, got ${nameType(value)}`);
      }
      if (number < min || number > max) throw new StoneViolation(`${number} is not within range [${min}, ${max}]`);
      return number;
    },
  };
}

export interface StringRule {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Personal data is not repeated in messages. */
  readonly isRedacted?: boolean;
}

export function stringType(rule: StringRule = {}): StoneType<string> {
  const pattern = rule.pattern === undefined ? undefined : new RegExp(`^(?:${rule.pattern})$`);
  return {
    isScalar: true,
    decode(value) {
      if (typeof value !== 'string') {
        throw new StoneViolation(`'${printPython(value)}' expected to be a string, got ${nameType(value)}`);
      }
      const shown = rule.isRedacted === true ? '*****' : value;
      const length = [...value].length;
      if (rule.maxLength !== undefined && length > rule.maxLength) {
        throw new StoneViolation(`'${shown}' must be at most ${rule.maxLength} characters, got ${length}`);
      }
      if (rule.minLength !== undefined && length < rule.minLength) {
        throw new StoneViolation(`'${shown}' must be at least ${rule.minLength} characters, got ${length}`);
      }
      if (pattern !== undefined && !pattern.test(value)) {
        throw new StoneViolation(`'${shown}' did not match pattern '${rule.pattern}'`);
      }
      return value;
    },
  };
}

const TIMESTAMP_FORMAT = '%Y-%m-%dT%H:%M:%SZ';

/** A point in time, decoded to milliseconds since the epoch. */
export const timestampType: StoneType<number> = {
  isScalar: true,
  decode(value) {
    if (typeof value !== 'string') {
      throw new StoneViolation(`strptime() argument 1 must be str, not ${nameType(value)}`);
    }
    const ms = /^\d{4}-\d{1,2}-\d{1,2}T\d{1,2}:\d{1,2}:\d{1,2}Z$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) {
      throw new StoneViolation(`time data ${quotePython(value)} does not match format '${TIMESTAMP_FORMAT}'`);
    }
    return ms;
  },
};

export function listType<T>(item: StoneType<T>, maxItems?: number): StoneType<readonly T[]> {
  return {
    decode(value) {
      if (!Array.isArray(value)) throw new StoneViolation(`expected list, got ${nameType(value)}`);
      if (maxItems !== undefined && value.length > maxItems) {
        throw new StoneViolation(`"${quotePython(value)}" has more than ${maxItems} items`);
      }
      return value.map((inner) => item.decode(inner));
    },
  };
}

/** `T?`: null and absence are the same. */
export function nullable<T>(type: StoneType<T>): StoneType<T | null> {
  return {
    absent: { value: null },
    ...(type.isScalar === undefined ? {} : { isScalar: type.isScalar }),
    decode: (value) => (value === null || value === undefined ? null : type.decode(value)),
  };
}

/** `T = value`: absence means the value, but null is refused. */
export function withDefault<T>(type: StoneType<T>, value: NoInfer<T>): StoneType<T> {
  return { ...type, absent: { value } };
}

/** A struct; one whose fields may all be absent also accepts null. */
export function structType<F extends Fields>(fields: F): StoneType<DecodedFields<F>> {
  const names = Object.keys(fields);
  const isAllOptional = names.every((name) => fields[name]?.absent !== undefined);
  const decode = (value: unknown): DecodedFields<F> => {
    const source = value === null && isAllOptional ? {} : value;
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw new StoneViolation(`expected object, got ${nameType(source)}`);
    }
    for (const key of Object.keys(source)) {
      if (!Object.hasOwn(fields, key) && !key.startsWith('.tag')) throw new StoneViolation(`unknown field '${key}'`);
    }
    const decoded: Record<string, unknown> = {};
    const missing: string[] = [];
    for (const name of names) {
      const type = fields[name] as StoneType<unknown>;
      if (Object.hasOwn(source, name)) {
        decoded[name] = inside(name, () => type.decode((source as Record<string, unknown>)[name]));
      } else if (type.absent !== undefined) {
        decoded[name] = type.absent.value;
      } else {
        missing.push(name);
      }
    }
    if (missing[0] !== undefined) throw new StoneViolation(`missing required field '${missing[0]}'`);
    return decoded as DecodedFields<F>;
  };
  return { decode };
}

/** A union; an open one has the catch-all tag `other`, which nobody may send. */
export function unionType<V extends Fields>(variants: V, openness: 'open' | 'closed'): StoneType<DecodedUnion<V>> {
  const findVariant = (tag: string): StoneType<unknown> => {
    if (tag === 'other' && openness === 'open') {
      throw new StoneViolation("unexpected use of the catch-all tag 'other'");
    }
    const variant = Object.hasOwn(variants, tag) ? variants[tag] : undefined;
    if (variant === undefined) throw new StoneViolation(`unknown tag '${tag}'`);
    return variant;
  };
  return {
    decode(value) {
      if (typeof value === 'string') {
        if (findVariant(value).isVoid !== true) throw new StoneViolation(`expected object for '${value}', got symbol`);
        return { tag: value, value: null } as DecodedUnion<V>;
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new StoneViolation(`expected string or object, got ${nameType(value)}`);
      }
      const source = value as Record<string, unknown>;
      if (!Object.hasOwn(source, '.tag')) throw new StoneViolation("missing '.tag' key");
      const tag = source['.tag'];
      if (typeof tag !== 'string') throw new StoneViolation(`tag must be string, got ${nameType(tag)}`);
      return { tag, value: decodePayload(source, tag, findVariant(tag)) } as DecodedUnion<V>;
    },
  };
}

function decodePayload(source: Record<string, unknown>, tag: string, type: StoneType<unknown>): unknown {
  if (type.isVoid === true) {
    const payload = source[tag];
    if (payload !== undefined && payload !== null) throw new StoneViolation(`expected null, got ${nameType(payload)}`);
    refuseOtherKeys(source, tag);
    return null;
  }
  if (!Object.hasOwn(source, tag)) throw new StoneViolation(`missing '${tag}' key`);
  const payload = type.isScalar === true ? type.decode(source[tag]) : inside(tag, () => type.decode(source[tag]));
  refuseOtherKeys(source, tag);
  return payload;
}

function refuseOtherKeys(source: Record<string, unknown>, tag: string): void {
  for (const key of Object.keys(source)) {
    if (key !== tag && key !== '.tag') throw new StoneViolation(`unexpected key '${key}'`);
  }
}

function inside<T>(field: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof StoneViolation) error.under(field);
    throw error;
  }
}
