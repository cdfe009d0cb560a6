/** Keeps what is there: with exactOptionalPropertyTypes, absent and undefined are two things. */
export function withoutUndefined<Value extends object>(
  fields: {
    readonly [Key in keyof Value]-?: Value[Key] | undefined;
  },
): Partial<Value> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Value>;
}
