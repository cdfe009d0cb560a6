import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../src/github/index.js';

/** As much of the package as is used; it is not installed where types are checked. */
interface GraphQl {
  buildSchema(text: string, options: { readonly assumeValidSDL: boolean }): unknown;
  parse(query: string): unknown;
  validate(schema: unknown, query: unknown): readonly { readonly message: string }[];
}

const require = createRequire(import.meta.url);

/** What Rollcall asks by GraphQL, as it leaves for GitHub. */
async function collectQueries(): Promise<string[]> {
  const queries: string[] = [];
  const fetch = async (_url: unknown, init?: RequestInit) => {
    queries.push((JSON.parse(String(init?.body)) as { readonly query: string }).query);
    const minimizeComment = { minimizedComment: { isMinimized: true } };
    return Response.json({ data: { viewer: { login: 'github-actions[bot]' }, minimizeComment } });
  };
  const github = openGitHub({ token: 'ghs_peer', owner: 'acme', repo: 'team', fetch });
  await github.readLogin();
  const comment = { id: 1, nodeId: 'IC_1', author: 'ada', body: '', url: '', isMinimised: false };
  await github.comments.minimise(comment);
  return queries;
}

describe("GitHub's own GraphQL schema", () => {
  it('allows what is asked of it, and would refuse what it does not know', async () => {
    const { buildSchema, parse, validate } = require('graphql') as GraphQl;
    const folder = join(import.meta.dirname, 'node_modules/@octokit/graphql-schema');
    const schema = buildSchema(readFileSync(join(folder, 'schema.graphql'), 'utf8'), { assumeValidSDL: true });
    const queries = await collectQueries();
    expect(queries).toHaveLength(2);
    expect(queries.flatMap((query) => validate(schema, parse(query)))).toEqual([]);
    const wrong = queries.map((query) => query.replace('login', 'logon').replace('OUTDATED', 'OLD'));
    expect(wrong.map((query) => validate(schema, parse(query)).length)).toEqual([1, 1]);
  });
});
