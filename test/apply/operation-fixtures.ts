import type { Dependency, Operation } from '../../src/model/operation.js';

/** An operation of no particular kind: the executor looks at ids, edges and addresses only. */
export function makeOperation(id: string, after: readonly Dependency[] = []): Operation {
  const address = `group.${id}`;
  return {
    id,
    kind: 'group.delete',
    address,
    summary: `do ${id}`,
    after,
    step: { kind: 'group.delete', group: { address, id: `g:${id}`, name: id } },
  };
}

/** Waits for `id` to succeed. */
export function hard(id: string): Dependency {
  return { id, reason: 'group-before-memberships', isSoft: false };
}

/** Waits for `id` to end. */
export function soft(id: string): Dependency {
  return { id, reason: 'seats-freed-before-taken', isSoft: true };
}
