export {
  type BestEffortRedis,
  closeQuietly,
  connectBestEffort,
  connectExclusive,
  connectShared,
} from './connect.js';
export { copyAppendOnlyFiles } from './copy-files.js';
export { type CutTail, CutTailError } from './cut-tail.js';
export { type EmbeddedRedis, startEmbedded } from './embedded.js';
export { findRedisServer } from './find-server.js';
export { type ExistingRedis, openExisting } from './open-existing.js';
export { watchReach } from './reach.js';
export { assertRequirements, checkRequirements, type Requirement } from './requirements.js';
export { describeTarget, parseTarget, type RedisTarget } from './target.js';
