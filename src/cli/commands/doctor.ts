import { Option } from 'commander';
import type { Seen } from '../../app/doctor/check.js';
import type { TokenUse } from '../../app/doctor/token-checks.js';
import type { CheckResult, CheckStatus } from '../../model/check-result.js';
import { renderJson } from '../../render/json-text.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';

interface DoctorOptions {
  readonly format: 'text' | 'json';
  readonly offline?: boolean;
  readonly repo?: string;
  readonly tokenFor?: NonNullable<TokenUse>;
}

/** `rollcall doctor`: what to mend in the set-up of a repository. */
export function addDoctorCommand({ root, onRun }: Program): void {
  const command = root
    .command('doctor')
    .argument('[path]', 'where the team files are, or one of them (default: --file, else this folder)')
    .description('check how the repository is set up, and say what to mend')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .option('--offline', 'look at the files alone')
    .option(
      '--repo <owner/name>',
      'the GitHub repository (env GITHUB_REPOSITORY; else where this folder was cloned from); needs GITHUB_TOKEN',
    )
    .addOption(new Option('--token-for <use>', 'what the Dropbox token is for').choices(['plan', 'apply']))
    .addHelpText(
      'after',
      '\nRun it at the root of the repository. It changes nothing. What the\ntokens at hand do not show counts as no problem, and is told. Exits with 1\nwhen there is a problem.\n\nExamples:\n  rollcall doctor --offline\n  GITHUB_TOKEN="$(gh auth token)" rollcall doctor --token-for plan\n',
    );
  onRun(command, runDoctor);
}

const runDoctor: Run<DoctorOptions> = async (session, options, [named]) => {
  const path = named ?? (session.isFileNamed ? options.file : '.');
  const [{ examineSetup }, { readSetupFiles }, { readGitHubFacts, readTokenFacts }] = await Promise.all([
    import('../../app/doctor/examine-setup.js'),
    import('../../app/doctor/read-setup-files.js'),
    import('../doctor-facts.js'),
  ]);
  const { io, out } = session;
  const files = readSetupFiles(path, io.cwd, await openSourceTree(session, []));
  const online = <Value>(read: () => Promise<Seen<Value>>): Promise<Seen<Value>> | Seen<Value> =>
    options.offline === true ? { unseen: 'Not looked at, because of --offline.' } : read();
  const [token, github] = await Promise.all([
    online(() => readTokenFacts(session, options.tokenFor ?? null, files.teams)),
    online(() => readGitHubFacts(session, options.repo, files.teams)),
  ]);
  const results = examineSetup({ files, token, github });
  if (options.format === 'json') out.write(renderJson(toJson(results)));
  else {
    const { renderCheckResults } = await import('../../render/check-results-text.js');
    out.write(renderCheckResults(results, { palette: out.palette, width: out.width }));
  }
  return results.some(({ status }) => status === 'problem') ? exitCodes.error : exitCodes.done;
};

/** What programs get; grows, and never changes what is there. */
function toJson(results: readonly CheckResult[]) {
  const count = (wanted: CheckStatus) => results.filter(({ status }) => status === wanted).length;
  return {
    format_version: 1,
    counts: { ok: count('ok'), warning: count('warning'), problem: count('problem'), unseen: count('unseen') },
    checks: results.map(({ id, status, summary, why, findings }) => ({
      id,
      status,
      summary,
      why,
      findings: findings.map(({ status: severity, found, mend, position }) => ({
        status: severity,
        found,
        mend,
        file: position?.file ?? null,
        line: position?.line ?? null,
        column: position?.column ?? null,
      })),
    })),
  };
}
