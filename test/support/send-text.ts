import { contractAt } from './contract-at.js';

/** An answer, with its body parsed where it is JSON, else as text; `undefined` where there is none, or no end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests look into documents of many shapes, and say by their assertions what they expect.
  // biome-ignore lint/suspicious/noExplicitAny: an unknown body would need a cast in every line of every test
  readonly body: any;
  /** The call of the document that was answered; `undefined` where the document has none. */
  readonly operationId?: string | undefined;
}

/**
 * Sends a request whose body is text of any kind, where a client would send valid JSON.
 *
 * @throws ContractBroken where the document of that server does not promise such an answer
 */
export async function sendText(
  url: string,
  request: {
    method: string;
    headers?: Record<string, string>;
    body?: string | ReadableStream;
    signal?: AbortSignal;
  },
): Promise<Answer> {
  const { origin } = new URL(url);
  const contract = await contractAt(origin);
  const response = await fetch(url, { ...request, ...(request.body !== undefined && { duplex: 'half' }) });
  const { status, headers } = response;
  const answer = { status, headers, body: await bodyOf(response) };
  const call = contract.check({ method: request.method, path: url.slice(origin.length), ...answer });
  return { ...answer, operationId: call?.operationId };
}

async function bodyOf(response: Response): Promise<unknown> {
  const mediaType = response.headers.get('content-type') ?? '';
  if (mediaType.startsWith('text/event-stream')) return response.body?.cancel();
  const text = await response.text();
  if (text === '') return undefined;
  return /^application\/(problem\+)?json\b/.test(mediaType) ? JSON.parse(text) : text;
}
