import { z } from 'zod';

/** Calls the server as one user. */
export interface Client {
  /** @throws Error when the answer is not a success */
  call(method: string, path: string, body?: object): Promise<unknown>;
}

/** @throws Error when the server gives no token: only one in development mode does */
export async function signIn(url: string, user: string): Promise<Client> {
  const { token } = z
    .object({ token: z.string() })
    .parse(await send(`${url}/dev/token`, 'POST', {}, { user }));
  return {
    call: (method, path, body) => send(url + path, method, { authorization: `Bearer ${token}` }, body),
  };
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: object,
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
