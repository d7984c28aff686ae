/** An event as the stream has it; `id` is the last one that was seen, which it may have from an event before. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** What is known of a stream of events after what was read of it. */
export interface EventParser {
  /** How far one has seen; sent as `Last-Event-ID` it brings what comes after. */
  readonly lastEventId: string;
  /** How long to wait before connecting again, in milliseconds, if the server has said so. */
  readonly retryMs: number | undefined;
  /** Takes the next piece of the stream, cut anywhere, and gives the events that it completes. */
  push(text: string): StreamEvent[];
}

/**
 * Reads Server-Sent Events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
 *
 * @param lastEventId what was seen before on another connection
 */
export function createEventParser(lastEventId = ''): EventParser {
  const seen: { lastEventId: string; retryMs: number | undefined } = { lastEventId, retryMs: undefined };
  let block = { id: lastEventId, name: '', data: '' };
  let rest = '';

  function endBlock(): StreamEvent[] {
    const { id, name, data } = block;
    seen.lastEventId = id;
    block = { id, name: '', data: '' };
    return data === '' ? [] : [{ name: name || 'message', data: data.slice(0, -1) }];
  }

  function takeField(name: string, value: string): void {
    if (name === 'event') block.name = value;
    else if (name === 'data') block.data += `${value}\n`;
    else if (name === 'id' && !value.includes('\0')) block.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) seen.retryMs = Number(value);
  }

  return {
    get lastEventId() {
      return seen.lastEventId;
    },
    get retryMs() {
      return seen.retryMs;
    },
    push(text) {
      // A carriage return at the end may be the first half of a line break.
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      const events: StreamEvent[] = [];
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (line === '') events.push(...endBlock());
        else takeField(name, value);
      }
      return events;
    },
  };
}
