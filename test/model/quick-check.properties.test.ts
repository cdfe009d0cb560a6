import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  groupFields,
  guardFields,
  memberFields,
  offboardingFields,
  settingsFields,
  teamFields,
} from '../../src/config/schema.js';
import * as answers from '../../src/dropbox/wire-answers.js';
import { isPlainlyValid } from '../../src/model/quick-check.js';

/** Every schema that a team file or an answer of the API is read by, and a few that are odd. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  ...answers,
  ...Object.fromEntries(
    [memberFields, groupFields, guardFields, offboardingFields, settingsFields, teamFields].flatMap((fields, index) =>
      Object.entries(fields).map(([key, { schema }]) => [`${key} ${index}`, schema]),
    ),
  ),
  number: z.number().min(1).lt(5),
  loose: z.looseObject({ name: z.string() }),
  refined: z.string().refine((text) => text !== 'Ada'),
  trimmed: z.string().trim(),
  withDefault: z.string().default('Ada'),
  sized: z.array(z.string()).max(1),
  literal: z.literal('Ada'),
};

const leaves = fc.oneof(
  fc.constantFrom('Ada', ' Ada', '', 'ada@acme.com', 'a/b', 'team_admin', 'active', 'company_managed', 'x'.repeat(300)),
  fc.constantFrom('25%', '14d', '2026-12-31', '2026-13-31', 'dbmid:1', null, undefined, true, false, Number.NaN),
  fc.constantFrom(-1, 0, 1, 2, 2.5, 5, 4_294_967_295, 4_294_967_296, Number.POSITIVE_INFINITY),
  fc.string({ maxLength: 8 }),
);

/** Values that a schema nearly always accepts, with something else in a place now and then. */
function nearlyValid(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const fitting = (): fc.Arbitrary<unknown> => {
    switch (def.type) {
      case 'object':
        return fc
          .tuple(...Object.values(def.shape).map(nearlyValid), leaves)
          .map((values) => Object.fromEntries([...Object.keys(def.shape), 'more'].map((key, at) => [key, values[at]])));
      case 'array':
        return fc.array(nearlyValid(def.element), { maxLength: 3 });
      case 'union':
        return fc.oneof(...def.options.map(nearlyValid));
      case 'nullable':
      case 'optional':
        return fc.oneof(nearlyValid(def.innerType), fc.constantFrom(null, undefined));
      case 'string':
        return fc.constantFrom('Ada', 'ada@acme.com', 'team_admin', '25%', '14d', '2026-12-31', 'dbmid:1');
      case 'number':
        return fc.constantFrom(0, 1, 2, 100);
      case 'boolean':
        return fc.boolean();
      case 'enum':
        return fc.constantFrom(...Object.values(def.entries));
      default:
        return leaves;
    }
  };
  return fc.oneof(
    { weight: 30, arbitrary: fitting() },
    { weight: 1, arbitrary: leaves },
    { weight: 1, arbitrary: fc.object() },
  );
}

describe('the quick check of a value', () => {
  it('says yes only for what the schema accepts as it is, but for fields that it drops', () => {
    const seen = { yes: 0, no: 0, deferred: 0 };
    for (const [name, schema] of Object.entries(schemas)) {
      fc.assert(
        fc.property(nearlyValid(schema), (value) => {
          const parsed = schema.safeParse(value);
          if (!isPlainlyValid(schema, value)) {
            seen[parsed.success ? 'deferred' : 'no'] += 1;
            return;
          }
          seen.yes += 1;
          expect(parsed.success, name).toBe(true);
          expect(kept(value, parsed.data), name).toEqual(parsed.data);
        }),
        { numRuns: 100 },
      );
    }
    // Silence must not pass for agreement.
    expect(seen.yes).toBeGreaterThan(1_000);
    expect(seen.no).toBeGreaterThan(300);
  });

  it.each([
    ['members', answers.memberPageSchema],
    ['groups', answers.groupPageSchema],
    ['the members of a group', answers.groupMemberPageSchema],
  ])(
    'knows every kind of value in a page of %s, so that no large answer takes the long way',
    (_page, schema: z.ZodType) => {
      let count = 0;
      fc.assert(
        fc.property(nearlyValid(schema), (value) => {
          if (!schema.safeParse(value).success) return;
          count += 1;
          expect(isPlainlyValid(schema, value)).toBe(true);
        }),
      );
      expect(count).toBeGreaterThan(10);
    },
  );
});

/** A value without the fields that a schema dropped from it. */
function kept(value: unknown, data: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(data)) return value.map((one, index) => kept(one, data[index]));
  if (typeof value !== 'object' || value === null || typeof data !== 'object' || data === null) return value;
  const fields = Object.entries(value).filter(([key]) => Object.hasOwn(data, key));
  return Object.fromEntries(fields.map(([key, one]) => [key, kept(one, (data as Record<string, unknown>)[key])]));
}
