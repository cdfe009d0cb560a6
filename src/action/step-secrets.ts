import * as core from '@actions/core';
import type { Environment } from '../cli/cli-io.js';
import { secretVariables } from '../cli/credentials-from-env.js';
import type { Inputs } from './inputs.js';

/** Shorter than any secret; what is taken out of a log must not be a word. */
const SHORTEST = 8;

/** Has the runner take every secret out of the log, whoever prints it, and however it is spelt. */
export function hideSecrets(env: Environment): void {
  const values = [...secretVariables, 'GITHUB_TOKEN', 'GH_TOKEN'].map((name) => env[name] ?? '');
  const lines = [...values, core.getInput('github-token')].flatMap((value) => value.split(/\s+/));
  for (const secret of new Set(lines.filter((line) => line.length >= SHORTEST))) {
    core.setSecret(secret);
    core.setSecret(Buffer.from(secret).toString('base64'));
  }
}

/** The environment of a command that talks to GitHub, and to nobody else. */
export function environmentForGitHub(env: Environment, inputs: Inputs): Environment {
  const held = without(env, secretVariables);
  return { ...held, GITHUB_TOKEN: inputs['github-token'] ?? env.GITHUB_TOKEN };
}

/** The environment of a command that talks to Dropbox, and to nobody else. */
export function environmentForDropbox(env: Environment): Environment {
  return without(env, ['GITHUB_TOKEN', 'GH_TOKEN', 'INPUT_GITHUB-TOKEN']);
}

function without(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
