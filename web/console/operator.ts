import { type Api, createApi, settle } from '../api/client.js';

/**
 * The calls of an operator in development mode, where anybody gets any token: it asks for one of its own, so that
 * whoever is signed in to the shop stays who they are. A token that the server does not know any more, as it has been
 * started anew, is asked for again.
 *
 * @param shop asks for the token
 */
export function createOperatorApi(shop: Api): Api {
  let token: Promise<string> | undefined;
  const api = createApi({
    origin: location.origin,
    token: nothing,
    onUnauthenticated: nothing,
    onAnswer: nothing,
  });
  api.use({
    async onRequest({ request }) {
      token ??= askForToken(shop);
      token.catch(() => {
        token = undefined;
      });
      request.headers.set('Authorization', `Bearer ${await token}`);
    },
    onResponse({ response }) {
      if (response.status === 401) token = undefined;
    },
  });
  return api;
}

async function askForToken(shop: Api): Promise<string> {
  const answer = await settle(shop.POST('/dev/token', { body: { user: 'operator', scope: 'admin' } }));
  if (answer.ok) return answer.data.token;
  throw new Error(answer.problem.detail);
}

function nothing(): undefined {
  return undefined;
}
