import { playOnOwnServer } from './own-server.js';
import { type PlayOptions, playAt } from './play-at.js';
import type { PlayedStep } from './story.js';
import { tableHead, tableRows } from './table.js';

export interface RunOptions extends Omit<PlayOptions, 'onStep'> {
  /** Of a server that runs; without it one is started. */
  readonly url: string | undefined;
  /** Whether one JSON document is printed at the end, instead of a row at each step. */
  readonly json: boolean;
}

/**
 * `holdfast story`: plays it, and prints what was seen.
 *
 * @returns the exit code: 0 when all was as it must be, 1 when something was not
 * @throws Error with a sentence when it could not be played
 */
export async function runStory({ url, json, ...options }: RunOptions): Promise<number> {
  const steps: PlayedStep[] = [];
  const onStep = (step: PlayedStep) => {
    if (!json) print(steps.length === 0 ? `${tableHead()}\n${tableRows(step)}` : tableRows(step));
    steps.push(step);
  };
  const playing = { ...options, onStep };
  const ok = url === undefined ? await playOnOwnServer(playing) : await playAt(url, playing);
  if (json) print(JSON.stringify({ ok, steps }));
  else if (ok) print('\nAll is as it must be.');
  return ok ? 0 : 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
