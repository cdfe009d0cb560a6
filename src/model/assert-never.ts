/** Marks a branch that the type system proves unreachable; a new variant makes the call a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
