import { Option } from 'commander';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';

interface SchemaOptions {
  readonly plan?: boolean;
  readonly drift?: boolean;
}

/** `rollcall schema`: the JSON Schema that editors and scripts work with. */
export function addSchemaCommand({ root, onRun }: Program): void {
  const command = root
    .command('schema')
    .description('print the JSON Schema of the team file')
    .addOption(new Option('--plan', 'the schema of saved plans and of plan --format json instead').conflicts('drift'))
    .option('--drift', 'the schema of drift --format json instead')
    .addHelpText('after', '\nExample:\n  rollcall schema > team.schema.json\n');
  onRun(command, runSchema);
}

const runSchema: Run<SchemaOptions> = async ({ out }, { plan, drift }) => {
  const { driftJsonSchema, planJsonSchema, teamFileJsonSchema } = await import('../../app/json-schemas.js');
  const schema = plan === true ? planJsonSchema() : drift === true ? driftJsonSchema() : teamFileJsonSchema();
  out.write(`${JSON.stringify(schema, null, 2)}\n`);
  return exitCodes.done;
};
