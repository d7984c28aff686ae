import { expect, onTestFinished, test } from 'vitest';
import { startHoldfast, tokenFor } from '../support/holdfast.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();
const shop = 'https://shop.example';

test('CORS_ORIGINS: a page of one may send a call, after a preflight without a token, and read its answer', async () => {
  const url = await serve({ CORS_ORIGINS: `${shop} https://m.shop.example` });

  const preflight = await fetch(`${url}/api/tickets`, { method: 'OPTIONS', headers: asked });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, shop]);

  const authorization = `Bearer ${await tokenFor('ann')}`;
  const call = await fetch(`${url}/api/tickets`, {
    method: 'POST',
    headers: { authorization, origin: shop, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Row 5', price: 2000 }),
  });
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([201, shop]);
});

test('CORS_ORIGINS unset: a page of another origin may do nothing', async () => {
  const url = await serve({});

  const preflight = await fetch(`${url}/api/tickets`, { method: 'OPTIONS', headers: asked });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  const call = await fetch(`${url}/api/tickets`, { headers: { origin: shop } });
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([200, null]);
});

const asked = {
  origin: shop,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

async function serve(env: Record<string, string>): Promise<string> {
  const server = await startHoldfast(redis, env);
  onTestFinished(server.stop);
  return server.url;
}
