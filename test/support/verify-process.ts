import { type Ended, startTool } from './run-tool.js';

/** Runs the built `npm run verify` with this environment and nothing else of ours. */
export function runVerify(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return startTool('verify', env, ...args).ended;
}
