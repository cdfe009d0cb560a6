import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listPages, readText, root } from '../docs/document.js';

const FOLDER = '.github/workflows';

/** The three files that users copy. */
export const copied = ['rollcall-plan.yml', 'rollcall-apply.yml', 'rollcall-drift.yml'] as const;
/** Those that check and release Rollcall itself. */
export const own = readdirSync(join(root, FOLDER)).filter((name) => !copied.some((one) => one === name));

/** The text of a file in `.github/workflows`. */
export function readWorkflow(name: string): string {
  return readText(`${FOLDER}/${name}`);
}

/** The three files as a release has them: with its commit in place of the placeholder. */
export function readReleased(): ReadonlyMap<string, string> {
  const pin = `acme/rollcall@${'1'.repeat(40)} # v1.0.0`;
  return new Map(
    copied.map((name) => [name, readWorkflow(name).replaceAll(`OWNER/rollcall@${'0'.repeat(40)} # vX.Y.Z`, pin)]),
  );
}

/** The blocks of the documentation that hold a whole workflow, by page and number. */
export function findWorkflowsInPages(): readonly (readonly [name: string, text: string])[] {
  return listPages().flatMap((page) =>
    [...readText(page).matchAll(/^ *```ya?ml\n([\s\S]*?)^ *```$/gm)]
      .map(([, text = '']) => text)
      .filter((text) => /^on:/m.test(text) && /^jobs:/m.test(text))
      .map((text, index) => [`${page}, block ${index + 1}`, text] as const),
  );
}
