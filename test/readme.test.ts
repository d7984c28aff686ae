import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.js';
import { start } from '../src/main.js';
import { isOnPath } from './support/on-path.js';
import { MAX_PICTURE_BYTES, readPicture } from './support/picture.js';
import { useRedis } from './support/redis.js';
import { unsettled } from './support/settled.js';
import { waitFor } from './support/wait-for.js';

const redis = useRedis();

it.skipIf(!isOnPath('curl'))('README: the session, pasted as it is, shows what it says', async () => {
  const config = readConfig({ REDIS_URL: redis.target, PORT: '0', LOG_LEVEL: 'silent', WEB: 'off' });
  const holdfast = await start(config);
  const watcher = redis.connect();
  const shell = openShell();
  try {
    const printed: string[] = [];
    for (const paragraph of session(holdfast.url)) {
      printed.push(...(await shell.paste(paragraph)));
      // A person is slower than the streams; the test must not be faster.
      await waitFor(async () => (await unsettled(watcher, 1)).length === 0, {
        what: 'both modules to be through',
      });
    }

    const [reserved, held, refused, repriced, copy, ready] = printed.map((line) => JSON.parse(line));
    expect(reserved).toMatchObject({ status: 'reserved', version: 1, price: 2000 });
    expect(held).toMatchObject({ version: 1, held: true });
    expect(refused).toMatchObject({ type: '/problems/ticket-reserved', status: 409 });
    expect(repriced).toMatchObject({ status: 'available', version: 3, price: 3000 });
    expect(copy).toMatchObject({ version: 3, price: 3000, held: false });
    expect(ready).toMatchObject({ status: 'ready' });
    expect(printed).toHaveLength(6);
  } finally {
    shell.close();
    await holdfast.stop();
  }
});

it('README: each picture that it shows is there, and small', async () => {
  const paths = [...readFileSync('README.md', 'utf8').matchAll(/(?:src|srcset)="([^"]+)"/g)];
  expect(paths.map(([, path]) => path).sort()).toEqual([
    'docs/images/shop-dark.png',
    'docs/images/shop.png',
    'docs/images/trace-dark.png',
    'docs/images/trace.png',
  ]);
  for (const [, path = ''] of paths)
    expect((await readPicture(path)).bytes, path).toBeLessThan(MAX_PICTURE_BYTES);
});

/** The paragraphs of the README's session, for a server at this address. */
function session(url: string): string[] {
  const [, , block = ''] = readFileSync('README.md', 'utf8').split('```sh\n');
  const text = block.slice(0, block.indexOf('```'));
  expect(text).toContain('http://localhost:3000');
  return text.replace('http://localhost:3000', url).split('\n\n');
}

function openShell() {
  const shell = spawn('sh', { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  return {
    /** @returns the lines that it printed */
    async paste(text: string): Promise<string[]> {
      shell.stdin.write(`${text}\necho end of paragraph\n`);
      const printed: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done || value === 'end of paragraph') return printed.filter((line) => line !== '');
        printed.push(value);
      }
    },
    close: () => shell.stdin.end(),
  };
}
