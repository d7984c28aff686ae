export { playOnOwnServer } from './own-server.js';
export { playAt } from './play-at.js';
