// Writes the generated JSON Schemas from the built library; tests prove them current.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { includedFileJsonSchema, teamFileJsonSchema } from '../dist/config/json-schema.js';
import { applyReportJsonSchema } from '../dist/model/apply-report.js';
import { driftJsonSchema } from '../dist/plan/drift-schema.js';
import { savedPlanJsonSchema } from '../dist/plan/saved-plan.js';

const schemas = {
  'team.schema.json': teamFileJsonSchema(),
  'team-include.schema.json': includedFileJsonSchema(),
  'plan.schema.json': savedPlanJsonSchema(),
  'drift.schema.json': driftJsonSchema(),
  'report.schema.json': applyReportJsonSchema(),
};

for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(import.meta.dirname, '..', 'schemas', name), `${JSON.stringify(schema, null, 2)}\n`);
}
