export { includedFileJsonSchema, teamFileJsonSchema } from '../config/json-schema.js';
export { applyReportJsonSchema } from '../model/apply-report.js';
export { driftJsonSchema } from '../plan/drift-schema.js';
export { savedPlanJsonSchema as planJsonSchema } from '../plan/saved-plan.js';
