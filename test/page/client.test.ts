import { expect, onTestFinished, test, vi } from 'vitest';
import { createApi, settle } from '../../web/api/client.js';

const refused = { type: '/problems/unauthenticated', title: 'x', status: 401, detail: 'x', instance: '' };

test('client: what everybody may read is read without the token that has run out, and they are signed out', async () => {
  const { api, session, requests } = shop({ token: 'old', publicPath: '/api/tickets' });
  const answer = await settle(api.GET('/api/tickets'));
  expect(answer).toEqual({ ok: true, data: { items: [], next: null } });
  expect(requests).toEqual(['GET Bearer old', 'GET null']);
  expect([session.token, session.expired]).toEqual([undefined, 1]);
});

test('client: two calls that are refused at the same time are both read again, and one is signed out once', async () => {
  const { api, session, requests } = shop({ token: 'old', publicPath: '/api/tickets' });
  const answers = await Promise.all([settle(api.GET('/api/tickets')), settle(api.GET('/api/tickets'))]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  expect([requests.length, session.expired]).toEqual([4, 1]);
});

test('client: what is one person’s own stays refused, after one more try', async () => {
  const { api, requests } = shop({ token: 'old', publicPath: '/api/tickets' });
  expect(await settle(api.GET('/api/orders'))).toEqual({ ok: false, problem: refused });
  expect(requests).toEqual(['GET Bearer old', 'GET null']);
});

test('client: a change that is refused is not sent again', async () => {
  const { api, session, requests } = shop({ token: 'old', publicPath: '/api/tickets' });
  const answer = await settle(api.DELETE('/api/orders/{id}', { params: { path: { id: 'any' } } }));
  expect(answer).toEqual({ ok: false, problem: refused });
  expect([requests, session.expired]).toEqual([['DELETE Bearer old'], 1]);
});

test('client: who has signed in anew meanwhile stays signed in, and reads as who they are now', async () => {
  const { api, session, requests } = shop({ token: 'old', good: 'new', publicPath: '/api/tickets' });
  const answer = settle(api.GET('/api/orders'));
  session.token = 'new';
  expect((await answer).ok).toBe(true);
  expect(requests).toEqual(['GET Bearer old', 'GET Bearer new']);
  expect([session.token, session.expired]).toEqual(['new', 0]);
});

/** A server that takes one token, and what the page knows of who is signed in. */
function shop({
  token,
  good,
  publicPath,
}: {
  readonly token: string;
  readonly good?: string;
  readonly publicPath: string;
}) {
  const requests: string[] = [];
  vi.stubGlobal('fetch', async ({ method, url, headers }: Request) => {
    const identity = headers.get('Authorization');
    requests.push(`${method} ${identity}`);
    // As over a network: whoever asks goes on meanwhile.
    await Promise.resolve();
    const isGood = identity === null ? new URL(url).pathname === publicPath : identity === `Bearer ${good}`;
    return isGood ? Response.json({ items: [], next: null }) : Response.json(refused, { status: 401 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const session = { token: token as string | undefined, expired: 0 };
  const api = createApi({
    origin: 'http://shop.example',
    token: () => session.token,
    onUnauthenticated() {
      session.token = undefined;
      session.expired += 1;
    },
    onAnswer: () => undefined,
  });
  return { api, session, requests };
}
