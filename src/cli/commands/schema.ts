import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';

interface SchemaOptions {
  readonly plan?: boolean;
}

/** `rollcall schema`: the JSON Schema that editors and scripts work with. */
export function addSchemaCommand({ root, onRun }: Program): void {
  const command = root
    .command('schema')
    .description('print the JSON Schema of the team file')
    .option('--plan', 'the schema of saved plans and of plan --format json instead')
    .addHelpText('after', '\nExample:\n  rollcall schema > team.schema.json\n');
  onRun(command, runSchema);
}

const runSchema: Run<SchemaOptions> = async ({ out }, { plan }) => {
  const { planJsonSchema, teamFileJsonSchema } = await import('../../app/json-schemas.js');
  out.write(`${JSON.stringify(plan === true ? planJsonSchema() : teamFileJsonSchema(), null, 2)}\n`);
  return exitCodes.done;
};
