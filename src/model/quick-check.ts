import type * as z from 'zod';

/** Yes for what a schema accepts; a no only means that the schema has to be asked. */
type Check = (value: unknown) => boolean;

/**
 * Whether a schema accepts a value, and changes nothing about it but to drop fields that it does not name. A no decides
 * nothing: ask the schema, which also tells what is wrong.
 *
 * The schema remains the only rule: the check is read off it, and knows the kinds that team files and large answers are
 * made of. It takes a fifth of the time, as it collects no path and copies no object, which counts for 100,000 members.
 */
export function isPlainlyValid<Schema extends z.ZodType>(schema: Schema, value: unknown): value is z.output<Schema> {
  let check = checks.get(schema);
  if (check === undefined) {
    check = makeCheck(schema);
    checks.set(schema, check);
  }
  return check(value);
}

const checks = new WeakMap<z.core.$ZodType, Check>();
const never: Check = () => false;

function makeCheck(schema: z.core.$ZodType): Check {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return makeStringCheck(def);
    case 'number':
      return makeNumberCheck(def);
    case 'boolean':
      return def.checks?.length ? never : (value) => typeof value === 'boolean';
    case 'enum': {
      const entries = new Set<unknown>(Object.values(def.entries));
      return (value) => entries.has(value);
    }
    case 'nullable':
      return either((value) => value === null, makeCheck(def.innerType));
    case 'optional':
      return either((value) => value === undefined, makeCheck(def.innerType));
    case 'union':
      return def.options.map(makeCheck).reduce(either, never);
    case 'array':
      return def.checks?.length ? never : makeArrayCheck(makeCheck(def.element));
    case 'object':
      // Strict and loose objects have a rule for the fields that they do not name.
      return def.catchall === undefined && !def.checks?.length ? makeObjectCheck(def.shape) : never;
    default:
      return never;
  }
}

function either(first: Check, second: Check): Check {
  return (value) => first(value) || second(value);
}

function makeStringCheck(def: z.core.$ZodStringDef): Check {
  // `z.iso.date()` and the like are strings with a rule of their own.
  if ('format' in def) return never;
  let shortest = 0;
  let longest = Number.POSITIVE_INFINITY;
  const patterns: RegExp[] = [];
  for (const { _zod } of def.checks ?? []) {
    const rule = (_zod as z.core.$ZodChecks['_zod']).def;
    if (rule.check === 'min_length') shortest = Math.max(shortest, rule.minimum);
    else if (rule.check === 'max_length') longest = Math.min(longest, rule.maximum);
    else if (rule.check === 'string_format' && rule.format === 'regex' && rule.pattern) patterns.push(rule.pattern);
    else return never;
  }
  return (value) => {
    if (typeof value !== 'string' || value.length < shortest || value.length > longest) return false;
    for (const pattern of patterns) if (!pattern.test(value)) return false;
    return true;
  };
}

function makeNumberCheck(def: z.core.$ZodNumberDef): Check {
  const isKnownKind: Check | null =
    'format' in def ? (def.format === 'safeint' ? Number.isSafeInteger : null) : Number.isFinite;
  if (isKnownKind === null) return never;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const { _zod } of def.checks ?? []) {
    const rule = (_zod as z.core.$ZodChecks['_zod']).def;
    if (rule.check === 'greater_than' && rule.inclusive) least = Math.max(least, Number(rule.value));
    else if (rule.check === 'less_than' && rule.inclusive) most = Math.min(most, Number(rule.value));
    else return never;
  }
  return (value) => isKnownKind(value) && (value as number) >= least && (value as number) <= most;
}

function makeArrayCheck(element: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (const one of value) if (!element(one)) return false;
    return true;
  };
}

function makeObjectCheck(shape: z.core.$ZodShape): Check {
  const fields = Object.entries(shape).map(([key, schema]) => ({ key, check: makeCheck(schema) }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const object = value as { readonly [key: string]: unknown };
    for (const { key, check } of fields) if (!check(object[key])) return false;
    return true;
  };
}
