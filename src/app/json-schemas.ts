export { includedFileJsonSchema, teamFileJsonSchema } from '../config/json-schema.js';
export { savedPlanJsonSchema as planJsonSchema } from '../plan/saved-plan.js';
