import { describe, expect, it } from 'vitest';
import { byteLength, MOST_BYTES } from '../../../src/render/markdown/budget.js';
import { MOST_SUMMARY_BYTES, renderJobSummary, renderRunMarkdown } from '../../../src/render/markdown/run-markdown.js';
import { NOW } from '../../support/team-builders.js';
import { expectGolden } from '../golden.js';
import { runStories } from './run-stories.js';

const options = {
  now: NOW,
  rollcallVersion: '0.1.0',
  runUrl: 'https://github.com/o/r/actions/runs/1',
  head: '8c1e0d7'.padEnd(40, '0'),
  base: 'f00d123'.padEnd(40, '0'),
};

describe('a run, told on a pull request', () => {
  it.each(Object.entries(runStories))('tells the story: %s', (name, story) => {
    const { text } = renderRunMarkdown(story, options);
    expectGolden(`../markdown/golden/${name}.md`, text);
  });
});
