import { readConfig } from '../config.js';

/**
 * Where a server on this machine is that has the same PORT.
 *
 * @throws Error with a sentence when PORT is none
 */
export function localUrl({ PORT }: NodeJS.ProcessEnv): string {
  return `http://127.0.0.1:${readConfig({ PORT }).port}`;
}
