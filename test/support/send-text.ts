import type { Answer } from './holdfast.js';

/** Sends a request whose body is text of any kind, where a client would send valid JSON. */
export async function sendText(
  url: string,
  request: { method: string; headers?: Record<string, string>; body?: string | ReadableStream },
): Promise<Answer> {
  const response = await fetch(url, { ...request, ...(request.body !== undefined && { duplex: 'half' }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
