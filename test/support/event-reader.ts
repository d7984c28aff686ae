/** A message as a listener of an EventSource gets it. */
export interface Message {
  /** The name that it is listened to by. */
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** What has come over a stream of events until now. */
export interface Received {
  readonly messages: readonly Message[];
  /** The last event id after each block, also after one that is no message. */
  readonly ids: readonly string[];
  /** What a reconnection would send as `Last-Event-ID`. */
  readonly lastEventId: string;
  readonly comments: readonly string[];
  /** In milliseconds. */
  readonly retryMs: number | undefined;
}

/**
 * Reads a stream of events as a browser does
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
 *
 * @returns what has come, which grows with what is written
 */
export function createEventReader(): { readonly received: Received; write(chunk: Uint8Array): void } {
  const utf8 = new TextDecoder();
  const messages: Message[] = [];
  const ids: string[] = [];
  const comments: string[] = [];
  const received: Mutable<Received> = { messages, ids, comments, lastEventId: '', retryMs: undefined };
  let block = { id: '', event: '', data: '' };
  let rest = '';

  function endBlock(): void {
    const { id, event, data } = block;
    block = { id, event: '', data: '' };
    received.lastEventId = id;
    ids.push(id);
    if (data !== '') messages.push({ event: event || 'message', data: data.slice(0, -1), lastEventId: id });
  }

  function takeField(name: string, value: string): void {
    if (name === 'event') block.event = value;
    else if (name === 'data') block.data += `${value}\n`;
    else if (name === 'id' && !value.includes('\0')) block.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) received.retryMs = Number(value);
  }

  function takeLine(line: string): void {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === '') endBlock();
    else if (name === '') comments.push(value);
    else takeField(name, value);
  }

  return {
    received,
    write(chunk) {
      // A carriage return at the end may be the first half of a line break.
      const lines = (rest + utf8.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) takeLine(line);
    },
  };
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
