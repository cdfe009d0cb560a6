import * as z from 'zod';
import { includedFileFields, objectSchema, teamFileFields } from './schema.js';

/**
 * The JSON Schema of a team file, draft 7, which is what editors understand best. It knows keys, types, patterns and
 * limits; what needs the whole file (references, duplicates) is for `rollcall validate`.
 */
export function teamFileJsonSchema(): object {
  return jsonSchemaOf(
    objectSchema(teamFileFields),
    'Rollcall team file',
    'What a Dropbox Business team shall look like.',
  );
}

/** The JSON Schema of a file named under `include:`, draft 7. */
export function includedFileJsonSchema(): object {
  return jsonSchemaOf(objectSchema(includedFileFields), 'Rollcall included file', 'Members and groups of a team file.');
}

function jsonSchemaOf(schema: z.ZodType, title: string, description: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return { $schema, title, description, ...rest };
}
