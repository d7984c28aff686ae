import { expect, test } from 'vitest';
import { HEALED } from '../../src/bus/index.js';
import { createCommandLog } from '../../src/rebuild/command-log.js';

test('the log of the command: warnings and errors clear the line first, and what it is for is no warning', () => {
  const terminal: string[] = [];
  const write = (text: string) => terminal.push(text) > 0;
  const log = createCommandLog({ clear: () => write('<clear>') }, { write });

  log.debug({}, 'a detail');
  log.info({}, 'a fact');
  log.warn({}, HEALED);
  expect(terminal).toEqual([]);
  log.warn({ partition: 1 }, 'trouble');
  log.error({ partition: 2 }, 'worse');
  expect(terminal).toEqual([
    '<clear>',
    expect.stringMatching(/"level":40.*"partition":1,"msg":"trouble"}\n$/),
    '<clear>',
    expect.stringMatching(/"level":50.*"partition":2,"msg":"worse"}\n$/),
  ]);
});
