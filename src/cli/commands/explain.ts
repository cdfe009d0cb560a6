import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';

/** `rollcall explain`: what an error tag or a guard means, and what to do about it. */
export function addExplainCommand({ root, onRun }: Program): void {
  const command = root
    .command('explain')
    .argument('[tag]', "an error tag of Dropbox's or a guard; without one, all of them")
    .description('what an error tag or a guard means, and what Rollcall does about it')
    .addHelpText('after', '\nExamples:\n  rollcall explain team_license_limit\n  rollcall explain max_removals\n');
  onRun(command, runExplain);
}

const runExplain: Run<unknown> = async ({ out }, _options, [word]) => {
  const [{ explainableTags, lookUpTag }, { renderExplained, renderExplainedList }] = await Promise.all([
    import('../../app/explain-tag.js'),
    import('../../render/explained-text.js'),
  ]);
  const style = { palette: out.palette, width: out.width };
  if (word === undefined) {
    out.write(renderExplainedList(explainableTags().values(), style));
    return exitCodes.done;
  }
  const found = lookUpTag(word);
  if (found.tag === 'unknown') {
    const meant = found.meant === null ? '' : `Did you mean ${found.meant}? `;
    throw new CommandError(
      `Rollcall knows no tag or guard ${JSON.stringify(word)}.`,
      `${meant}rollcall explain without a tag lists all of them.`,
    );
  }
  out.write(renderExplained(found.explained, style));
  return exitCodes.done;
};
