import { Option } from 'commander';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';

interface SchemaOptions {
  readonly plan?: boolean;
  readonly drift?: boolean;
  readonly report?: boolean;
}

/** `rollcall schema`: the JSON Schema that editors and scripts work with. */
export function addSchemaCommand({ root, onRun }: Program): void {
  const command = root
    .command('schema')
    .description('print the JSON Schema of the team file')
    .addOption(
      new Option('--plan', 'the schema of saved plans and of plan --format json instead').conflicts([
        'drift',
        'report',
      ]),
    )
    .addOption(new Option('--drift', 'the schema of drift --format json instead').conflicts('report'))
    .option('--report', 'the schema of what apply --report writes instead')
    .addHelpText('after', '\nExample:\n  rollcall schema > team.schema.json\n');
  onRun(command, runSchema);
}

const runSchema: Run<SchemaOptions> = async ({ out }, options) => {
  const schemas = await import('../../app/json-schemas.js');
  out.write(`${JSON.stringify(choose(schemas, options), null, 2)}\n`);
  return exitCodes.done;
};

function choose(schemas: typeof import('../../app/json-schemas.js'), { plan, drift, report }: SchemaOptions): object {
  if (plan === true) return schemas.planJsonSchema();
  if (drift === true) return schemas.driftJsonSchema();
  return report === true ? schemas.applyReportJsonSchema() : schemas.teamFileJsonSchema();
}
