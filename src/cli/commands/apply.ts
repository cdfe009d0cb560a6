import { Option } from 'commander';
import type { ReviewedMode } from '../../app/reviewed-gate.js';
import type { PrivacyMode } from '../../render/privacy.js';
import { readApplyInput } from '../apply-input.js';
import { type ApplyRunOptions, type ApplySurroundings, applyInput, tellRejectedInput } from '../apply-run.js';
import { addApplyRunOptions } from '../apply-run-options.js';
import type { ExitCode } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { type GlobalOptions, parseDigest } from '../options.js';
import { readPrivacy } from '../privacy-option.js';
import type { Program } from '../program.js';
import { addRunFolderOptions, type RunFolderOptions, withRunFolder } from '../run-folder.js';
import type { Session } from '../session.js';
import { checkDestination } from '../write-file.js';

interface ApplyOptions extends ApplyRunOptions, RunFolderOptions {
  readonly reviewed: readonly string[];
  readonly reviewedMode?: ReviewedMode;
  readonly privacy: PrivacyMode;
  readonly overrideGuard: readonly string[];
}

/** `rollcall apply`: plans, asks, carries out, reports. */
export function addApplyCommand({ root, onRun }: Program): void {
  const command = root
    .command('apply')
    .description('plan, ask, carry out, and report')
    .argument('[planfile]', 'a plan saved by plan --out: do this or less, and never more')
    .option('--auto-approve', 'do not ask; required where standard input is no terminal')
    .option('--expect <digest>', 'go on only with exactly the plan of this digest', parseDigest)
    .addOption(
      new Option(
        '--reviewed <plan>',
        'a saved plan that was reviewed: carry out only what is in one; repeat it for several',
      )
        .argParser((path: string, previous: readonly string[]) => [...previous, path])
        .default([], 'none'),
    )
    .addOption(
      new Option('--reviewed-mode <mode>', 'leave out what nobody reviewed, or carry out nothing then').choices([
        'only',
        'strict',
      ] satisfies ReviewedMode[]),
    );
  addApplyRunOptions(command).addHelpText(
    'after',
    '\nExamples:\n  rollcall apply\n  rollcall apply plan.json --auto-approve --report report.json\n  rollcall apply --reviewed plan.json --auto-approve\n',
  );
  addRunFolderOptions(command);
  onRun<ApplyOptions>(command, (session, options, [planFile]) =>
    withRunFolder(session, 'apply', options, async (tell) => {
      const privacy = await readPrivacy(options.privacy, session.io.env);
      return hidingErrors(privacy, () => runApply(session, options, planFile, { privacy, tell }));
    }),
  );
}

async function runApply(
  session: Session,
  options: ApplyOptions & GlobalOptions,
  planFile: string | undefined,
  { privacy, tell }: ApplySurroundings,
): Promise<ExitCode> {
  const { report, overrideGuard } = options;
  if (report !== undefined) await checkDestination({ path: report, cwd: session.io.cwd }, { mayReplace: true });
  const input = await readApplyInput(session, { ...options, planFile, overrideNames: overrideGuard });
  return input.tag === 'rejected'
    ? tellRejectedInput(session, input, { privacy, tell })
    : applyInput(session, options, input, { privacy, tell });
}
