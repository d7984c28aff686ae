import { describe, expect, test } from 'vitest';
import { startHoldfast } from '../support/holdfast.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

describe('a server', () => {
  test('WEB=on, which is the default: it serves the page beside the API, whose headers stay its own', async () => {
    const { url, anonymous, stop } = await startHoldfast(redis, {
      WEB: '',
      SIGN_IN_URL: 'https://id.example/',
    });
    try {
      const page = await fetch(`${url}/`);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const licences = await fetch(`${url}/licences.txt`);
      expect([licences.headers.get('content-type'), await licences.text()]).toEqual([
        'text/plain; charset=utf-8',
        expect.stringMatching(/^## preact .*\n\nThe MIT License/m),
      ]);
      const settings = await fetch(`${url}/web/settings.json`);
      expect(await settings.json()).toEqual({
        mode: 'production',
        currency: 'usd',
        signIn: { by: 'url', url: 'https://id.example/' },
      });
      const nowhere = await fetch(`${url}/nonsense`, { headers: { accept: 'text/html' } });
      expect([nowhere.status, await nowhere.text()]).toEqual([404, await page.text()]);
      const tickets = await fetch(`${url}/api/tickets`);
      expect(tickets.headers.get('content-security-policy')).toBeNull();
      const { body } = await anonymous.get('/openapi.json');
      const ofThePage = (path: string) => path === '/' || /^\/(assets|web|console|trace)\b/.test(path);
      expect(Object.keys(body.paths).filter(ofThePage)).toEqual([]);
    } finally {
      await stop();
    }
  });

  test('WEB=off: nothing of the page is there', async () => {
    const { url, stop } = await startHoldfast(redis, { WEB: 'off' });
    try {
      for (const path of ['/', '/orders', '/web/settings.json', '/licences.txt', '/assets/index.js']) {
        const { status, headers } = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
        expect([path, status, headers.get('content-type')]).toEqual([path, 404, 'application/problem+json']);
      }
    } finally {
      await stop();
    }
  });
});
