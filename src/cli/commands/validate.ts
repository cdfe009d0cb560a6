import { Option } from 'commander';
import type { Sources } from '../../app/outcome.js';
import { rollcallVersion } from '../../app/rollcall-version.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { renderJson } from '../../render/json-text.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { type GlobalOptions, parseInstant } from '../options.js';
import type { Program } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { addRunFolderOptions, type RunFolderOptions, type TellRun, withRunFolder } from '../run-folder.js';
import type { Session } from '../session.js';

const formats = ['text', 'json', 'github', 'sarif'] as const;

interface ValidateOptions extends RunFolderOptions {
  readonly format: (typeof formats)[number];
  readonly now?: number;
}

/** `rollcall validate`: the file alone, no network. */
export function addValidateCommand({ root, onRun }: Program): void {
  const command = root
    .command('validate')
    .description('check the team file alone, without any network')
    .addOption(new Option('--format <format>', 'how problems are told').choices(formats).default('text'))
    .addOption(new Option('--now <time>', 'the time that until: is read against').argParser(parseInstant))
    .addHelpText('after', '\nExample:\n  rollcall validate --format github\n');
  addRunFolderOptions(command);
  onRun<ValidateOptions>(command, (session, options) =>
    withRunFolder(session, 'validate', options, (tell) => runValidate(session, options, tell)),
  );
}

async function runValidate(
  session: Session,
  options: ValidateOptions & GlobalOptions,
  tell: TellRun,
): Promise<ExitCode> {
  const { validateTeam } = await import('../../app/validate-team.js');
  const outcome = validateTeam(options.file, await openSourceTree(session), options.now ?? session.io.clock.now());
  const diagnostics = outcome.tag === 'valid' ? outcome.warnings : outcome.diagnostics;
  tell(async () => {
    const { makeValidateResult } = await import('../../app/run-results.js');
    return makeValidateResult(options.file, diagnostics);
  });
  session.out.write(await render(session, options.format, diagnostics, outcome.sources));
  if (outcome.tag === 'rejected') return exitCodes.error;
  if (options.format === 'text') {
    const { escapeText } = await import('../../render/escape-text.js');
    const { file, members, groups } = outcome.desired;
    session.out.line(`${escapeText(file)} is valid. Members: ${members.length}. Groups: ${groups.length}.`);
  }
  return exitCodes.done;
}

async function render(
  { out }: Session,
  format: ValidateOptions['format'],
  diagnostics: readonly Diagnostic[],
  sources: Sources,
): Promise<string> {
  switch (format) {
    case 'text': {
      const { renderDiagnosticsText } = await import('../../render/diagnostics-text.js');
      return diagnostics.length === 0 ? '' : renderDiagnosticsText(diagnostics, sources, out.palette);
    }
    case 'json': {
      const { diagnosticsToJson } = await import('../../render/diagnostics-json.js');
      return renderJson(diagnosticsToJson(diagnostics));
    }
    case 'github':
      return (await import('../../render/diagnostics-github.js')).renderDiagnosticsGithub(diagnostics);
    case 'sarif': {
      const { diagnosticsToSarif } = await import('../../render/diagnostics-sarif.js');
      return renderJson(diagnosticsToSarif(diagnostics, { rollcallVersion }));
    }
  }
}
