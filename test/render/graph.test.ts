import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dependency, Operation } from '../../src/model/operation.js';
import { orderReasons } from '../../src/model/operation.js';
import { countEdges, renderGraph } from '../../src/render/graph.js';
import { operation } from './fixtures.js';
import { expectGolden } from './golden.js';

const wait = (id: string, reason: Dependency['reason'], isSoft = false): Dependency => ({ id, reason, isSoft });

const replacement: readonly Operation[] = [
  operation('member.ada@acme.com/role', 'make ada@acme.com a team_admin'),
  {
    ...operation('member.bob@acme.com/suspend', 'suspend bob@acme.com'),
    after: [wait('member.ada@acme.com/role', 'grant-before-revoke')],
  },
  {
    ...operation('member.bob@acme.com/remove', 'remove bob@acme.com'),
    after: [wait('member.bob@acme.com/suspend', 'suspension-before-removal')],
  },
  {
    ...operation('member.eve@acme.com/add', 'invite eve@acme.com'),
    after: [wait('member.bob@acme.com/remove', 'seats-freed-before-taken', true)],
  },
];

/** Names as an enemy would choose them. */
const hostile = fc
  .array(
    fc.constantFrom('"', ']', '[', '\n', '\\', '#', ';', '<script>', '|', '`', '-->', ' end ', '\u202e', 'Ada', '日'),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

const operations = fc
  .array(fc.record({ name: hostile, edges: fc.array(fc.nat(), { maxLength: 3 }), isSoft: fc.boolean() }), {
    maxLength: 12,
  })
  .map((entries) =>
    entries.map(({ name, edges, isSoft }, index): Operation => {
      const earlier = [...new Set(edges.filter(() => index > 0).map((edge) => edge % index))];
      return {
        ...operation(`id ${index} ${name}`, name),
        after: earlier.map((target) =>
          wait(
            `id ${target} ${entries[target]?.name}`,
            orderReasons[(target + index) % orderReasons.length] ?? 'room-in-group',
            isSoft,
          ),
        ),
      };
    }),
  );

describe('a graph of operations', () => {
  it.each(['mermaid', 'dot'] as const)('says in %s what waits for what, and why', (format) => {
    expectGolden(`replaces-an-admin.${format === 'mermaid' ? 'mmd' : 'dot'}`, renderGraph(replacement, format));
  });

  it.each(['mermaid', 'dot'] as const)('is a graph in %s also when nothing is to be done', (format) => {
    expect(renderGraph([], format)).toContain('No changes.');
  });

  it('has a line for each operation and each arrow in Mermaid, whatever the names', () => {
    fc.assert(
      fc.property(operations, (drawn) => {
        const lines = renderGraph(drawn, 'mermaid').trimEnd().split('\n').slice(1);
        const graph = lines.filter((line) => /^ {2}n/.test(line));
        const label = String.raw`"[\p{L}\p{M}\p{N} .,:;@_+'()/…→#-]*"`;
        const node = new RegExp(String.raw`^ {2}n\d+\[${label}\]$`, 'u');
        const arrow = new RegExp(String.raw`^ {2}n\d+ (-->|-\.->)\|${label}\| n\d+$`, 'u');
        expect(graph.filter((line) => node.test(line)).length).toBe(drawn.length);
        expect(graph.filter((line) => arrow.test(line)).length).toBe(countEdges(drawn));
        expect(graph.filter((line) => !node.test(line) && !arrow.test(line))).toEqual(
          drawn.length === 0 ? ['  nothing["No changes."]'] : [],
        );
      }),
    );
  });

  it('has a line for each operation and each arrow in DOT, whatever the names', () => {
    fc.assert(
      fc.property(operations, (drawn) => {
        const graph = renderGraph(drawn, 'dot')
          .split('\n')
          .filter((line) => /^ {2}n\d/.test(line));
        const text = String.raw`"(?:[^"\\]|\\["\\])*"`;
        const node = new RegExp(`^ {2}n\\d+ \\[label=${text}, tooltip=${text}\\];$`, 'u');
        const arrow = new RegExp(`^ {2}n\\d+ -> n\\d+ \\[label=${text}, tooltip=${text}(, style=dashed)?\\];$`, 'u');
        expect(graph.filter((line) => node.test(line)).length).toBe(drawn.length);
        expect(graph.filter((line) => arrow.test(line)).length).toBe(countEdges(drawn));
        expect(graph.filter((line) => !node.test(line) && !arrow.test(line))).toEqual([]);
      }),
    );
  });
});
