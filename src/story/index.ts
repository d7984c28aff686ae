export { playAt } from './play-at.js';
export { runStory } from './run.js';
