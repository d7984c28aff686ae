import type { Row } from '../row.js';
import { commitsAlways, commitsOff } from './commits.js';
import { consume } from './consume.js';
import { emit } from './emit.js';
import { growth } from './growth.js';
import { edit, order, show } from './http.js';
import { idle } from './idle.js';
import { memory } from './memory.js';
import { metrics } from './metrics.js';
import { propagation } from './propagation.js';
import { race } from './race.js';
import { startUp } from './start-up.js';

/** All that is measured, in this order. */
export const ROWS: readonly Row[] = [
  ...[commitsOff, commitsAlways, consume, emit],
  ...[show, edit, order, race, propagation],
  ...[growth, memory, idle, startUp, metrics],
];
