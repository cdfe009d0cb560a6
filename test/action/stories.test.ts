import { describeStories } from './stories.js';

describeStories('a repository with the workflows');
