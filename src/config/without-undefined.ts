/** Keeps what is there: with exactOptionalPropertyTypes, absent and undefined are two things. */
export function withoutUndefined<Value extends object>(
  fields: {
    readonly [Key in keyof Value]-?: Value[Key] | undefined;
  },
): Partial<Value> {
  const kept: Partial<Value> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
