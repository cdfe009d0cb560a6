import { setFailed } from '@actions/core';
import { escapeText } from '../render/escape-text.js';
import { runAction } from './run-action.js';

try {
  await runAction(process.env, (text) => process.stdout.write(text));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  setFailed(`Internal error: ${escapeText(message)}. This is a bug of Rollcall; report it.`);
}
// A connection that lingers must not keep a finished step; what was written has to leave first.
process.stdout.write('', () => process.exit());
