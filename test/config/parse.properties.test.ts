import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { teamFileJsonSchema } from '../../src/config/json-schema.js';
import { readTeamFile } from '../../src/config/parse.js';
import { writeTeamFile } from '../../src/config/write.js';
import { arbitraryDocument } from './arbitrary-documents.js';
import { lineOf, memoryTree } from './memory-tree.js';

const ajv = new Ajv({ allowUnionTypes: true });
addFormats.default(ajv);
const isInSchema = ajv.compile(teamFileJsonSchema());

/** Reads a text; whatever it is, the answer is a state, or errors that stand in the file. */
function expectAnAnswer(text: string): void {
  const { parsed, sources } = readTeamFile('team.yaml', memoryTree({ 'team.yaml': text }));
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  expect(parsed.ok).toBe(errors.length === 0);
  const lines = (sources.get('team.yaml') ?? '').split('\n');
  for (const diagnostic of parsed.diagnostics) {
    const { position, endColumn, message, advice } = diagnostic;
    expect(message).not.toMatch(/undefined|\[object/);
    expect(advice, lineOf(diagnostic)).toMatch(/[.?]$/s);
    const line = lines[(position?.line ?? 0) - 1];
    expect(line, lineOf(diagnostic)).toBeDefined();
    expect(position?.column).toBeGreaterThanOrEqual(1);
    expect(position?.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
    expect(endColumn).toBeGreaterThan(position?.column ?? 0);
  }
  // What the reader takes, an editor with the JSON Schema takes too.
  if (parsed.ok) expect(isInSchema(parse(text, { logLevel: 'silent' })), JSON.stringify(isInSchema.errors)).toBe(true);
}

/** Pieces that YAML gives a meaning, or that a careless edit leaves behind. */
const pieces = [
  '\t',
  '\n',
  '\r\n',
  '  ',
  '- ',
  ': ',
  '? ',
  '#',
  '&a ',
  '*a',
  '!!str ',
  '!x ',
  '|',
  '>',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '%',
  '@',
  '`',
  '---\n',
  '...\n',
  '<<: *a\n',
  '<<<<<<< HEAD\n',
  '=======\n',
  'null',
  '~',
  'true',
  '0',
  '-1',
  '1e999',
  '.nan',
  '2026-13-01',
  '\u0000',
  '\u001b[31m',
  '\ufeff',
  '\u202e',
  '\ud800',
  '__proto__: ',
  'constructor: ',
  'members:\n',
  'groups:\n',
  'version: 1\n',
  'email: ',
  'a@b.cd',
];

const arbitraryMutation = fc.record({
  at: fc.nat(),
  remove: fc.oneof(fc.constant(0), fc.nat(12)),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...pieces), fc.string({ maxLength: 3 })),
});

function mutate(text: string, mutations: readonly { at: number; remove: number; insert: string }[]): string {
  let mutated = text;
  for (const { at, remove, insert } of mutations) {
    const offset = at % (mutated.length + 1);
    mutated = mutated.slice(0, offset) + insert + mutated.slice(offset + remove);
  }
  return mutated;
}

describe('reading a team file', () => {
  it('never fails on text that is no team file', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), expectAnAnswer));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (parts) => expectAnAnswer(parts.join(''))),
      { numRuns: 250 },
    );
  });

  it('never fails on a team file that was damaged', () => {
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryMutation, { minLength: 1, maxLength: 4 }),
        (document, mutations) => expectAnAnswer(mutate(writeTeamFile(document), mutations)),
      ),
      { numRuns: 250 },
    );
  });

  it('never fails on a team file with something else in some place', () => {
    const replace = (value: unknown, path: readonly number[], by: unknown): unknown => {
      const [step, ...rest] = path;
      if (step === undefined || typeof value !== 'object' || value === null) return by;
      const keys = Object.keys(value);
      const key = keys[step % Math.max(keys.length, 1)];
      if (key === undefined) return by;
      const child = replace((value as { [key: string]: unknown })[key], rest, by);
      if (Array.isArray(value)) return value.with(Number(key), child);
      return { ...value, [key]: child };
    };
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.jsonValue({ maxDepth: 3 }),
        (document, path, by) => expectAnAnswer(JSON.stringify(replace(document, path, by), null, 1)),
      ),
      { numRuns: 250 },
    );
  });
});
