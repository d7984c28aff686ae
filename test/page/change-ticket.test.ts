import { expect, onTestFinished, test, vi } from 'vitest';
import { createApi } from '../../web/api/client.js';
import { editTicket, withdrawTicket } from '../../web/market/change-ticket.js';

const ticket = { id: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000', version: 7 };

test('editTicket: only the version that its seller looks at is edited', async () => {
  const { api, requests } = answering(() => Response.json(ticket));
  await editTicket(api, ticket, { price: 3000 });
  const [request] = requests;
  expect([request?.method, request?.headers.get('if-match')]).toEqual(['PATCH', '"7"']);
  expect(await request?.json()).toEqual({ price: 3000 });
});

test('withdrawTicket: only the version that its seller looks at is withdrawn', async () => {
  const { api, requests } = answering(() => new Response(null, { status: 204 }));
  expect(await withdrawTicket(api, ticket)).toEqual({ ok: true, data: undefined });
  expect(requests.map(({ method, headers }) => [method, headers.get('if-match')])).toEqual([
    ['DELETE', '"7"'],
  ]);
});

function answering(answer: () => Response) {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    return Promise.resolve(answer());
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const nothing = () => undefined;
  const api = createApi({
    ...{ origin: 'http://shop.example', token: nothing },
    ...{ onUnauthenticated: nothing, onAnswer: nothing },
  });
  return { api, requests };
}
