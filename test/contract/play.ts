import type { Answer } from '../support/holdfast.js';
import type { HttpMarket } from '../support/http-market.js';

/** Makes a server give an answer. */
export type Play = (market: HttpMarket) => Promise<Answer>;

/** Under each call the answers that requests alone can bring about: a status, and the slug of a problem. */
export type Plays = Record<string, Record<string, Play>>;
