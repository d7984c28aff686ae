/** A token of a server in development mode. */
export async function tokenOf(url: string, user: string): Promise<string> {
  const answer = await fetch(`${url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  const { token }: { token: string } = JSON.parse(await answer.text());
  return token;
}

/** The headers of a call that changes something. */
export async function headersOf(url: string, user: string): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await tokenOf(url, user)}`, 'content-type': 'application/json' };
}
